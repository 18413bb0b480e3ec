package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What each state of an account stops of its mail, executed against a running server, its engine
 * and a mail host (docs/spec/states.md): queued mail, attempts before DATA, attempts past DATA,
 * receipts.
 */
@ParameterizedClass
@EnumSource
class StoppedMailTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    StoppedMailTest(StoreKind kind) {
        this.server = TestServer.start(kind, "submission.listen=", "queue.thaw-ramp=0s");
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
        settled();
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    /** How an account is stopped, and comes back. */
    enum StopKind {
        FROZEN("accounts/freeze", "accounts/unfreeze"),
        INACTIVE("accounts/deactivate", "accounts/activate"),
        DELETED("accounts/delete", "accounts/restore");

        private final String stops;
        private final String returns;

        StopKind(String stops, String returns) {
            this.stops = stops;
            this.returns = returns;
        }
    }

    /** The node has the route and the sender. */
    private void settled() {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
    }

    private void stop(StopKind how) {
        api.call(how.stops, "id", route.account()).ok();
    }

    private void comeBack(StopKind how) {
        api.call(how.returns, "id", route.account()).ok();
    }

    private long queued(String state) {
        Tree row = api.call("senders/queue/stats", "id", route.sender()).ok().at("data");
        return row.items().isEmpty() ? 0 : row.items().getFirst().at(state).number();
    }

    private static List<String> subjects(List<FakeMailHost.Message> messages) {
        return messages.stream()
                .map(message -> new String(message.raw(), StandardCharsets.ISO_8859_1))
                .flatMap(text -> text.lines().filter(line -> line.startsWith("Subject: ")))
                .map(line -> line.substring("Subject: ".length()).strip())
                .toList();
    }

    private Tree message(long id) {
        return api.call("messages/get", "id", id).ok().at("data");
    }

    private long send(String subject) {
        return Long.parseLong(
                route.send("someone@recipient.example", subject).ok().at("data.message_id").text());
    }

    @ParameterizedTest
    @EnumSource
    void queuedMail_isSuspendedAndReturnsByItself(StopKind how) {
        api.call("senders/queue/hold", "id", route.sender()).ok();
        List<String> sent = Stream.of("one", "two", "three", "four", "five").toList();
        sent.forEach(this::send);
        stop(how);
        api.call("senders/queue/release", "id", route.sender()).ok();

        assertThat(queued("hold")).isEqualTo(5);
        assertThat(queued("new")).isZero();
        assertThat(host.messages()).isEmpty();

        comeBack(how);

        assertThat(subjects(host.awaitMessages(5, SOON))).containsExactlyInAnyOrderElementsOf(sent);
        Await.until(() -> route.ledger(api).at("delivered").number() == 5);
        assertThat(route.ledger(api).at("balanced").flag()).isTrue();
        assertThat(host.messages()).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource
    void attemptBeforeData_isGivenUpAndNotCounted(StopKind how) {
        CountDownLatch gate = new CountDownLatch(1);
        host.without("PIPELINING").at("RCPT", 1, new Does.WaitsFor(gate));
        long id = send("before");
        host.awaitCommand("RCPT", 1, SOON);

        stop(how);
        gate.countDown();

        Await.until(() -> queued("hold") == 1);
        assertThat(host.messages()).isEmpty();
        assertThat(host.commands()).noneMatch(command -> command.startsWith("DATA"));
        comeBack(how);
        host.awaitMessages(1, SOON);
        Await.until(() -> message(id).at("states.delivered").number() == 1);
        assertThat(message(id).at("to.0.attempts").number()).isEqualTo(1);
        assertThat(host.messages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void attemptPastData_endsAndItsResultIsKept(StopKind how) {
        CountDownLatch gate = new CountDownLatch(1);
        host.at(".", 1, new Does.WaitsFor(gate));
        send("past");
        host.awaitCommand("DATA", 1, SOON);

        Instant called = Instant.now().minusMillis(1);
        stop(how);
        gate.countDown();
        host.awaitMessages(1, SOON);

        Await.until(() -> route.ledger(api).at("delivered").number() == 1);
        Await.until(() -> receipt().at("complete").flag());
        Tree receipt = receipt();
        assertThat(receipt.at("past_data").number()).isEqualTo(1);
        assertThat(receipt.at("delivered").number()).isEqualTo(1);
        assertThat(Instant.parse(receipt.at("took_effect_at").text())).isAfterOrEqualTo(called);
        assertThat(Instant.parse(receipt.at("last_attempt_at").text()))
                .isBeforeOrEqualTo(Instant.parse(receipt.at("took_effect_at").text()));
        assertThat(Instant.parse(receipt.at("last_end_at").text()))
                .isAfter(Instant.parse(receipt.at("took_effect_at").text()));
        assertThat(receipt.at("millis").number()).isPositive();
    }

    private Tree receipt() {
        Tree account = api.call("accounts/get", "id", route.account()).ok().at("data");
        List<Tree> receipts = account.at("receipts").items();
        List<Tree> nodes = receipts.isEmpty() ? List.of() : receipts.getFirst().at("nodes").items();
        return nodes.isEmpty() ? Tree.json("{\"complete\":false}") : nodes.getFirst();
    }
}
