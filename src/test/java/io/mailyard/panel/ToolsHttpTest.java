package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tools over HTTP: one question, one answer, an example, and the call. */
class ToolsHttpTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelClient admin = PanelPeople.master(server).client();

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String opened(String path) {
        HttpResponse<String> page = admin.get(path);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        return page.body();
    }

    private Answer sent(long account, String to) {
        return server.api()
                .newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@b.example",
                        "to",
                        to,
                        "subject",
                        "Offer <b>now</b>",
                        "text",
                        "x")
                .ok();
    }

    @Test
    void acceptance25_everyTool_hasItsExampleAndItsCall() {
        String overview = opened("/admin/tools");
        for (String tool : List.of("route", "message_id", "report", "dns", "address", "answer")) {
            String path = "/admin/tools/" + tool;
            assertThat(overview).contains("href=\"" + path + "\"");
            String page = opened(path);
            assertThat(page).contains("curl", "mailyard ");
            String example = page.replaceAll("(?s).*<a href=\"(" + path + "\\?[^\"]*)\".*", "$1");
            assertThat(admin.get(example.replace("&amp;", "&")).statusCode())
                    .as(example)
                    .isEqualTo(200);
            PanelClient russian = admin.with("Cookie", "mailyard_lang=ru");
            assertThat(russian.get(path).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void commands_areThoseOfTheCommandLine() {
        assertThat(opened("/admin/tools/dns?domain=x.example&selector=s1"))
                .contains("mailyard tools dns x.example --selector s1");
        assertThat(opened("/admin/tools/message_id?text=a@b.example"))
                .contains("mailyard tools message-id a@b.example");
        assertThat(opened("/admin/tools/report")).contains("mailyard tools report --file");
        assertThat(opened("/admin/tools/answer?answer=550"))
                .contains("mailyard bounce-patterns try 550");
    }

    @Test
    void messageId_leadsToItsMessage() {
        long account = server.api().newAccount();
        Answer sent = sent(account, Api.unique("to") + "@x.example");
        String id = sent.at("data.message_id").text();
        String page =
                opened("/admin/tools/message_id?text=" + encoded(sent.at("data.header_id").text()));
        assertThat(page)
                .contains(
                        "href=\"/admin/messages/" + id + "\"",
                        "href=\"/admin/accounts/" + account + "\"",
                        "Offer &lt;b&gt;now");
        assertThat(opened("/admin/tools/message_id?text=hello")).contains("neither a Message-ID");
    }

    @Test
    void report_isReadFromTheForm() {
        long account = server.api().newAccount();
        String to = Api.unique("to") + "@x.example";
        Answer sent = sent(account, to);
        String report =
                "Feedback-Type: abuse\r\nOriginal-Rcpt-To: <"
                        + to
                        + ">\r\nMessage-ID: <"
                        + sent.at("data.header_id").text()
                        + ">\r\n";
        HttpResponse<String> read = admin.form("/admin/tools/report", "report=" + encoded(report));
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body())
                .contains(
                        "A complaint (ARF)",
                        "Original-Rcpt-To",
                        "/admin/messages/" + sent.at("data.message_id").text());
        assertThat(admin.form("/admin/tools/report", "report=" + "x".repeat(262_145)).body())
                .contains("at most 262144 characters");
        assertThat(opened("/admin/tools/report?example=1")).contains("Feedback-Type: abuse");
    }

    @Test
    void address_namesItsLists() {
        long account = server.api().newAccount();
        String email = Api.unique("no") + "@x.example";
        server.api().call("suppressions/add", "email", email, "account_id", account).ok();
        assertThat(opened("/admin/tools/address?email=" + encoded(email)))
                .contains("Valid", "the list of account " + account);
        assertThat(opened("/admin/tools/address?email=nobody"))
                .contains("Not valid", "of the form local@domain");
    }

    @Test
    void route_isProvedInWords() {
        long account = server.api().newAccount();
        assertThat(
                        opened(
                                "/admin/tools/route?account_id="
                                        + account
                                        + "&from=a@b.example&to=anna@gmail.com"))
                .contains("by no virtual sender");
        assertThat(opened("/admin/tools/route?account_id=" + account)).contains("is required");
    }

    @Test
    void tools_areThoseThatThePersonMayUse() {
        PanelClient some = PanelPeople.withScopes(server, "domains:read", "accounts:read").client();
        assertThat(some.get("/admin/tools").body())
                .contains("/admin/tools/dns")
                .doesNotContain("/admin/tools/route", "/admin/tools/answer");
        for (String tool : List.of("route", "message_id", "report", "address", "answer")) {
            assertThat(some.get("/admin/tools/" + tool).statusCode()).as(tool).isEqualTo(403);
        }
        assertThat(some.get("/admin/tools/answer?answer=550").statusCode()).isEqualTo(403);
        assertThat(some.get("/admin/tools/message_id?text=x").statusCode()).isEqualTo(403);
        PanelClient none = PanelPeople.withScopes(server, "accounts:read").client();
        assertThat(none.get("/admin").body()).doesNotContain("/admin/tools");
        assertThat(none.get("/admin/tools").statusCode()).isEqualTo(403);
    }
}
