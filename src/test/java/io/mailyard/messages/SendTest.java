package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code messages/send} (section 7). */
@ParameterizedClass
@EnumSource
class SendTest {
    private static final String SEND = "/api/v1.1/messages/send";
    private static final String GET = "/api/v1.1/messages/get";

    private final TestServer server;
    private final Api api;
    private final long account;
    private final Api token;

    SendTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.account = api.newAccount();
        this.token = api.newTokenOf(account).api();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer send(@Nullable Object... more) {
        Map<String, @Nullable Object> members =
                Body.members("from", "Anna <anna@shop.example>", "to", "b@b.example", "text", "x");
        members.putAll(Body.members(more));
        return token.json(SEND, Body.json(members));
    }

    private Tree get(Answer sent) {
        return token.call(GET, "id", sent.ok().at("data.message_id").text()).ok().at("data");
    }

    @Test
    void message_isKeptWithItsRecipients() {
        Answer sent =
                send(
                        "to",
                        List.of("B <B@Bücher.EXAMPLE>", "c@c.example", "c@C.example"),
                        "cc",
                        "d@d.example",
                        "bcc",
                        List.of("e@e.example"),
                        "subject",
                        "Größe",
                        "campaign_id",
                        7,
                        "group_id",
                        "8");

        assertThat(sent.ok().at("data").names())
                .containsExactly("message_id", "accepted", "header_id");
        assertThat(sent.at("data.accepted").number()).isEqualTo(4);
        Tree message = get(sent);
        assertThat(message.at("account_id").number()).isEqualTo(account);
        assertThat(message.at("source").text()).isEqualTo("http");
        assertThat(message.at("submitter").text()).startsWith("account-token:");
        assertThat(message.at("envelope_from").text()).isEqualTo("anna@shop.example");
        assertThat(message.at("from").text()).isEqualTo("anna@shop.example");
        assertThat(message.at("subject").text()).isEqualTo("Größe");
        assertThat(message.at("header_id").text()).endsWith("@shop.example");
        assertThat(message.at("campaign_id").number()).isEqualTo(7);
        assertThat(message.at("group_id").number()).isEqualTo(8);
        assertThat(message.at("recipients").number()).isEqualTo(4);
        assertThat(message.at("to").items())
                .extracting(to -> to.at("email").text())
                .containsExactly(
                        "B@xn--bcher-kva.example", "c@c.example", "d@d.example", "e@e.example");
        assertThat(message.at("events.0.event").text()).isEqualTo("send");
    }

    @Test
    void withoutASender_mailWaits() {
        Tree message = get(send());

        assertThat(message.at("states.hold").number()).isEqualTo(1);
        assertThat(message.at("to.0.state").text()).isEqualTo("hold");
        assertThat(message.at("to.0.stands_for").text()).contains("no sender");
    }

    @Test
    void xml_isAnsweredInXml() {
        Answer sent =
                token.callXml(
                        SEND,
                        "from",
                        "a@shop.example",
                        "to",
                        List.of("b@b.example", "c@c.example"),
                        "html",
                        "<p>x</p>");
        assertThat(sent.ok().at("data.accepted").number()).isEqualTo(2);
    }

    @Test
    void rawMessage_isAcceptedUnchanged() {
        String message =
                "From: Zoë <zoe@shop.example>\nBcc: secret@b.example\nSubject: =?utf-8?q?=C3=84?=\n\nbody\n.\n";

        Tree kept = get(token.call(SEND, "raw", base64(message), "to", "b@b.example"));

        assertThat(kept.at("envelope_from").text()).isEqualTo("zoe@shop.example");
        assertThat(kept.at("subject").text()).isEqualTo("Ä");
        assertThat(kept.at("recipients").number()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from | anna",
                "from | a@b.example, c@d.example",
                "from | Anna <a@b.example>\\r\\nBcc: <x@y.example>",
                "from | a@[192.0.2.1]",
                "to | b@",
                "to | ''",
                "cc | x y@z.example",
                "bcc | @",
                "subject | a\\r\\nBcc: x@y.example",
                "campaign_id | -1",
                "group_id | x",
                "vsender_id | 0",
                "raw | %%%",
                "raw | e"
            })
    void badMember_isNamed(String member, String value) {
        Answer answer = send(member, value.replace("\\r", "\r").replace("\\n", "\n"));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo(member);
    }

