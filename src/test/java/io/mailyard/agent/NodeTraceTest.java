package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.CallTrace;
import io.mailyard.delivery.LeaseClient.ServerUnavailable;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.HeardLog;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node and its server log of one exchange is found by one trace id. */
class NodeTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final CallTrace EXCHANGE =
            CallTrace.of("r-1", List.of("00-" + TRACE + "-b7ad6b7169203331-01"));

    private static ServerClient client(String address, String key) {
        return new ServerClient(
                new ServerAddress.ServerAccess(
                        List.of(new ServerAddress(URI.create(address), Optional.empty())), key),
                "slot",
                "instance");
    }

    @Test
    void eachCallOfANode_namesTheTraceOfItsExchange() {
        try (FakeEndpoint server = FakeEndpoint.start();
                ServerClient client = client(server.url("/"), "key")) {
            EXCHANGE.run(() ->
                    assertThatThrownBy(() -> client.call("sync", "{}"))
                            .isInstanceOf(ServerUnavailable.class));
            assertThatThrownBy(() -> client.call("sync", "{}"))
                    .isInstanceOf(ServerUnavailable.class);

            assertThat(server.requests())
                    .extracting(request -> request.field("traceparent"))
                    .satisfiesExactly(
                            first -> assertThat(first).matches("00-" + TRACE + "-[0-9a-f]{16}-00"),
                            second -> assertThat(second).isEmpty());
        }
    }

    @Test
    void linesOfTheServer_haveTheTraceOfTheNodesExchange() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "submission.listen=");
                HeardLog log = HeardLog.open()) {
            String key =
                    server.api()
                            .call("nodes/save", "name", "far", "host", "127.0.0.1:1")
                            .ok()
                            .at("data.key")
                            .text();
            server.tamper("ALTER TABLE node_sessions RENAME TO node_sessions_away");
            try (ServerClient client = client(server.uri().toString(), key)) {
                EXCHANGE.run(() ->
                        assertThatThrownBy(() -> client.call("lease", "{}"))
                                .hasMessageContaining("a fault of the server"));
            }
            assertThat(log.of("trace_id", TRACE))
                    .as("whatever else the tests' servers log meanwhile")
                    .filteredOn(
                            line -> line.record().getMessage().startsWith("a node's call failed"))
                    .hasSize(1)
                    .allMatch(line -> !line.id("request_id").equals("r-1"));
        }
    }
}
