package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code messages/try_now}: what waits for its next attempt is tried at once, and only that. */
@ParameterizedClass
@EnumSource
class TryNowTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    TryNowTest(StoreKind kind) {
        this.server = TestServer.start(kind);
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
        awaitSynced();
    }

    private void awaitSynced() {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    /** A message that was put off once and waits for minutes. */
    private long waiting() {
        host.at("RCPT", new Does.Says("450 4.2.0 the mailbox is busy"));
        long id =
                Long.parseLong(
                        route.send("anna@recipient.example", "now")
                                .ok()
                                .at("data.message_id")
                                .text());
        awaitState(id, "retry");
        host.asUsual();
        return id;
    }

    private void awaitState(long id, String state) {
        Await.until(() ->
                api.call("messages/get", "id", id).ok().at("data.states").at(state).number() == 1);
    }

    private Tree tryNow(long id) {
        return api.call("messages/try_now", "id", id).ok().at("data");
    }

    private static void assertKept(Tree answer, String reason) {
        assertThat(answer.at("tried").number()).isZero();
        assertThat(answer.at("recipients.0.tried").flag()).isFalse();
        assertThat(answer.at("recipients.0.reasons").items())
                .extracting(each -> each.at("reason").text())
                .contains(reason);
    }

    @Test
    void waitingMail_isTriedAtOnce_andRecorded() {
        long id = waiting();

        Tree answer = tryNow(id);

        assertThat(answer.at("tried").number()).isEqualTo(1);
        assertThat(answer.at("recipients.0.email").text()).isEqualTo("anna@recipient.example");
        awaitState(id, "delivered");
        assertThat(host.messages()).hasSize(1);
        Tree audit = api.call("audit/list", "action", "messages.try_now").ok().at("data.0");
        assertThat(audit.at("object_id").text()).isEqualTo(Long.toString(id));
        assertThat(tryNow(id).at("recipients").items()).as("it has ended").isEmpty();
    }

    @Test
    void dryRun_saysWhen_andChangesNothing() {
        long id = waiting();
        String due = api.call("messages/get", "id", id).ok().at("data.to.0.next_attempt_at").text();

        Answer answer = api.with("Prefer", "dry-run").call("messages/try_now", "id", id).ok();

        assertThat(answer.at("data.recipients.0.tried").flag()).isTrue();
        assertThat(Instant.parse(answer.at("data.recipients.0.at").text()))
                .isBefore(Instant.parse(due));
        assertThat(api.call("messages/get", "id", id).ok().at("data.to.0.next_attempt_at").text())
                .isEqualTo(due);
    }

    @Test
    void reasonsThatKeepMail_stillApply_andAreNamed() {
        long id = waiting();
        String until = Instant.now().plusSeconds(3600).toString().substring(0, 19) + "Z";
        api.call("senders/queue/hold", "id", route.sender(), "until", until, "reason", "moon").ok();
        Tree held = tryNow(id);
        assertKept(held, "hold");
        assertThat(held.at("recipients.0.at").text()).startsWith(until.substring(0, 19));
        api.call("senders/queue/release", "id", route.sender()).ok();

        api.call("accounts/freeze", "id", route.account()).ok();
        assertKept(tryNow(id), "frozen");
        api.call("accounts/unfreeze", "id", route.account()).ok();

        api.call("platform/stop", "reason", "drill").ok();
        assertKept(tryNow(id), "platform");
        api.call("platform/resume").ok();

        api.call("nodes/mta/deactivate", "id", 1).ok();
        assertKept(tryNow(id), "no_node");
        api.call("nodes/mta/activate", "id", 1).ok();
        assertThat(host.messages()).isEmpty();

        Await.until("the node sends again", () -> tryNow(id).at("tried").number() == 1);
        awaitState(id, "delivered");
    }

    @Test
    void lock_keepsMail_andSaysUntilWhen() {
        long rule =
                api.call("lock_rules/save", "name", Api.unique("slow"), "pattern", "^450 .*slow")
                        .savedId();
        api.call("senders/akmta/save", "id", route.sender(), "lock_rules", List.of(rule)).ok();
        awaitSynced();
        host.at("RCPT", 1, new Does.Says("450 4.7.0 slow down"));
        long id =
                Long.parseLong(
                        route.send("anna@recipient.example", "now")
                                .ok()
                                .at("data.message_id")
                                .text());
        awaitState(id, "retry");

        Tree answer = tryNow(id);

        assertKept(answer, "locked");
        assertThat(answer.at("recipients.0.reasons.0.text").text()).contains("slow down");
        assertThat(Instant.parse(answer.at("recipients.0.at").text())).isAfter(Instant.now());
    }

    @Test
    void accounts_tryTheirOwnAlone() {
        long id = waiting();
        MailRoute other = MailRoute.beside(api);

        Answer foreign = api.withToken(other.token()).call("/api/v1.1/messages/try_now", "id", id);
        assertThat(foreign.error()).isEqualTo(404);
        assertThat(api.call("messages/try_now", "id", 999_999).error()).isEqualTo(404);
        assertThat(api.call("messages/try_now", "id", id, "recipient_id", 999_999).error())
                .isEqualTo(404);

        Tree own =
                api.withToken(route.token())
                        .call("/api/v1.1/messages/try_now", "id", id)
                        .ok()
                        .at("data");
        assertThat(own.at("tried").number()).isEqualTo(1);
        awaitState(id, "delivered");
    }
}