    @Test
    void allFaults_areReportedTogether() {
        Answer answer =
                token.call(
                        SEND,
                        "from",
                        "x",
                        "to",
                        List.of("a@b.example", "y"),
                        "headers",
                        Map.of("Bcc", "z@z.example", "X-Ok", "a\nb"),
                        "attachments",
                        List.of(Map.of("name", "a", "content", "?"), Map.of("content", "eA==")));

        assertThat(answer.at("errors").items())
                .extracting(fault -> fault.at("field").text())
                .containsExactlyInAnyOrder(
                        "from",
                        "to[1]",
                        "headers.Bcc",
                        "headers.X-Ok",
                        "attachments[0].content",
                        "attachments[1].name",
                        "text");
    }

    @Test
    void conflictingParameters_areReportedTogether() {
        Answer without = token.call(SEND, "to", "b@b.example");
        assertThat(without.at("errors").items())
                .extracting(fault -> fault.at("field").text())
                .containsExactly("from", "text");
        Answer raw = send("raw", base64("From: a@b.example\n\nx"), "html", "y");
        assertThat(raw.at("errors").items())
                .extracting(fault -> fault.at("field").text())
                .containsExactly("text", "html");
        assertThat(send("to", List.of()).error()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: no sender\n\nx", "From: nobody\n\nx"})
    void rawWithoutASender_isRefused(String message) {
        Answer answer = token.call(SEND, "raw", base64(message), "to", "b@b.example");
        assertThat(answer.at("errors.0.field").text()).isEqualTo("raw");
        Answer with =
                token.call(
                        SEND, "raw", base64(message), "to", "b@b.example", "from", "a@b.example");
        assertThat(with.error()).isEqualTo(message.startsWith("From") ? 400 : 0);
    }

    /**
     * What other services do by such members this one does not: it must not send at once instead.
     */
    @ParameterizedTest
    @ValueSource(strings = {"send_at", "template_id", "track_opens"})
    void unknownMember_isRefusedUnlessTheCallerIsLenient(String member) {
        Answer refused = send(member, 1);
        assertThat(refused.error()).isEqualTo(400);
        assertThat(refused.at("errors.0.field").text()).isEqualTo(member);
        Map<String, @Nullable Object> members =
                Body.members("from", "a@b.example", "to", "b@b.example", "text", "x", member, 1);
        token.with("Prefer", "handling=lenient").json(SEND, Body.json(members)).ok();
    }

    @Test
    void ownMessageId_isKeptAndReturned() {
        Answer own = send("headers", Map.of("Message-Id", "<order-1042@shop.example>"));
        assertThat(own.ok().at("data.header_id").text()).isEqualTo("order-1042@shop.example");
        assertThat(get(own).at("header_id").text()).isEqualTo("order-1042@shop.example");
        Answer ours = send();
        assertThat(ours.ok().at("data.header_id").text()).endsWith("@shop.example");
        assertThat(get(ours).at("header_id").text()).isEqualTo(ours.at("data.header_id").text());
        String raw = base64("From: a@b.example\nMessage-ID: <1@b.example>\n\nx");
        assertThat(token.call(SEND, "raw", raw, "to", "b@b.example").at("data.header_id").text())
                .isEqualTo("1@b.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "<x>", "<a@b> <c@d>", "<a b@c>", "<a@b>\u00e4", "@", "<<a@b>>"})
    void invalidMessageId_isNamed(String id) {
        Answer answer = send("headers", Map.of("Message-ID", id));
        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("headers.Message-ID");
    }

    @Test
    void longHeader_isFoldedOrRefused() {
        send("headers", Map.of("X-Words", "word ".repeat(1000))).ok();
        send("subject", "x".repeat(998)).ok();
        Answer refused = send("headers", Map.of("X-Long", "x".repeat(5000)));
        assertThat(refused.error()).isEqualTo(400);
        assertThat(refused.at("errors.0.field").text()).isEqualTo("headers");
        assertThat(refused.at("errors.0.reason").text()).contains("x-long").contains("998");
        String raw = base64("From: a@b.example\nX-Long: " + "x".repeat(5000) + "\n\nx");
        Answer ofRaw = token.call(SEND, "raw", raw, "to", "b@b.example");
        assertThat(ofRaw.at("errors.0.field").text()).isEqualTo("raw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"From: a@b.example\nFrom: c@d.example\n\nx", "From: not an address\n\nx"})
    void rawAgainstTheRulesOfAHeader_isRefused(String message) {
        Answer answer =
                token.call(
                        SEND, "raw", base64(message), "to", "b@b.example", "from", "a@b.example");
        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("raw");
    }

    @Test
    void dotsInALocalPart_areAcceptedAnywhere() {
        Answer sent =
                send("from", "a..b@shop.example", "to", List.of("c..d@d.example", "e.@e.example"));
        assertThat(sent.ok().at("data.accepted").number()).isEqualTo(2);
        assertThat(get(sent).at("envelope_from").text()).isEqualTo("a..b@shop.example");
    }

    @Test
    void idempotencyKey_sendsOnce() {
        Api keyed = token.with("Idempotency-Key", Api.unique("key"));
        Object[] message = {"from", "a@b.example", "to", "c@d.example", "text", "x"};

        Answer first = keyed.call(SEND, message).ok();
        Answer second = keyed.call(SEND, message).ok();

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(
                        keyed.call(SEND, "from", "a@b.example", "to", "c@d.example", "text", "y")
                                .error())
                .isEqualTo(409);
        assertThat(token.call("/api/v1.1/messages/list").ok().at("total_count").number())
                .isEqualTo(1);
    }

    @Test
    void dryRun_showsWhatWouldHappen() {
        api.call("suppressions/add", "email", "no@b.example", "account_id", account).ok();

        Answer foreseen =
                token.with("Prefer", "dry-run")
                        .call(
                                SEND,
                                "from",
                                "a@b.example",
                                "to",
                                List.of("no@b.example", "yes@b.example"),
                                "text",
                                "x")
                        .ok();

        assertThat(foreseen.at("data.accepted").number()).isEqualTo(2);
        assertThat(foreseen.at("data.suppressed.0").text()).isEqualTo("no@b.example");
        assertThat(foreseen.text()).contains("\"sender_id\":null");
        assertThat(foreseen.at("dry_run").flag()).isTrue();
        assertThat(token.call("/api/v1.1/messages/list").at("total_count").number()).isZero();
    }

    @Test
    void suppressedRecipient_endsAtOnce() {
        api.call("suppressions/add", "email", "no@b.example", "account_id", account).ok();

        Tree message = get(send("to", List.of("no@b.example", "yes@b.example")));

        assertThat(message.at("states.bounced").number()).isEqualTo(1);
        assertThat(message.at("states.hold").number()).isEqualTo(1);
        assertThat(message.at("events.1.event").text()).isEqualTo("suppress");
        assertThat(message.at("events.1.email").text()).isEqualTo("no@b.example");
    }

    @Test
    void limitOfTheTariff_refusesOrFlags() {
        long tariff =
                api.call("tariffs/save", "name", Api.unique("t"), "messages_per_month", 3)
                        .savedId();
        api.call("accounts/save", "id", account, "tariff", tariff).ok();
        send("to", List.of("a@b.example", "b@b.example")).ok();

        Answer over = send("to", List.of("a@b.example", "b@b.example"));
        assertThat(over.error()).isEqualTo(402);
        assertThat(over.errorText()).contains("3 recipients a month: 1 are left");
        send().ok();
        assertThat(send().error()).isEqualTo(402);
        assertThat(exceeded()).isFalse();

        api.call("tariffs/save", "id", tariff, "overrun", "flag").ok();
        send().ok();
        assertThat(exceeded()).isTrue();
        api.call("tariffs/save", "id", tariff, "messages_per_month", 0).ok();
        send().ok();
        assertThat(exceeded()).isFalse();
    }

    private boolean exceeded() {
        return api.call("accounts/list", "from_id", account, "limit", 1)
                .at("data.0.is_tariff_exceed")
                .flag();
    }

    @Test
    void administratorsToken_doesNotSend() {
        assertThat(api.call(SEND, "from", "a@b.example", "to", "c@d.example", "text", "x").error())
                .isEqualTo(403);
    }
}
