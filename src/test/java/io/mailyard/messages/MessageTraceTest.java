package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailyard.base.Sha256;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A message keeps the trace of the call that it came by, up to the webhook's request. */
@ParameterizedClass
@EnumSource
class MessageTraceTest {
    private static final String SPAN = "00f067aa0ba902b7";

    private final FakeMailHost host = FakeMailHost.start();
    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final TestServer server;
    private final Api api;

    MessageTraceTest(StoreKind kind) {
        this.server =
                TestServer.start(
                        kind,
                        "webhooks.private-networks=allow",
                        "webhooks.retry-first=50ms",
                        "delivery.dsn=mail");
        this.api = server.api();
        host.at("RCPT TO:<no@", new Says("550 5.1.1 no such user"));
    }

    @AfterEach
    void stop() {
        server.close();
        endpoint.close();
        host.close();
    }

    /** A webhook of that account; its path tells the tests' requests apart. */
    private long hook(long account, String... events) {
        return api.call(
                        "webhooks/save",
                        "account_id",
                        account,
                        "url",
                        endpoint.url("/" + account),
                        "events",
                        List.of(events))
                .savedId();
    }

    private List<FakeEndpoint.Request> requests(long account) {
        return endpoint.requests().stream()
                .filter(request -> request.line().startsWith("POST /" + account + " "))
                .toList();
    }

    private List<Tree> events(long account) {
        List<Tree> events = new ArrayList<>();
        requests(account)
                .forEach(request -> events.addAll(Tree.json(request.text()).at("data").items()));
        return events;
    }

    private Answer send(MailRoute mail, String traceparent, String to) {
        return mail.sendAt(api.with("traceparent", traceparent), to, "Traced").ok();
    }

    private Tree message(String id) {
        return api.call("messages/get", "id", id).ok().at("data");
    }

    @Test
    void message_keepsTheTraceOfItsCall() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        MailRoute mail = MailRoute.to(api, host.port());
        long hook = hook(mail.account(), "send", "deliv");

        String id =
                send(mail, "00-" + trace + "-" + SPAN + "-01", "a@b.example")
                        .at("data.message_id")
                        .text();

        Await.until(() -> events(mail.account()).size() == 2);
        assertThat(message(id).at("trace_id").text()).isEqualTo(trace);
        assertThat(
                        api.call("messages/list", "account_id", mail.account())
                                .at("data.0.trace_id")
                                .text())
                .isEqualTo(trace);
        assertThat(events(mail.account()))
                .extracting(event -> event.at("kind").text(), event -> event.at("trace_id").text())
                .containsExactly(tuple("send", trace), tuple("deliv", trace));
        List<String> parents =
                requests(mail.account()).stream()
                        .map(request -> request.field("traceparent"))
                        .toList();
        assertThat(parents)
                .allMatch(parent -> parent.matches("00-" + trace + "-[0-9a-f]{16}-00"))
                .noneMatch(parent -> parent.contains(SPAN))
                .doesNotHaveDuplicates();
        Await.until(() -> deliveries(mail.account(), hook).size() == parents.size());
        assertThat(deliveries(mail.account(), hook))
                .allMatch(delivery -> delivery.at("trace_id").text().equals(trace));

