package io.mailyard.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which message a Message-ID, a return path or a report is about, over both stores. */
@ParameterizedClass
@EnumSource
class ToolRoutesTest {
    private final Api api;
    private final long account;
    private final long message;
    private final long recipient;
    private final String headerId;
    private final String to = Api.unique("anna") + "@x.example";

    ToolRoutesTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.account = api.newAccount();
        Answer sent =
                api.newTokenOf(account)
                        .api()
                        .call(
                                "/api/v1.1/messages/send",
                                "from",
                                "a@b.example",
                                "to",
                                List.of("other@x.example", to),
                                "subject",
                                "Offer",
                                "text",
                                "x")
                        .ok();
        this.message = Long.parseLong(sent.at("data.message_id").text());
        this.headerId = sent.at("data.header_id").text();
        this.recipient =
                api.call("messages/get", "id", message).ok().at("data.to").items().stream()
                        .filter(row -> row.at("email").text().equals(to))
                        .findFirst()
                        .orElseThrow()
                        .at("id")
                        .number();
    }

    private static Tree only(Answer answer) {
        List<Tree> messages = answer.ok().at("data.messages").items();
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s",
                "<%1$s>",
                "Message-ID: <%1$s>",
                "  <%1$s>\r\n",
                "Received: from x\r\nMessage-ID: <%1$s>\r\nSubject: y"
            })
    void headerId_namesItsMessage(String form) {
        Answer found = api.call("tools/message_id", "text", form.formatted(headerId));
        assertThat(found.at("data.kind").text()).isEqualTo("message_id");
        Tree row = only(found);
        assertThat(row.at("message_id").number()).isEqualTo(message);
        assertThat(row.at("account_id").number()).isEqualTo(account);
        assertThat(row.at("subject").text()).isEqualTo("Offer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bounces+%d@m.example",
                "<bounces+%d@m.example>",
                "Return-Path: <Bounces+%d@m.example>"
            })
    void returnPath_namesMessageAndRecipient(String form) {
        Answer found = api.call("tools/message_id", "text", form.formatted(recipient));
        assertThat(found.at("data.kind").text()).isEqualTo("return_path");
        assertThat(found.at("data.recipient_id").number()).isEqualTo(recipient);
        assertThat(only(found).at("email").text()).isEqualTo(to);
    }

    @Test
    void otherTexts_nameNothing() {
        for (String text : List.of("hello", "<none@x.example>", "bounces+999999999@m.example")) {
            Answer found = api.call("tools/message_id", "text", text).ok();
            assertThat(found.at("data.messages").items()).as(text).isEmpty();
        }
        assertThat(api.call("tools/message_id", "text", "x".repeat(16_385)).error()).isEqualTo(400);
    }

    @Test
    void complaint_isReadAndNamesItsMessageAndRecipient() {
        String report =
                """
                From: <abuse@isp.example>
                To: <fbl@m.example>
                Subject: complaint
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary="b"

                --b
                Content-Type: text/plain

                This is a complaint.
                --b
                Content-Type: message/feedback-report

                Feedback-Type: abuse
                User-Agent: Example/1.0
                Version: 1
                Original-Rcpt-To: <%s>
                Source-IP: 192.0.2.1

                --b
                Content-Type: message/rfc822

                Message-ID: <%s>
                From: =?UTF-8?Q?J=C3=BCrgen?= <a@b.example>
                Subject: Offer

                Hello
                --b--
                """
                        .formatted(to, headerId);
        Answer read = api.call("tools/report", "report", report);
        assertThat(read.at("data.kind").text()).isEqualTo("feedback");
        assertThat(read.text())
                .contains(
                        "\"name\":\"Source-IP\",\"value\":\"192.0.2.1\"",
                        "\"part\":\"message\",\"name\":\"Subject\"",
                        "Jürgen");
        Tree row = only(read);
        assertThat(row.at("message_id").number()).isEqualTo(message);
        assertThat(row.at("recipient_id").number()).isEqualTo(recipient);
    }

    @Test
    void deliveryStatus_isRead_wholeOrItsFieldsAlone() {
        String fields =
                """
                Reporting-MTA: dns; mx.x.example
                Arrival-Date: Mon, 30 Nov 2026 10:00:00 +0000

                Final-Recipient: rfc822; %s
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1
                 User unknown
                """
                        .formatted(to);
        String whole =
                """
                To: bounces+%d@m.example
                Content-Type: multipart/report; report-type=delivery-status; boundary=x

                --x
                Content-Type: message/delivery-status
                Content-Transfer-Encoding: quoted-printable

                %s
                --x--
                """
                        .formatted(recipient, fields);
        Answer read = api.call("tools/report", "report", whole);
        assertThat(read.at("data.kind").text()).isEqualTo("delivery");
        assertThat(only(read).at("recipient_id").number()).isEqualTo(recipient);
        assertThat(read.text())
                .contains(
                        "\"part\":\"recipient\",\"name\":\"Status\",\"value\":\"5.1.1\"",
                        "550 5.1.1 User unknown");
        Answer alone = api.call("tools/report", "report", fields).ok();
        assertThat(alone.at("data.kind").text()).isEqualTo("delivery");
        assertThat(alone.at("data.addresses").items().getFirst().text()).isEqualTo(to);
        for (String none :
                List.of("x", "\n\n", "Content-Type: multipart/report; boundary=\"\"\n\n")) {
            assertThat(api.call("tools/report", "report", none).ok().at("data.kind").text())
                    .isEqualTo("none");
        }
    }

    @Test
    void boundTokens_findMessagesOfTheirAccountsAlone() {
        long other = api.newAccount();
        Api bound =
                api.withToken(
                        api.call(
                                        "tokens/save",
                                        "name",
                                        Api.unique("bound"),
                                        "scopes",
                                        List.of("messages:read"),
                                        "account_ids",
                                        List.of(other))
                                .ok()
                                .at("data.token")
                                .text());
        Answer found =
                bound.call("tools/message_id", "text", "bounces+" + recipient + "@m.example").ok();
        assertThat(found.at("data.messages").items()).isEmpty();
        assertThat(bound.call("tools/address", "email", "a@x.example").error()).isEqualTo(403);
    }

    @Test
    void address_isJudgedAndItsListsNamed() {
        api.call("suppressions/add", "email", to, "account_id", account, "reason", "asked").ok();
        api.call("suppressions/add", "email", to.toUpperCase(java.util.Locale.ROOT)).ok();
        Answer found = api.call("tools/address", "email", to).ok();
        assertThat(found.at("data.valid").flag()).isTrue();
        assertThat(found.at("data.isp").text()).isEqualTo("other");
        List<Tree> lists = found.at("data.suppressions").items();
        assertThat(lists).hasSize(2);
        assertThat(lists.get(1).at("account_id").number()).isEqualTo(account);
        assertThat(lists.get(1).at("reason").text()).isEqualTo("asked");
        Answer invalid = api.call("tools/address", "email", "no one@x").ok();
        assertThat(invalid.at("data.valid").flag()).isFalse();
        assertThat(invalid.at("data.reason").text()).contains("malformed");
        assertThat(invalid.at("data.mx").text()).isEqualTo("unchecked");
        api.call("suppressions/remove", "email", to).ok();
    }
}
