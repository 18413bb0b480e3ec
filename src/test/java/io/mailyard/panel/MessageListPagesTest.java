package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The search for messages over all accounts (points 2, 3 and 12 of the acceptance). */
class MessageListPagesTest {
    private static final String PATH = "/admin/messages";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final long account = api.newAccount();
    private final Api token = api.newTokenOf(account).api();
    private final PanelClient support = PanelPeople.of(server, "support").client();

    private long send(String to, String subject) {
        return Long.parseLong(
                token.call(
                                "/api/v1.1/messages/send",
                                "from",
                                "a@b.example",
                                "to",
                                to,
                                "subject",
                                subject,
                                "text",
                                "x")
                        .ok()
                        .at("data.message_id")
                        .text());
    }

    private String page(String query) {
        HttpResponse<String> page = support.get(PATH + query);
        assertThat(page.statusCode()).as(query).isEqualTo(200);
        return page.body();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Test
    void eachFilter_isInTheAddress() {
        String word = Api.unique("word");
        long first = send(word + "@x.example", word + " <b>one</b>");
        long second = send("other@x.example", word + " two");
        String headerId = api.call("messages/get", "id", first).ok().at("data.header_id").text();

        for (String query :
                List.of(
                        "?to=" + word + "%40X.EXAMPLE",
                        "?id=" + first,
                        "?header_id=" + encoded("<" + headerId + ">"),
                        "?subject=" + word + "+one",
                        "?subject=" + word + "+one&state=hold&account_id=" + account,
                        "?subject=" + word + "+one&isp=other&until=2100-01-01",
                        "?subject=" + word + "+one&since=2026-01-01+10:00")) {
            assertThat(page(query))
                    .as(query)
                    .contains(
                            "href=\"" + PATH + "/" + first + "\"",
                            "&lt;b&gt;one&lt;/b&gt;",
                            "data-copy=\"" + headerId + "\"",
                            "1 message")
                    .doesNotContain("href=\"" + PATH + "/" + second + "\"");
        }
        for (String query :
                List.of(
                        "&state=delivered",
                        "&sender_id=999999",
                        "&since=2100-01-01",
                        "&answer=550",
                        "&bounce_class=hard")) {
            assertThat(page("?subject=" + word + query))
                    .as(query)
                    .contains("Nothing found", "0 messages")
                    .doesNotContain(PATH + "/" + first);
        }
        assertThat(page("?to=" + word + "%40x.example"))
                .contains("name=\"to\" value=\"" + word + "@x.example\"");
        assertThat(support.get(PATH + "/" + first).body())
                .contains("data-copy=\"" + headerId + "\"", "href=\"" + PATH + "\">Messages</a>");
    }

    @Test
    void acceptance3_pages_sayOfHowMany() {
        for (int i = 0; i < 51; i++) {
            send("a" + i + "@x.example", "paged");
        }
        String query = "?account_id=" + account;
        String first = page(query);
        assertThat(first).contains("51 messages", "rel=\"next\"").doesNotContain("First page");
        String next = first.replaceAll("(?s).*href=\"[^\"]*from=([0-9]+)\" *>?.*", "$1");
        assertThat(page(query + "&from=" + next))
                .contains("51 messages", "a0@x.example", "href=\"" + PATH + query + "\"")
                .doesNotContain("rel=\"next\"");
    }

    @Test
    void filtersThatCannotBeRead_areNamed() {
        String page = page("?to=nobody&id=x&since=yesterday&bounce_class=hard");

        assertThat(page)
                .contains("A filter cannot be read", "Recipient: ", "ID: ", "Accepted from: ")
                .contains("value=\"yesterday\"");
        PanelClient auditor = PanelPeople.of(server, "auditor").client();
        assertThat(auditor.get(PATH).statusCode()).isEqualTo(403);
        assertThat(auditor.get("/admin/audit").body()).doesNotContain("\"" + PATH + "\"");
        assertThat(support.with("Cookie", "mailyard_lang=ru").get(PATH).statusCode())
                .isEqualTo(200);
    }
}
