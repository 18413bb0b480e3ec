package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages of policies over HTTP, which is what a browser without scripts sees. */
class MtaHttpTest {
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");

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

    private HttpResponse<String> saved(String path, String form) {
        Matcher version = VERSION.matcher(opened(path));
        return admin.form(path, form + (version.find() ? "&version=" + version.group(1) : ""));
    }

    @Test
    void everyKind_hasItsListFormAndWords_inBothLanguages() {
        PanelClient russian = admin.with("Cookie", "mailyard_lang=ru");
        assertThat(opened("/admin/mta"))
                .contains("Strategies", "Retry rules", "Bounce patterns", "Fixed routes");
        for (String kind :
                List.of(
                        "strategies",
                        "retry_rules",
                        "lock_rules",
                        "bounce_patterns",
                        "isps",
                        "keys",
                        "routes")) {
            String path = "/admin/mta/" + kind;
            assertThat(opened(path)).contains("href=\"" + path + "/new\"");
            assertThat(opened(path + "/new")).contains(kind + "/save");
            assertThat(russian.get(path).statusCode()).isEqualTo(200);
        }
        assertThat(opened("/admin/mta/strategies/1")).contains("Per hour", "strategies/rate");
        assertThat(opened("/admin/mta/retry_rules/1")).contains("Since the first");
        assertThat(opened("/admin/mta/bounce_patterns/1")).contains("came with the program");
        assertThat(opened("/admin/mta/isps/1")).contains("name=\"domains\"");
    }

    @Test
    void strategy_saysWhatAnIpGets_whileTypedAndByAButton() {
        String typed =
                opened(
                        "/admin/mta/strategies/preview?concurrent_connections=2"
                                + "&messages_per_connection=100&connection_attempts=1&interval_seconds=60");
        assertThat(typed).contains("200", "12,000", "288,000");
        assertThat(opened("/admin/mta/strategies/preview?interval_seconds=0")).contains("a fault");
        HttpResponse<String> preview =
                admin.form(
                        "/admin/mta/strategies/new",
                        "name=x&messages_per_connection=7&interval_seconds=60"
                                + "&concurrent_connections=1&connection_attempts=1&preview=true");
        assertThat(preview.statusCode()).isEqualTo(200);
        assertThat(preview.body()).contains("10,080", "value=\"7\"");
        assertThat(server.api().call("strategies/list", "search", "x").text())
                .doesNotContain("\"name\":\"x\"");
    }

    @Test
    void retryRule_saysWhenItTriesAgain() {
        assertThat(
                        opened(
                                "/admin/mta/retry_rules/preview?retries=3&interval_minutes=10"
                                        + "&type=geometric&exponent=1.5"))
                .contains("4 attempts within 47 min 30 s", "22 min 30 s");
        assertThat(opened("/admin/mta/retry_rules/preview?retries=0")).contains("never tried");
        assertThat(opened("/admin/mta/retry_rules/preview?retries=30&type=random"))
                .contains("5 min to 7 min 30 s", "and 10 more");
    }

    @Test
    void policy_isMadeChangedAndDeleted() {
        String name = Api.unique("panel");
        HttpResponse<String> faulty =
                admin.form("/admin/mta/bounce_patterns/new", "name=" + name + "&pattern=(&type=x");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("pattern-fault", "type-fault");
        HttpResponse<String> made =
                admin.form(
                        "/admin/mta/bounce_patterns/new",
                        "name=" + name + "&pattern=gone&type=hard&isp=Gmail&message=Gone+now");
        assertThat(made.statusCode()).isEqualTo(303);
        String list = opened("/admin/mta/bounce_patterns?search=" + name);
        assertThat(list).contains(name, "Gmail", "Gone now", "1 bounce pattern");
        String page = list.replaceAll("(?s).*href=\"(/admin/mta/bounce_patterns/[0-9]+)\".*", "$1");
        assertThat(opened(page)).contains("a mail host of Gmail", "address is suppressed");
        // an ISP is taken away by choosing none
        saved(page, "name=" + name + "&pattern=gone&type=soft&isp=");
        assertThat(opened(page)).contains("any mail host", "tried again");
        assertThat(admin.form(page + "/delete", "").statusCode()).isEqualTo(303);
        assertThat(admin.get(page).statusCode()).isEqualTo(404);
        // what came with the program has no button to delete it
        assertThat(opened("/admin/mta/bounce_patterns/1")).doesNotContain("/delete\"");
    }

    @Test
    void isp_keepsItsName_andTakesDomainsAndHeadersLineByLine() {
        String name = Api.unique("isp");
        String domain = name + ".example";
        HttpResponse<String> made =
                admin.form(
                        "/admin/mta/isps/new",
                        "name="
                                + name
                                + "&domains="
                                + encoded(domain + "\r\n2." + domain)
                                + "&headers_add="
                                + encoded("X-One: 1\r\nX-Two: a: b\r\n"));
        assertThat(made.statusCode()).isEqualTo(303);
        String page =
                opened("/admin/mta/isps?search=" + name)
                        .replaceAll("(?s).*href=\"(/admin/mta/isps/[0-9]+)\".*", "$1");
        assertThat(opened(page))
                .contains(domain + "\n2." + domain, "X-One: 1\nX-Two: a: b")
                .doesNotContain("id=\"name\"");
        assertThat(saved(page, "domains=" + domain + "&headers_add=").statusCode()).isEqualTo(303);
        assertThat(opened(page)).doesNotContain("2." + domain, "X-One");
        assertThat(opened("/admin/mta/isps?of=" + encoded("anna@" + domain)))
                .contains(domain + " belongs to " + name);
        assertThat(opened("/admin/mta/isps?of=mx1.yandex.ru")).contains("a mail host of Yandex");
        assertThat(opened("/admin/mta/isps?of=nobody.example")).contains("belongs to no ISP");
    }

