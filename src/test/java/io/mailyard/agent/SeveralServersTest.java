package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

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

    /**
     * The answers of requests for mail are lost, as when a server dies between commit and answer.
     */
    @Test
    void mailWhoseLeaseWasNeverAnswered_isSentAllTheSame() {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(StoreKind.SQLITE, "submission.listen=");
                RemoteNode far = RemoteNode.join(server)) {
            MailRoute route = MailRoute.to(server.api(), host.port(), far.id());
            Await.until(() -> status(server.api(), far).at("synced").flag());
            far.line().loseAnswers("lease", "report");
            route.send("someone@recipient.example", "one").ok();
            Await.until(() -> far.line().lost() > 0);

            far.line().mend();

            host.awaitMessages(1, Duration.ofSeconds(20));
            Await.until(() -> route.ledger(server.api()).at("delivered").number() == 1);
            assertThat(host.messages()).hasSize(1);
        }
    }

    @Test
    void aServerThatStandsStill_isLeftWithinALease() {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE, "submission.listen=", "queue.lease=10s");
                RemoteNode far = RemoteNode.join(server, List.of(server.uri()))) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port(), far.id());
            MailRoute frozen = MailRoute.to(api, host.port(), far.id());
            Await.until(() -> status(api, far).at("synced").flag());
            route.send("someone@recipient.example", "one").ok();
            host.awaitMessages(1, Duration.ofSeconds(20));
            long began = System.nanoTime();

            far.line().standStill();
            route.send("someone@recipient.example", "two").ok();
            api.call("accounts/freeze", "id", frozen.account()).ok();
            frozen.send("someone@recipient.example", "never");

            host.awaitMessages(2, Duration.ofSeconds(20));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(9));
            Await.until(() ->
                    api
                            .call("accounts/get", "id", frozen.account())
                            .ok()
                            .at("data.receipts")
                            .items()
                            .stream()
                            .allMatch(receipt -> receipt.at("complete").flag()));
            assertThat(host.messages()).hasSize(2);
        }
    }

    /** Two processes over one store: the first one stops in good order, then is back. */
    @Test
    void aServerThatStops_sendsItsNodesToAnother() {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer first = TestServer.start(StoreKind.POSTGRESQL, "submission.listen=");
                TestServer second = first.beside("submission.listen=");
                RemoteNode far = RemoteNode.join(first, List.of(second.uri()))) {
            Api api = second.api();
            MailRoute route = MailRoute.to(api, host.port(), far.id());
            Await.until(() -> status(api, far).at("synced").flag());
            assertThat(servers(api, far))
                    .singleElement(STRING)
                    .endsWith(":" + first.uri().getPort());

            for (int i = 0; i < 20; i++) {
                route.send("someone@recipient.example", "mail " + i).ok();
            }
            stop(first);

            for (int i = 20; i < 40; i++) {
                route.send("someone@recipient.example", "mail " + i).ok();
            }
            Await.until(() -> route.ledger(api).at("delivered").number() == 40);
            assertThat(host.messages()).hasSize(40);
            assertThat(servers(api, far))
                    .singleElement(STRING)
                    .endsWith(":" + second.uri().getPort());
        }
    }

    private static void stop(TestServer server) {
        server.close();
    }

    /** By each call that names it, of which the node has the last one alone. */
    private static List<String> servers(Api api, RemoteNode far) {
        List<String> servers =
                status(api, far).at("servers").items().stream().map(Tree::text).toList();
        assertThat(api.call("nodes/get", "id", far.id()).ok().at("data.server").text())
                .isEqualTo(servers.getLast());
        return servers;
    }

    private static Tree status(Api api, RemoteNode far) {
        return api.call("nodes/mta/status", "id", far.id()).ok().at("data");
    }
}
