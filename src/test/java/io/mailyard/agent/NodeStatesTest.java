package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each state of a node means, executed with the node in the server, another beside it and a
 * mail host (docs/spec/states.md).
 */
@ParameterizedClass
@StoresOfRun
class NodeStatesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HERE = "127.0.0.1";
    private static final String THERE = "127.0.0.2";
    private static final int SOME = 12;

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final RemoteNode far;
    private final MailRoute route;

    NodeStatesTest(StoreKind kind) {
        // the shortest lease there is: what a node leaves behind comes back soon
        this.server = TestServer.start(kind, "submission.listen=", "queue.lease=10s");
        this.api = server.api();
        this.far = RemoteNode.join(server);
        this.route = MailRoute.to(api, host.port());
    }

    @AfterEach
    void close() {
        far.line().mend();
        far.close();
        server.close();
        host.close();
    }

    private void sendFrom(boolean here, boolean there) {
        List<String> ips = new ArrayList<>();
        if (here) {
            ips.add("{\"node_id\":1,\"ip\":\"" + HERE + "\",\"helo\":\"\"}");
        }
        if (there) {
            ips.add("{\"node_id\":" + far.id() + ",\"ip\":\"" + THERE + "\",\"helo\":\"\"}");
        }
        api.json("senders/akmta/save", "{\"id\":" + route.sender() + ",\"ips\":" + ips + "}").ok();
        awaitSettled(1);
        awaitSettled(far.id());
    }

    private Tree status(long node) {
        return api.call("nodes/mta/status", "id", node).ok().at("data");
    }

    private void awaitSettled(long node) {
        Await.until(() -> status(node).at("synced").flag());
    }

    private void awaitRunning(long node, boolean running) {
        Await.until(() -> status(node).at("running").flag() == running);
    }

    private List<Long> sendSome() {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            sent.add(send());
        }
        return sent;
    }

    private long send() {
        Tree sent = route.send("someone@recipient.example", "hello").ok().at("data");
        return Long.parseLong(sent.at("message_id").text());
    }

    private Tree recipient(long message) {
        return api.call("messages/get", "id", message).ok().at("data.to.0");
    }

    private void awaitDeliveredFrom(String ip, List<Long> messages) {
        for (long message : messages) {
            Await.until(() -> recipient(message).at("state").text().equals("delivered"));
            assertThat(recipient(message).at("ip").text()).isEqualTo(ip);
        }
    }

    private void assertNothingWasLostOrSentTwice(int sent) {
        assertThat(host.messages()).hasSize(sent);
        Tree ledger = route.ledger(api);
        assertThat(ledger.at("balanced").flag()).isTrue();
        assertThat(ledger.at("delivered").number()).isEqualTo(sent);
    }

    private List<String> problems() {
        return api
                .call("senders/akmta/get", "id", route.sender())
                .ok()
                .at("data.problems")
                .items()
                .stream()
                .map(Tree::text)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void nodeWhoseMtaIsStopped_leavesMailToTheOther(Which stopped) {
        sendFrom(true, true);
        long node = stopped == Which.HERE ? 1 : far.id();
        api.call("nodes/mta/deactivate", "id", node).ok();
        awaitRunning(node, false);

        List<Long> sent = sendSome();

        awaitDeliveredFrom(stopped == Which.HERE ? THERE : HERE, sent);
        assertNothingWasLostOrSentTwice(SOME);
    }

    enum Which {
        HERE,
        THERE
    }

    @Test
    void mailWhoseNodesAreAllStopped_waits() {
        sendFrom(true, true);
        for (long node : List.of(1L, far.id())) {
            api.call("nodes/mta/deactivate", "id", node).ok();
            awaitRunning(node, false);
        }

        List<Long> sent = sendSome();

        assertThat(sent)
                .allSatisfy(id -> assertThat(recipient(id).at("state").text()).isEqualTo("new"));
        assertThat(host.connections()).isZero();
        assertThat(problems()).hasSize(2).allMatch(item -> item.contains("is deactivated"));
        api.call("nodes/mta/activate", "id", far.id()).ok();
        awaitDeliveredFrom(THERE, sent);
        assertNothingWasLostOrSentTwice(SOME);
    }

    @Test
    void unreachableNode_isShownAndItsMailIsTriedElsewhere() {
        sendFrom(false, true);
        host.at("RCPT", 1, new Does.Stalls());
        long id = send();
        host.awaitCommand("RCPT", 1, SOON);
        sendWithBoth();

        far.dies();

        awaitRunning(far.id(), false);
        Tree status = status(far.id());
        assertThat(status.at("synced").flag()).isFalse();
        Instant last = Instant.parse(status.at("last_seen_at").text());
        assertThat(problems())
                .contains("node " + far.id() + " has not been heard of since " + last);
        awaitDeliveredFrom(HERE, List.of(id));
        assertThat(recipient(id).at("attempts").number()).isOne();
        assertNothingWasLostOrSentTwice(1);
    }

    /** The node in the server gets an address too, while the other one is busy. */
    private void sendWithBoth() {
        String both =
                "[{\"node_id\":1,\"ip\":\""
                        + HERE
                        + "\",\"helo\":\"\"},{\"node_id\":"
                        + far.id()
                        + ",\"ip\":\""
                        + THERE
                        + "\",\"helo\":\"\"}]";
        api.json("senders/akmta/save", "{\"id\":" + route.sender() + ",\"ips\":" + both + "}").ok();
        awaitSettled(1);
    }

    @Test
    void mailWhoseOnlyNodeIsUnreachable_waitsUntilItIsBack() {
        sendFrom(false, true);
        far.dies();
        awaitRunning(far.id(), false);

        List<Long> sent = sendSome();

        assertThat(sent)
                .allSatisfy(id -> assertThat(recipient(id).at("state").text()).isEqualTo("new"));
        far.returns();
        awaitDeliveredFrom(THERE, sent);
        assertNothingWasLostOrSentTwice(SOME);
    }

    @Test
    void nodeThatIsNotSynced_goesOnWithWhatItConfirmedAndTheDifferenceIsShown() {
        sendFrom(false, true);
        long confirmed = status(far.id()).at("revision").number();
        far.line().cut("sync");
        String other = "[{\"node_id\":" + far.id() + ",\"ip\":\"127.0.0.3\",\"helo\":\"\"}]";
        api.json("senders/akmta/save", "{\"id\":" + route.sender() + ",\"ips\":" + other + "}")
                .ok();

        List<Long> sent = sendSome();

        awaitDeliveredFrom(THERE, sent);
        Tree status = status(far.id());
        assertThat(status.at("synced").flag()).isFalse();
        assertThat(status.at("running").flag()).isTrue();
        assertThat(status.at("revision").number()).isEqualTo(confirmed);
        assertThat(status.at("desired_revision").number()).isEqualTo(confirmed + 1);
        assertThat(status.at("drift").items())
                .extracting(Tree::text)
                .containsExactly("senders[id " + route.sender() + "].sources[0].ip");
        far.line().mend();
        awaitSettled(far.id());
        assertThat(status(far.id()).at("drift").items()).isEmpty();
        awaitDeliveredFrom("127.0.0.3", sendSome());
        assertNothingWasLostOrSentTwice(2 * SOME);
    }
}
