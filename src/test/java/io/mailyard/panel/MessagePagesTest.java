package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Browser;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page of a message, and the delivery log of an account (points 5 and 6 of the acceptance). */
class MessagePagesTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server = TestServer.start(StoreKind.SQLITE);
    private final Api api = server.api();
    private final MailRoute route = MailRoute.to(api, host.port());

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private long deferred() {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
        host.at("RCPT", new Does.Says("450 4.2.0 <b>the mailbox</b> is busy"));
        long id =
                Long.parseLong(
                        route.send("anna@recipient.example", "Your <i>order</i>")
                                .ok()
                                .at("data.message_id")
                                .text());
        Await.until(() ->
                api.call("messages/get", "id", id).ok().at("data.states.retry").number() == 1);
        host.asUsual();
        return id;
    }

    @Test
    void acceptance5_page_tellsEachAttempt_andTriesNow() {
        long id = deferred();
        String path = "/admin/messages/" + id;
        PanelClient support = PanelPeople.of(server, "support").client();

        String page = support.get(path).body();

        assertThat(page)
                .contains("Your &lt;i&gt;order&lt;/i&gt;")
                .contains("<strong>Attempt 1: deferred</strong>")
                .contains("450 4.2.0 &lt;b&gt;the mailbox&lt;/b&gt; is busy")
                .contains("soft: tried again", "127.0.0.1", "not encrypted", "rcpt")
                .contains("Next attempt in ", "try-now?recipient=")
                .containsPattern("datetime=\"20[0-9T:.-]+Z\" title=\"[^\"]*(ago|now) · UTC 20")
                .containsPattern("[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}</time>");
        assertThat(support.with("Cookie", "mailyard_lang=ru").get(path).statusCode())
                .isEqualTo(200);
        long recipient = api.call("messages/get", "id", id).ok().at("data.to.0.id").number();
        String ask = path + "/try-now?recipient=" + recipient;
        api.call("senders/queue/hold", "id", route.sender(), "reason", "full moon").ok();
        assertThat(support.get(ask).body()).contains("would not go: held: full moon");
        api.call("senders/queue/release", "id", route.sender()).ok();
        assertThat(support.get(ask).body()).contains("anna@recipient.example is tried at once");
        HttpResponse<String> done = support.form(ask, "");
        assertThat(done.headers().firstValue("Location")).hasValue(path + "?done=tried");
        Await.until(() -> support.get(path).body().contains("Attempt 2: delivered"));
        assertThat(support.get(path).body())
                .contains("<summary>Waited ")
                .doesNotContain("try-now?recipient=");
        assertThat(support.get("/admin/messages/999999").statusCode()).isEqualTo(404);
        PanelClient auditor = PanelPeople.of(server, "auditor").client();
        assertThat(auditor.get(path).statusCode()).isEqualTo(403);
    }

    @Test
    void acceptance6_page_leadsToWhatItIsAbout() {
        long id = deferred();
        PanelClient admin = PanelPeople.master(server).client();

        String page = admin.get("/admin/messages/" + id).body();

        assertThat(page)
                .contains("href=\"/admin/messages/" + id + "/route?from=")
                .contains("href=\"/admin/accounts/" + route.account() + "\"")
                .contains("href=\"/admin/senders/" + route.sender() + "\"")
                .contains("href=\"/admin/mta/isps?search=other\"")
                .contains("/suppressions?search=anna%40recipient.example")
                .contains("/admin/mta/bounce_patterns?answer=450+4.2.0");
        Matcher links = Pattern.compile("href=\"(/admin/[^\"]+)\"").matcher(page);
        while (links.find()) {
            String address = links.group(1).replace("&amp;", "&");
            assertThat(admin.get(address).statusCode()).as(address).isEqualTo(200);
        }
        assertThat(admin.get("/admin/mta/bounce_patterns?answer=450+4.2.0+busy").body())
                .as("the tester has the answer filled in")
                .contains("450 4.2.0 busy");
        assertThat(admin.get("/admin/messages/" + id + "/route").body())
                .contains("Route proof", "anna@recipient.example", "sender_id");
    }

    @Test
    void acceptance7_page_showsTheConversation() {
        long id = deferred();
        PanelClient support = PanelPeople.of(server, "support").client();
        long conversation =
                api.call("messages/get", "id", id)
                        .ok()
                        .at("data.events.1.conversation_id")
                        .number();
        String address = "/admin/messages/" + id + "/conversation/" + conversation;

        assertThat(support.get("/admin/messages/" + id).body()).contains(address);
        assertThat(support.get(address).body())
                .contains("&lt; 450 4.2.0 &lt;b&gt;the mailbox&lt;/b&gt; is busy", "data-copy");
        assertThat(support.get(address + "1").statusCode()).isEqualTo(404);
    }

    @Test
    void acceptance8_content_isInASandbox_andOnlyForThoseWhoMay() {
        long id = deferred();
        String path = "/admin/messages/" + id;
        PanelClient admin = PanelPeople.of(server, "administrator").client();
        PanelClient support = PanelPeople.of(server, "support").client();

        assertThat(admin.get(path).body()).contains(path + "/content", "Kept until");
        assertThat(support.get(path).body()).doesNotContain(path + "/content");
        for (String view : List.of("", "/html", "/text", "/headers", "/raw", "/download")) {
            assertThat(support.get(path + "/content" + view).statusCode()).as(view).isEqualTo(403);
        }
        assertThat(admin.get(path + "/content").body())
                .as("a mail without HTML shows its text")
                .contains("<iframe class=\"content\" sandbox src=\"" + path + "/content/text\"")
                .doesNotContain("view=html");
        for (String view : List.of("text", "headers", "raw", "download")) {
            HttpResponse<String> shown = admin.get(path + "/content/" + view);
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.headers().firstValue("Content-Security-Policy"))
                    .hasValue(
                            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
                                    + " frame-ancestors 'self'");
            assertThat(shown.headers().firstValue("X-DNS-Prefetch-Control")).hasValue("off");
            assertThat(shown.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/plain");
        }
        assertThat(admin.get(path + "/content/text").body().strip()).isEqualTo("Hello.");
        assertThat(admin.get(path + "/content/raw").body()).contains("Subject: ", "Hello.");
        assertThat(admin.get(path + "/content/else").statusCode()).isEqualTo(404);
        assertThat(api.call("audit/list", "action", "messages.content_read").text())
                .contains("administrator:person");
    }

    private List<String> looks(long id) {
        List<String> looks = new ArrayList<>();
        for (String action : List.of("messages.content_read", "messages.raw_read")) {
            long rows =
                    api.call("audit/list", "action", action, "object_id", String.valueOf(id))
                            .ok()
                            .at("total_count")
                            .number();
            looks.add(action + " " + rows);
        }
        return looks;
    }

    @Test
    void contentPage_withItsFrame_isOneLookInTheAudit() {
        long id = deferred();
        String path = "/admin/messages/" + id + "/content";
        PanelClient admin = PanelPeople.of(server, "administrator").client();
        int content = 0;
        int raw = 0;
        for (String view : List.of("", "?view=text", "?view=headers", "?view=raw")) {
            String page = admin.get(path + view).body();
            String frame = page.replaceAll("(?s).*<iframe[^>]* src=\"([^\"]+)\".*", "$1");
            assertThat(frame).startsWith(path + "/");
            assertThat(admin.get(frame).statusCode()).as(view).isEqualTo(200);
            content += view.endsWith("raw") ? 0 : 1;
            raw += view.endsWith("raw") ? 1 : 0;
            assertThat(looks(id))
                    .as(view)
                    .containsExactly(
                            "messages.content_read " + content, "messages.raw_read " + raw);
        }
        // the frame alone is a look of its own, and so is that of another person
        assertThat(admin.get(path + "/text").statusCode()).isEqualTo(200);
        admin.get(path);
        PanelClient other = PanelPeople.of(server, "administrator").client();
        assertThat(other.get(path + "/text").body()).contains("Hello.");
        assertThat(looks(id)).contains("messages.content_read " + (content + 3));
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(path + "?view=raw").statusCode()).isEqualTo(403);
    }

    @Test
    void log_isFilteredAndPaged() {
        long id = deferred();
        PanelClient admin = PanelPeople.master(server).client();
        String path = "/admin/accounts/" + route.account() + "/log";

        assertThat(admin.get(path).body())
                .contains("1 message", "/admin/messages/" + id, "Waits for a retry");
        assertThat(admin.get(path + "?to=anna@recipient.example").body()).contains("1 message");
        assertThat(admin.get(path + "?to=bert@recipient.example").body()).contains("Nothing found");
        assertThat(admin.get(path + "?state=delivered").body()).contains("Nothing found");
        assertThat(admin.get(path + "?sender=" + route.sender()).body()).contains("1 message");
        assertThat(admin.get(path + "?campaign=77").body()).contains("Nothing found");
        long other = api.newAccount();
        assertThat(admin.get("/admin/accounts/" + other + "/log").body())
                .contains("No messages yet");
    }

    /**
     * Hints by which browsers connect to a host, or ask for its name, without asking the policy.
     */
    private static String links(String evil) {
        StringBuilder links =
                new StringBuilder("<meta http-equiv=x-dns-prefetch-control content=on>");
        for (String rel :
                List.of(
                        "stylesheet",
                        "preconnect",
                        "dns-prefetch",
                        "prefetch",
                        "prerender",
                        "modulepreload",
                        "icon")) {
            links.append("<link rel=").append(rel).append(" href=").append(evil).append(">\r\n");
        }
        return links.append("<LINK/rel=preconnect href=").append(evil).append('>').toString();
    }

    private static String hostileHtml(String evil) {
        return "Subject: Evil\r\nContent-Type: text/html\r\n\r\n<p>shown</p><script>parent.seen=1</script>"
                + "<img src="
                + evil
                + "><style>@import '"
                + evil
                + "';</style>"
                + links(evil)
                + "<meta http-equiv=refresh content='0;url="
                + evil
                + "'><iframe src="
                + evil
                + "></iframe>\r\n";
    }

    @InBrowser
    @Test
    void acceptance8_hostileHtml_runsNothingAndLoadsNothing() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        long first = deferred();
        String evil = "http://127.0.0.1:" + host.port() + "/";
        String html = hostileHtml(evil);
        long id =
                Long.parseLong(
                        api.withToken(route.token())
                                .call(
                                        "/api/v1.1/messages/send",
                                        "from",
                                        "sender@sender.example",
                                        "to",
                                        "anna@recipient.example",
                                        "raw",
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        html.getBytes(StandardCharsets.UTF_8)))
                                .ok()
                                .at("data.message_id")
                                .text());
        Await.until(() ->
                api.call("messages/get", "id", id).ok().at("data.states.delivered").number() == 1);
        int connections = host.connections();
        try (Browser browser = Browser.start()) {
            PanelPeople.master(server).signIn(browser, "/admin/messages/" + id + "/content");
            Await.until(() ->
                    Boolean.TRUE.equals(
                            browser.script(
                                    "return performance.getEntriesByType('resource')"
                                            + ".some(e => e.name.endsWith('/content/html'))")));
            assertThat(browser.script("return window.seen === undefined")).isEqualTo(true);
            browser.open(server.uri() + "/admin/messages/" + id + "/content/html");
            assertThat(browser.text("p")).isEqualTo("shown");
            assertThat(browser.script("return document.querySelectorAll('link').length"))
                    .as("links that the policy is not asked about")
                    .isEqualTo(0L);
            assertThat(browser.address()).endsWith("/content/html");
            assertThat(browser.problems())
                    .as("what the browser refused to do")
                    .anyMatch(each -> each.contains("Blocked script execution"))
                    .anyMatch(each -> each.contains("Loading the image"))
                    .anyMatch(each -> each.contains("Loading the stylesheet"))
                    .anyMatch(each -> each.contains("Refused to execute the redirect"));
        }
        assertThat(host.commands())
                .as("nothing was loaded from it")
                .noneMatch(command -> command.startsWith("GET"));
        assertThat(host.connections()).as("not even connected to").isEqualTo(connections);
        assertThat(first).isLessThan(id);
    }

    @InBrowser
    @LongRun
    @Test
    void pages_areCleanInABrowser() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (Browser browser = Browser.start()) {
            long id = deferred(); // only now: its next attempt does not wait for the browser
            PanelPeople.master(server).signIn(browser, "/admin/messages/" + id);
            browser.mustBeClean("the message");
            browser.tap(".nextline .button").await("dialog[open]");
            browser.mustBeClean("the question");
            browser.click("dialog button.submit");
            Await.until(() -> {
                browser.open(server.uri() + "/admin/messages/" + id);
                return browser.text("h1 + .badge").equals("Delivered");
            });
            browser.open(server.uri() + "/admin/messages/" + id + "/content");
            browser.mustBeClean("the content");
            browser.open(server.uri() + "/admin/accounts/" + route.account() + "/log");
            browser.mustBeClean("the delivery log");
            browser.size(360, 800).open(server.uri() + "/admin/messages/" + id);
            browser.mustBeClean("the message on a phone");
            browser.open(server.uri() + "/admin/messages/" + id + "/route");
            browser.mustBeClean("the route proof on a phone");
        }
    }
}
