package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Forms whose session ended, or was renewed elsewhere, before they were sent: nothing is lost. */
class UnsentFormsTest {
    private static final String BOUNDARY = "----mailyard";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelPeople person = PanelPeople.master(server);
    private final PanelClient ended =
            new PanelClient(server.uri(), "mailyard_session=mys_" + "x".repeat(43));

    /** The value of a hidden field or an attribute of a page. */
    private static String value(HttpResponse<String> page, String before) {
        Matcher found =
                Pattern.compile(Pattern.quote(before) + "\"([^\"]*)\"")
                        .matcher(page.body().substring(page.body().indexOf("<main")));
        assertThat(found.find()).as(before + " in " + page.body()).isTrue();
        return found.group(1).replace("&amp;", "&").replace("&lt;", "<").replace("&#34;", "\"");
    }

    private HttpResponse<String> signedInAfter(HttpResponse<String> kept) {
        assertThat(kept.statusCode()).isEqualTo(401);
        return ended.post(
                "/admin/signin",
                "login="
                        + person.login()
                        + "&password="
                        + PanelPeople.PASSWORD
                        + "&unsent_to="
                        + Panel.encoded(value(kept, "name=\"unsent_to\" value="))
                        + "&unsent="
                        + Panel.encoded(value(kept, "name=\"unsent\" value=")));
    }

    @Test
    void addressOfAForm_isKeptWithTheObjectInItsQuery() {
        long account = server.api().newAccount();
        for (String address :
                List.of(
                        "/admin/queue/act/hold?account_id=" + account + "&back=%2Fadmin%2Fqueue",
                        "/admin/queue/act/release?account_id=" + account,
                        "/admin/accounts/bulk?act=freeze&search=shop%26co&state=active",
                        "/admin/accounts/" + account + "/users/bulk?act=remove&ids=1,2",
                        "/admin/suppressions/remove?email=tom%2Bx%40a.example",
                        "/admin/tasks/erase?email=tom%40a.example")) {
            HttpResponse<String> again =
                    signedInAfter(ended.post(address, "csrf=old&reason=a+long+story"));
            assertThat(value(again, "<form method=\"post\" action=")).isEqualTo(address);
            assertThat(value(again, "name=\"reason\" value=")).isEqualTo("a long story");
        }
    }

    @Test
    void formOfASessionRenewedElsewhere_isOfferedOnceMore() {
        long account = server.api().newAccount();
        String address = "/admin/queue/act/hold?account_id=" + account + "&back=%2Fadmin%2Fqueue";
        String old = person.client().csrf();
        PanelClient renewed = person.client();
        PanelClient page = renewed.with("Origin", server.uri().toString());
        String form = "csrf=" + old + "&reason=a+%3Clong%3E+story&password=my-Secret";
        HttpResponse<String> offered = page.post(address, form);
        assertThat(offered.statusCode()).isEqualTo(403);
        assertThat(offered.body()).contains("signed in once more").doesNotContain("my-Secret");
        assertThat(value(offered, "<form method=\"post\" action=")).isEqualTo(address);
        assertThat(value(offered, "name=\"reason\" value=")).isEqualTo("a <long> story");
        assertThat(server.api().call("senders/queue/holds", "account_id", account).text())
                .doesNotContain("long story");
        HttpResponse<String> sent =
                page.post(
                        address,
                        "csrf=" + value(offered, "name=\"csrf\" value=") + "&reason=a+long+story");
        assertThat(sent.statusCode()).isEqualTo(303);
        HttpResponse<String> dialog = page.with("HX-Request", "true").post(address, form);
        assertThat(dialog.headers().firstValue("HX-Trigger")).hasValue("session-over");
    }

    @Test
    void formThatNoPageOfThisServerIsKnownToHaveSent_isNotOffered() {
        PanelClient client = person.client();
        String form = "csrf=old&reason=green+herring";
        long account = server.api().newAccount();
        String address = "/admin/accounts/" + account + "/freeze";
        for (PanelClient other :
                List.of(
                        client,
                        client.with("Origin", "https://evil.example"),
                        client.with("Origin", "null"),
                        client.with("Sec-Fetch-Site", "cross-site"),
                        client.with("Sec-Fetch-Site", "same-site"))) {
            HttpResponse<String> refused = other.post(address, form);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("herring", "id=\"resend\"");
        }
    }

    private HttpResponse<String> upload(PanelClient client, byte[] file, String text) {
        String head =
                "--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nold\r\n--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n"
                        + text
                        + "\r\n--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"act\"\r\n\r\nimport\r\n--"
                        + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
        String body =
                head
                        + new String(file, StandardCharsets.ISO_8859_1)
                        + "\r\n--"
                        + BOUNDARY
                        + "--\r\n";
        return client.post(
                "/admin/suppressions/import",
                body.getBytes(StandardCharsets.ISO_8859_1),
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    @Test
    void listOfAnImport_isKept() {
        HttpResponse<String> pasted =
                signedInAfter(upload(ended, new byte[0], "email\r\ntom@unsent.example\r\n"));
        assertThat(pasted.body()).contains("tom@unsent.example");
        HttpResponse<String> chosen =
                signedInAfter(
                        upload(
                                ended,
                                "email\r\nann@unsent.example\r\n".getBytes(StandardCharsets.UTF_8),
                                ""));
        assertThat(value(chosen, "<form method=\"post\" action="))
                .isEqualTo("/admin/suppressions/import");
        PanelClient client = ended.keeping(chosen);
        HttpResponse<String> imported =
                client.form(
                        "/admin/suppressions/import",
                        "act=import&text=&file="
                                + Panel.encoded(value(chosen, "name=\"file\" value=")));
        assertThat(imported.body()).contains("1 new address");
    }

    @Test
    void fileThatIsNoTextOrTooLong_isLeftOutAndTheRestKept() {
        for (byte[] file : List.of(new byte[] {(byte) 0xff, 0}, new byte[300 * 1024])) {
            HttpResponse<String> again = signedInAfter(upload(ended, file, "tom@unsent.example"));
            assertThat(again.body()).contains("tom@unsent.example").doesNotContain("name=\"file\"");
        }
    }
}
