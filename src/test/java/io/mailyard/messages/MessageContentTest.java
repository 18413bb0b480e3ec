package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** What messages say: kept as the account wishes, seen by those who may, each look audited. */
@ParameterizedClass
@StoresOfRun
class MessageContentTest {
    private static final String MIXED =
            """
            From: sender@sender.example
            To: anna@recipient.example
            Subject: Mixed
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="out"

            preamble
            --out
            Content-Type: multipart/alternative; boundary=in

            --in
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            0J/RgNC40LLQtdGC
            --in
            Content-Type: text/html; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            <p>caf=E9</p>
            --in--
            --out
            Content-Type: application/pdf; name="=?utf-8?q?=D1=81.pdf?="
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment

            AAECAwQFBgcICQ==
            --out--
            """;

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;

    MessageContentTest(StoreKind kind) {
        this.server = TestServer.start(kind);
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

    private long delivered(byte[] raw) {
        Answer sent =
                api.withToken(route.token())
                        .call(
                                "/api/v1.1/messages/send",
                                "from",
                                "sender@sender.example",
                                "to",
                                "anna@recipient.example",
                                "raw",
                                Base64.getEncoder().encodeToString(raw));
        long id = Long.parseLong(sent.ok().at("data.message_id").text());
        Await.until(() -> message(id).at("states.delivered").number() == 1);
        return id;
    }

    private Tree message(long id) {
        return api.call("messages/get", "id", id).ok().at("data");
    }

    private static byte[] mixed() {
        return MIXED.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void content_isDecoded_attachmentsListed_andTheLookAudited() {
        long id = delivered(mixed());
        assertThat(message(id).at("content").text()).isEqualTo("kept");
        assertThat(message(id).at("content_expires_at").text())
                .isEqualTo(message(id).at("expires_at").text());

        Tree content = api.call("messages/content", "id", id).ok().at("data");

        assertThat(content.at("text").text().strip()).isEqualTo("Привет");
        assertThat(content.at("html").text().strip()).isEqualTo("<p>café</p>");
        assertThat(content.at("headers").text()).contains("Subject: Mixed");
        assertThat(content.at("attachments").items()).hasSize(1);
        assertThat(content.at("attachments.0.name").text()).isEqualTo("с.pdf");
        assertThat(content.at("attachments.0.size").number()).isEqualTo(10);
        assertThat(content.at("cut").flag()).isFalse();
        assertThat(api.call("messages/raw", "id", id).text()).contains("--out--");
        assertThat(api.call("messages/raw", "id", id, "octets", 20).text()).hasSize(20);
        Answer audit = api.call("audit/list", "object_type", "message", "order", "desc").ok();
        assertThat(audit.at("data").items())
                .extracting(row -> row.at("action").text())
                .containsExactly("messages.raw_read", "messages.raw_read", "messages.content_read");

        Api reader = api.newToken("scopes", List.of("read")).api();
        assertThat(reader.call("messages/content", "id", id).error()).isEqualTo(403);
        assertThat(reader.call("messages/raw", "id", id).error()).isEqualTo(403);
        assertThat(api.call("messages/content", "id", 999_999).error()).isEqualTo(404);
    }

    @Test
    void account_seesWhatItsOwnMessagesSay_withTheScopeAlone() {
        long id = delivered(mixed());
        Api own = api.newTokenOf(route.account(), "scopes", List.of("content:read")).api();
        Api writes = api.newTokenOf(route.account(), "scopes", List.of("write")).api();
        Api other = api.newTokenOf(api.newAccount(), "scopes", List.of("content:read")).api();

        Tree content = own.call("/api/v1.1/messages/content", "id", id).ok().at("data");

        assertThat(content.at("text").text().strip()).isEqualTo("Привет");
        assertThat(own.call("/api/v1.1/messages/raw", "id", id).text()).contains("--out--");
        Answer audit = api.call("audit/list", "object_type", "message", "order", "desc").ok();
        assertThat(audit.at("data").items())
                .extracting(row -> row.at("action").text())
                .containsExactly("messages.raw_read", "messages.content_read");
        assertThat(audit.at("data.0.actor").text()).startsWith("account-token:");
        assertThat(audit.at("data.0.account_id").number()).isEqualTo(route.account());
        for (String call : List.of("content", "raw")) {
            String path = "/api/v1.1/messages/" + call;
            assertThat(writes.call(path, "id", id).error()).isEqualTo(403);
            assertThat(writes.call(path, "id", id).errorText()).contains("content:read");
            assertThat(other.call(path, "id", id).text())
                    .isEqualTo(
                            other.call(path, "id", 999_999)
                                    .text()
                                    .replace("999999", Long.toString(id)));
        }
    }

    @Test
    void account_thatKeepsNone_hasNoneOnceDelivered_andSaysWhy() {
        assertThat(api.call("accounts/save", "id", route.account(), "content_keep", "soon").text())
                .contains("content_keep", "'soon' is not default, none, or days");
        api.call("accounts/save", "id", route.account(), "content_keep", "none").ok();

        long id = delivered(mixed());

        assertThat(message(id).at("content").text()).isEqualTo("not_kept");
        Answer refused = api.call("messages/content", "id", id);
        assertThat(refused.error()).isEqualTo(404);
        assertThat(refused.text()).contains("content_keep = none");
    }

    @Test
    void contentsKeptBefore_areRemoved_onceTheAccountKeepsNone() {
        long id = delivered(mixed());
        assertThat(message(id).at("content").text()).isEqualTo("kept");
        api.call("accounts/save", "id", route.account(), "content_keep", "NONE").ok();
        assertThat(api.call("accounts/get", "id", route.account()).at("data.content_keep").text())
                .isEqualTo("none");
        Await.until(() -> message(id).at("content").text().equals("not_kept"));
    }

    @Test
    void largeMessage_isKeptInPieces_lookedAt_sentWhole_andRemoved() {
        String head =
                """
                Subject: Large
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                short
                --b
                Content-Type: application/zip; name=a.zip

                """
                        .replace("\n", "\r\n");
        String line = "x".repeat(998) + "\r\n";
        byte[] raw = (head + line.repeat(9_000) + "--b--\r\n").getBytes(StandardCharsets.US_ASCII);
        long id = delivered(raw);

        Tree content = api.call("messages/content", "id", id).ok().at("data");

        assertThat(content.at("text").text().strip()).isEqualTo("short");
        assertThat(content.at("attachments.0.size").number()).isEqualTo(9_000_000);
        String whole = api.call("messages/raw", "id", id).text();
        assertThat(whole).hasSizeGreaterThan(9_000_000);
        String sent = new String(host.messages().getFirst().raw(), StandardCharsets.US_ASCII);
        assertThat(sent.endsWith(line.repeat(9_000) + "--b--\r\n"))
                .as("what the mail host has")
                .isTrue();
        assertThat(server.rows("content_pieces")).hasSize((whole.length() - 1) / (256 * 1024));
        api.call("accounts/save", "id", route.account(), "content_keep", "none").ok();
        Await.until(() -> message(id).at("content").text().equals("not_kept"));
        assertThat(server.rows("content_pieces")).isEmpty();
    }
}
