package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An answer that a host gives to several at once, as it is kept, told and acted upon. */
@ParameterizedClass
@EnumSource
class SharedAnswerTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    SharedAnswerTest(StoreKind kind) {
        this.server = TestServer.start(kind, "delivery.dsn=mail");
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
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

    private long send(List<String> to) {
        return Long.parseLong(
                server.api()
                        .withToken(route.token())
                        .call(
                                "/api/v1.1/messages/send",
                                "from",
                                "sender@sender.example",
                                "to",
                                to,
                                "subject",
                                "Your order",
                                "text",
                                "Hello.")
                        .ok()
                        .at("data.message_id")
                        .text());
    }

    private Tree message(long id) {
        return api.call("messages/get", "id", id).ok().at("data");
    }

    private List<String> suppressed() {
        return api.call("suppressions/list").ok().at("data").items().stream()
                .map(item -> item.at("email").text())
                .toList();
    }

    @Test
    void refusalOfData_suppressesNoOtherRecipient() {
        List<String> to = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            to.add("real" + i + "@recipient.example");
        }
        to.add("gone@recipient.example");
        host.where(
                ".",
                all -> all.contains("gone@recipient.example"),
                new Says("550 5.1.1 this user doesn't have an account (gone@recipient.example)"));

        long id = send(to);

        Await.until(() -> message(id).at("states.delivered").number() == 8);
        Await.until(() -> message(id).at("states.bounced").number() == 1);
        assertThat(suppressed()).noneMatch(address -> address.startsWith("real"));
        for (Tree recipient : message(id).at("to").items()) {
            assertThat(recipient.at("attempts").number()).isEqualTo(1);
            assertThat(recipient.at("answered_by").text()).isEqualTo("host");
        }
        assertThat(route.ledger(api).at("balanced").flag()).isTrue();
    }

    @Test
    void messageBeyondTheHostsExtensions_isReportedAsOurOwnRefusal() {
        host.without("SMTPUTF8");

        long id = send(List.of("jürgen@recipient.example", "real@recipient.example"));

        Await.until(() -> message(id).at("states.delivered").number() == 1);
        Await.until(() -> message(id).at("states.bounced").number() == 1);
        assertThat(suppressed()).isEmpty();
        Tree odd = message(id).at("to.0");
        assertThat(odd.at("answered_by").text()).isEqualTo("mailyard");
        assertThat(message(id).at("events").items())
                .filteredOn(event -> event.at("event").text().equals("undeliv"))
                .allSatisfy(
                        event -> assertThat(event.at("answered_by").text()).isEqualTo("mailyard"))
                .hasSize(1);
        Await.until(() -> host.messages().stream().anyMatch(message -> message.sender().isEmpty()));
        assertThat(host.messages())
                .filteredOn(message -> message.sender().isEmpty())
                .allSatisfy(dsn ->
                        assertThat(new String(dsn.raw(), StandardCharsets.UTF_8))
                                .contains("Diagnostic-Code: x-mailyard; 553 5.6.7"));
    }
}
