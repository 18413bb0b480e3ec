package io.mailyard.messages;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** What {@code messages/get} answers about each attempt. */
@ParameterizedClass
@StoresOfRun
class MessageAttemptsTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    MessageAttemptsTest(StoreKind kind) {
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

    private Tree when(String to, String state) {
        long id = Long.parseLong(route.send(to, "attempts").ok().at("data.message_id").text());
        Await.until(() -> message(id).at("states").at(state).number() == 1);
        return message(id);
    }

    private Tree message(long id) {
        return api.call("messages/get", "id", id).ok().at("data");
    }

    @Test
    void delivery_hasStageNodeTlsAndTimes() {
        host.withTls();
        long first = api.call("routes/list").ok().at("data.0.id").number();
        api.call("routes/save", "id", first, "tls", "may").ok();
        awaitSynced();

        Tree attempt = when("anna@recipient.example", "delivered").at("events.1");

        assertThat(attempt.at("event").text()).isEqualTo("deliv");
        assertThat(attempt.at("stage").text()).isEqualTo("end");
        assertThat(attempt.at("bounce_class").text()).isEmpty();
        assertThat(attempt.at("node_id").number()).isEqualTo(1);
        assertThat(attempt.at("tls_version").text()).startsWith("TLSv1.");
        assertThat(attempt.at("tls_cipher").text()).startsWith("TLS_");
        assertThat(attempt.at("connect_ms").number()).isBetween(0L, 10_000L);
        assertThat(attempt.at("answer_ms").number()).isBetween(0L, 60_000L);
        assertThat(attempt.at("next_attempt_at").nothing()).isTrue();
    }

    @Test
    void deferral_hasThePatternThatDecided_andWhenItIsTriedAgain() {
        String name = Api.unique("full moon");
        long pattern =
                api.call(
                                "bounce_patterns/save",
                                "name",
                                name,
                                "type",
                                "soft",
                                "pattern",
                                "the moon is full")
                        .savedId();
        awaitSynced();
        host.at("RCPT", new Does.Says("550 5.1.1 the moon is full"));

        Tree message = when("anna@recipient.example", "retry");

        Tree attempt = message.at("events.1");
        assertThat(attempt.at("event").text()).isEqualTo("sbounce");
        assertThat(attempt.at("answer").text()).isEqualTo("550 5.1.1 the moon is full");
        assertThat(attempt.at("stage").text()).isEqualTo("rcpt");
        assertThat(attempt.at("bounce_class").text()).isEqualTo("soft");
        assertThat(attempt.at("pattern").text()).isEqualTo(name);
        assertThat(attempt.at("pattern_id").number()).isEqualTo(pattern);
        assertThat(attempt.at("tls_version").text()).isEmpty();
        assertThat(attempt.at("recipient_id").number()).isEqualTo(message.at("to.0.id").number());
        assertThat(attempt.at("next_attempt_at").text())
                .isEqualTo(message.at("to.0.next_attempt_at").text());
    }

    @Test
    void hardBounce_isOfTheCodes_andALostConnectionOfItsStage() {
        host.at("RCPT TO:<gone@", new Does.Says("550 5.1.1 nobody of that name"));
        host.at("RCPT TO:<lost@", new Does.HangsUp());

        Tree gone = when("gone@recipient.example", "bounced").at("events.1");
        assertThat(gone.at("bounce_class").text()).isEqualTo("hard");
        assertThat(gone.at("stage").text()).isEqualTo("rcpt");

        Tree lost = when("lost@recipient.example", "retry").at("events.1");
        assertThat(lost.at("bounce_class").text()).isEqualTo("soft");
        assertThat(lost.at("stage").text()).isEqualTo("rcpt");
        assertThat(lost.at("pattern_id").nothing()).isTrue();
        assertThat(lost.at("answered_by").text()).isEqualTo("mailyard");
    }

    @Test
    void purge_isNoAttempt() {
        host.at("RCPT", new Does.Says("450 4.2.0 later"));
        Tree message = when("anna@recipient.example", "retry");
        api.call("accounts/queue/purge", "id", route.account()).ok();
        long id = message.at("id").number();
        Await.until(() -> message(id).at("events").items().size() == 3);

        Tree end = message(id).at("events.2");
        assertThat(end.at("event").text()).isEqualTo("purge");
        assertThat(end.at("stage").text()).isEmpty();
        assertThat(end.at("node_id").nothing()).isTrue();
    }
}
