package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node knows several addresses of its server: where one does not answer it goes to another. */
class SeveralServersTest {
    @Test
    void aNodeWhoseServerProcessIsAway_goesOnWithAnother() {
        URI nobody = URI.create("http://127.0.0.1:1");
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE, "submission.listen=", "queue.lease=10s");
                RemoteNode far = RemoteNode.join(server, List.of(nobody, server.uri()))) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port(), far.id());
            Await.until(() -> status(api, far).at("synced").flag());
            route.send("someone@recipient.example", "one").ok();
            host.awaitMessages(1, Duration.ofSeconds(20));

            far.line().cut();

            route.send("someone@recipient.example", "two").ok();
            host.awaitMessages(2, Duration.ofSeconds(20));
            Await.until(() -> route.ledger(api).at("delivered").number() == 2);
            assertThat(status(api, far).at("running").flag()).isTrue();
            assertThat(server.rows("node_sessions").size()).isLessThanOrEqualTo(2);
            far.line().mend();
        }
    }

    private static Tree status(Api api, RemoteNode far) {
        return api.call("nodes/mta/status", "id", far.id()).ok().at("data");
    }
}