    @Test
    void key_showsItsRecordAndWhatDnsHas_neverItsSecret() {
        String name = Api.unique("key");
        String secret = "-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----";
        HttpResponse<String> faulty =
                admin.form(
                        "/admin/mta/keys/new",
                        "name=" + name + "&kind=dkim&domain=&private_key=" + encoded(secret));
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("private_key-fault").doesNotContain("BEGIN PRIVATE");
        HttpResponse<String> made =
                admin.form(
                        "/admin/mta/keys/new",
                        "name="
                                + name
                                + "&kind=dkim&algorithm=ed25519&domain="
                                + name
                                + ".example&selector=s1&state=pending&private_key=");
        String page = made.headers().firstValue("Location").orElseThrow();
        assertThat(opened(page))
                .contains("s1._domainkey." + name + ".example", "v=DKIM1; k=ed25519; p=")
                .doesNotContain("name=\"private_key\"", "retired</option>");
        assertThat(opened(page.replace("?done=saved", "?check=now")))
                .containsAnyOf("Not published", "DNS did not answer");
    }

    @Test
    void privateKey_isNotKeptWhereTheSessionHasEnded() {
        HttpResponse<String> signIn =
                new PanelClient(server.uri(), "")
                        .post("/admin/mta/keys/new", "name=kept-name&private_key=hush-hush");
        assertThat(signIn.body()).contains("kept-name").doesNotContain("hush-hush");
    }

    @Test
    void answer_isTriedByTheAddress() {
        String word = Api.unique("yak");
        long id =
                server.api()
                        .call(
                                "bounce_patterns/save",
                                "name",
                                word,
                                "pattern",
                                word,
                                "message",
                                "A yak <b>ate</b> it")
                        .savedId();
        String answer = "550-5.1.1 User unknown\n550 5.1.1 " + word;
        String page =
                opened("/admin/mta/bounce_patterns?answer=" + encoded(answer) + "&to=example.com");
        assertThat(page)
                .contains(
                        "href=\"/admin/mta/bounce_patterns/" + id + "\"",
                        "The pattern \"" + word + "\" decided",
                        "A yak &lt;b&gt;ate",
                        "Would have matched later",
                        "value=\"example.com\"")
                .contains("550-5.1.1 User unknown");
        assertThat(opened("/admin/mta/bounce_patterns?answer=" + encoded("250 fine")))
                .contains("so the codes decide");
        assertThat(opened("/admin/mta/bounce_patterns?answer=hello")).contains("answer-fault");
        assertThat(
                        opened(
                                "/admin/mta/bounce_patterns?stage=banner&answer="
                                        + encoded("554 " + word)))
                .contains("no pattern is asked");
        server.api().call("bounce_patterns/delete", "id", id).ok();
    }

    @Test
    void whoMayNotChangePolicies_seesNoButtons_andIsRefused() {
        PanelClient reader =
                PanelPeople.withScopes(server, "policies:read", "accounts:read").client();
        for (String path : List.of("/admin/mta/strategies", "/admin/mta/strategies/1")) {
            HttpResponse<String> page = reader.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body())
                    .doesNotContain("/new\"", "/delete\"", "<button class=\"button main\">Save");
        }
        assertThat(reader.form("/admin/mta/strategies/1", "name=x").statusCode()).isNotEqualTo(303);
        PanelClient other = PanelPeople.withScopes(server, "tariffs:read").client();
        assertThat(other.get("/admin/tariffs").body()).doesNotContain("href=\"/admin/mta\"");
        for (String path :
                List.of("/admin/mta", "/admin/mta/keys", "/admin/mta/keys/1", "/admin/mta/isps")) {
            assertThat(other.get(path).statusCode()).as(path).isEqualTo(403);
        }
    }

    @Test
    void lists_keepSearchFilterAndOrderInTheAddress() {
        String page = opened("/admin/mta/bounce_patterns?sort=-name");
        assertThat(page).contains("sort=-name&amp;from=", "aria-sort=\"descending\"");
        assertThat(opened("/admin/mta/bounce_patterns?type=hard&sort=-name"))
                .contains("name=\"type\" value=\"hard\"", "type=soft");
        String next = page.replaceAll("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1");
        assertThat(opened(next.replace("&amp;", "&"))).contains("First page");
        assertThat(opened("/admin/mta/bounce_patterns")).contains("in which they are tried");
        assertThat(page).doesNotContain("in which they are tried");
        assertThat(opened("/admin/mta/strategies?search=%25")).contains("0 strategies");
    }
}