        assertThat(found(trace)).containsExactly(id);
        assertThat(found(" " + trace.toUpperCase(Locale.ROOT))).containsExactly(id);
        assertThat(found("1" + trace.substring(1))).isEmpty();
        // its beginning is what the index has
        assertThat(found(trace.substring(0, 31) + "d")).isEmpty();
        Await.until(() -> server.rows("search_progress").toString().contains(id));
        assertThat(found(trace)).containsExactly(id);
    }

    private List<Tree> deliveries(long account, long hook) {
        return api.call("webhooks/deliveries", "account_id", account, "id", hook)
                .ok()
                .at("data")
                .items();
    }

    private List<String> found(String trace) {
        return api.call("messages/search", "trace_id", trace).ok().at("data").items().stream()
                .map(message -> Long.toString(message.at("id").number()))
                .toList();
    }

    @Test
    void messagesWithoutAValidTraceparent_haveOneOfTheirRequest() {
        MailRoute mail = MailRoute.to(api, host.port());
        hook(mail.account(), "send");
        for (String given :
                List.of(
                        "",
                        "00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
                        "00-" + "0".repeat(32) + "-" + SPAN + "-01",
                        "00-0af7651916cd43dd8448eb211c80319c-" + "0".repeat(16) + "-01",
                        "ff-0af7651916cd43dd8448eb211c80319c-" + SPAN + "-01",
                        "00-0af7651916cd43dd8448eb211c80319c-" + SPAN + "-01-more",
                        "00-0af7651916cd43dd8448eb211c80319c\"' OR 1=1 --",
                        "x".repeat(600))) {
            int before = requests(mail.account()).size();
            Answer sent = send(mail, given, "a@b.example");

            String made = Sha256.hex(sent.header("Request-Id")).substring(0, 32);
            assertThat(message(sent.at("data.message_id").text()).at("trace_id").text())
                    .as(given)
                    .isEqualTo(made);
            Await.until(() -> requests(mail.account()).size() > before);
            assertThat(requests(mail.account()).getLast().field("traceparent"))
                    .as(given)
                    .matches("00-" + made + "-[0-9a-f]{16}-00");
        }
    }

    @Test
    void faultyTraceIds_areRefusedInASearch() {
        for (String given : List.of("0af7", "0".repeat(32), "g".repeat(32), "%", "a".repeat(33))) {
            assertThat(api.call("messages/search", "trace_id", given).error())
                    .as(given)
                    .isEqualTo(400);
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void requestWithEventsOfSeveralTraces_hasOneOfItsOwn() {
        MailRoute mail = MailRoute.to(api, host.port());
        long account = mail.account();
        CountDownLatch gate = new CountDownLatch(1);
        endpoint.usually((request, out) -> {
            await(gate);
            FakeEndpoint.answering("204 No Content").answer(request, out);
        });
        String frozen = "11111111111111111111111111111111";
        String thawed = "22222222222222222222222222222222";
        String again = "44444444444444444444444444444444";
        try {
            hook(account, "account.frozen", "account.unfrozen");
            api.with("traceparent", "00-" + frozen + "-" + SPAN + "-00")
                    .call("accounts/freeze", "id", account)
                    .ok();
            Await.until(() -> !requests(account).isEmpty());
            api.with("traceparent", "00-" + thawed + "-" + SPAN + "-00")
                    .call("accounts/unfreeze", "id", account)
                    .ok();
            // these two wait while the first is on its way, and so go together
            api.with("traceparent", "00-" + again + "-" + SPAN + "-00")
                    .call("accounts/freeze", "id", account)
                    .ok();
        } finally {
            gate.countDown();
            endpoint.usually(FakeEndpoint.answering("204 No Content"));
        }
        Await.until(() ->
                events(account).stream()
                        .anyMatch(event -> event.at("trace_id").text().equals(again)));
        int several = 0;
        for (FakeEndpoint.Request request : requests(account)) {
            List<String> traces =
                    Tree.json(request.text()).at("data").items().stream()
                            .map(event -> event.at("trace_id").text())
                            .toList();
            several += traces.size() > 1 ? 1 : 0;
            String expected =
                    traces.size() == 1
                            ? traces.getFirst()
                            : Sha256.hex(request.field("webhook-id")).substring(0, 32);
            assertThat(request.field("traceparent"))
                    .as(traces.toString())
                    .matches("00-" + expected + "-[0-9a-f]{16}-00");
        }
        assertThat(several).isPositive();
    }

    @Test
    void notificationOfUndeliveredMail_hasTheTraceOfItsMessage() {
        String trace = "33333333333333333333333333333333";
        MailRoute mail = MailRoute.to(api, host.port());

        send(mail, "00-" + trace + "-" + SPAN + "-01", "no@b.example");

        Await.until(() -> found(trace).size() == 2);
        assertThat(api.call("messages/list", "account_id", mail.account()).at("data").items())
                .hasSize(2)
                .allMatch(message -> message.at("trace_id").text().equals(trace))
                .anyMatch(message -> message.at("source").text().equals("dsn"));
    }

    /** A session has one trace, whatever a header of a message says. */
    @Test
    void messagesBySmtp_haveTheTraceOfTheirSession() {
        MailRoute mail = MailRoute.to(api, host.port());
        api.newUser(mail.account(), "anna", "password", "korrekt-Pferd-9-Batterie");
        for (int session = 1; session <= 2; session++) {
            try (RawSmtp smtp =
                    RawSmtp.signedIn(
                            server.submission(),
                            "anna@" + mail.accountName(),
                            "korrekt-Pferd-9-Batterie")) {
                for (int i = 1; i <= 2; i++) {
                    assertThat(
                                    smtp.mail(
                                            "a@sender.example",
                                            "b@b.example",
                                            "From: a@sender.example\r\ntraceparent: 00-"
                                                    + "1".repeat(32)
                                                    + "-"
                                                    + SPAN
                                                    + "-01\r\n\r\nx"))
                            .startsWith("250");
                }
            }
        }
        List<String> traces =
                api.call("messages/list", "account_id", mail.account()).at("data").items().stream()
                        .map(message -> message.at("trace_id").text())
                        .toList();
        assertThat(traces).hasSize(4).allMatch(trace -> trace.matches("[0-9a-f]{32}"));
        assertThat(traces.get(0)).isEqualTo(traces.get(1)).isNotEqualTo("1".repeat(32));
        assertThat(traces.get(2)).isEqualTo(traces.get(3)).isNotEqualTo(traces.get(0));
    }

    @Test
    void messagesOfAVersionBefore_haveNone() {
        MailRoute mail = MailRoute.to(api, host.port());
        String id = mail.send("a@b.example", "Old").ok().at("data.message_id").text();
        server.tamper("UPDATE messages SET trace_id = NULL WHERE id = " + id);

        assertThat(message(id).at("trace_id").text()).isEmpty();
    }
}
