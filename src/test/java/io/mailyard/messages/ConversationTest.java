package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SMTP conversations of attempts (point 7 of the acceptance). */
class ConversationTest {
    private final FakeMailHost host = FakeMailHost.start();

    @AfterEach
    void close() {
        host.close();
    }

    private static Tree sent(Api api, MailRoute route, String state) {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
        long id =
                Long.parseLong(
                        route.send("anna@recipient.example", "A secret subject")
                                .ok()
                                .at("data.message_id")
                                .text());
        Await.until(() ->
                api.call("messages/get", "id", id).ok().at("data.states").at(state).number() == 1);
        return api.call("messages/get", "id", id).ok().at("data");
    }

    @ParameterizedTest
    @EnumSource
    void acceptance7_failedAttempt_hasItsConversation_withoutTheMessage(StoreKind kind) {
        try (TestServer server = TestServer.start(kind, "delivery.conversations=failed")) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            host.at("DATA", 1, new Does.Says("451 4.3.0 no room for it"));
            Tree message = sent(api, route, "retry");
            long id = message.at("id").number();
            long conversation = message.at("events.1.conversation_id").number();

            String text =
                    api.call("messages/conversation", "id", id, "conversation_id", conversation)
                            .ok()
                            .at("data.text")
                            .text();

            assertThat(text.lines())
                    .anyMatch(line -> line.matches(" +[0-9.]+ \\* connecting to 127.*"))
                    .anyMatch(line -> line.matches(" +[0-9.]+ < 220.*"))
                    .anyMatch(line -> line.matches(" +[0-9.]+ > EHLO .*"))
                    .anyMatch(line -> line.matches(" +[0-9.]+ > MAIL FROM:<sender@.*"))
                    .anyMatch(line -> line.matches(" +[0-9.]+ > RCPT TO:<anna@.*"))
                    .anyMatch(line -> line.matches(" +[0-9.]+ > DATA"))
                    .anyMatch(line -> line.matches(" +[0-9.]+ < 451 4.3.0 no room for it"));
            assertThat(text).doesNotContain("secret subject", "Hello.");
            MailRoute other = MailRoute.beside(api);
            assertThat(
                            api.withToken(other.token())
                                    .call(
                                            "/api/v1.1/messages/conversation",
                                            "id",
                                            id,
                                            "conversation_id",
                                            conversation)
                                    .error())
                    .isEqualTo(404);
            assertThat(
                            api.withToken(route.token())
                                    .call(
                                            "/api/v1.1/messages/conversation",
                                            "id",
                                            id,
                                            "conversation_id",
                                            conversation)
                                    .ok()
                                    .at("data.text")
                                    .text())
                    .isEqualTo(text);
            Tree good = sent(api, route, "delivered");
            assertThat(good.at("events.1.conversation_id").nothing()).isTrue();
        }
    }

    @Test
    void successfulConversations_areSampled_andNoneWhenOff() {
        try (TestServer server =
                TestServer.start(StoreKind.SQLITE, "delivery.conversations-good=100")) {
            Api api = server.api();
            Tree good = sent(api, MailRoute.to(api, host.port()), "delivered");
            String text =
                    api.call(
                                    "messages/conversation",
                                    "id",
                                    good.at("id").number(),
                                    "conversation_id",
                                    good.at("events.1.conversation_id").number())
                            .ok()
                            .at("data.text")
                            .text();
            assertThat(text)
                    .contains("* the message follows", " octets, and its final dot")
                    .doesNotContain("secret subject", "Hello.");
        }
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "delivery.conversations=off")) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            host.at("RCPT", new Does.Says("450 4.2.0 later"));
            Tree deferred = sent(api, route, "retry");
            assertThat(deferred.at("events.1.conversation_id").nothing()).isTrue();
        }
    }
}
