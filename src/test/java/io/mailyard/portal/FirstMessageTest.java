package io.mailyard.portal;

import static io.mailyard.portal.PortalAccount.PASSWORD;
import static io.mailyard.portal.PortalAccount.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** From nothing to the first delivered message in five steps (acceptance point 14). */
class FirstMessageTest {
    private static final Pattern TOKEN = Pattern.compile("id=\"secret\">(myt_[A-Za-z0-9_-]+)<");
    private static final Pattern CALL =
            Pattern.compile("(?s)<details class=\"call\">.*?<pre>(.*?)</pre>");
    private static final Pattern OPEN = Pattern.compile("id=\"step-([a-z]+)\" open");

    /** Each step of the page that stands open. */
    private static String open(PanelClient client, String path) {
        Matcher open = OPEN.matcher(client.get(path).body());
        assertThat(open.find()).isTrue();
        return open.group(1);
    }

    @Test
    void acceptance14_newAccountGetsToItsFirstDeliveredMessageInFiveSteps() {
        try (FakeMailHost host = FakeMailHost.start();
                FakeDns dns = FakeDns.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "dns.servers=127.0.0.1:" + dns.address().getPort())) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            PanelClient maria = user(api, server, route.account());
            String domain = Api.unique("shop") + ".example";

            assertThat(maria.get("/portal").body()).contains("href=\"/portal/start\"");
            assertThat(open(maria, "/portal/start")).isEqualTo("domain");
            assertThat(maria.get("/portal/start").body())
                    .contains("/api/v1.1/domains/add", "/api/v1.1/messages/send");
            HttpResponse<String> faulty = maria.form("/portal/start/domain", "domain=co.uk");
            assertThat(faulty.statusCode()).isEqualTo(422);
            assertThat(faulty.body()).contains("role=\"alert\"", "value=\"co.uk\"");
            assertThat(location(maria.form("/portal/start/domain", "domain=" + domain)))
                    .isEqualTo("/portal/start");

            assertThat(open(maria, "/portal/start")).isEqualTo("proof");
            String id = String.valueOf(claim(api, route.account()).at("id").number());
            HttpResponse<String> early = maria.form("/portal/start/proof", "id=" + id);
            assertThat(early.statusCode()).isEqualTo(422);
            assertThat(early.body()).contains(domain + " is not proved");
            dns.with(
                    "_mailyard." + domain + ".",
                    Type.TXT,
                    "\"" + claim(api, route.account()).at("challenge").text() + "\"");
            assertThat(location(maria.form("/portal/start/proof", "id=" + id)))
                    .isEqualTo("/portal/start");

            int tokens =
                    (int)
                            api.call("accounts/tokens/list", "account_id", route.account())
                                    .tree()
                                    .at("total_count")
                                    .number();
            HttpResponse<String> made = maria.form("/portal/start/token", "");
            Matcher secret = TOKEN.matcher(made.body());
            assertThat(secret.find()).as(made.body()).isTrue();
            assertThat(tokens).isPositive();
            assertThat(api.withToken(secret.group(1)).call("/api/v1.1/domains/list").error())
                    .as("the token may send and nothing else")
                    .isEqualTo(403);

            HttpResponse<String> sent =
                    maria.form(
                            "/portal/start/send", "from=test@" + domain + "&to=me@inbox.example");
            assertThat(location(sent)).startsWith("/portal/start?message=");
            Await.until(() -> maria.get(location(sent)).body().contains("has taken it"));
            assertThat(maria.get(location(sent)).body())
                    .contains("/portal/messages/", "id=\"answer\"")
                    .doesNotContain("data-live=");
            assertThat(host.messages()).isNotEmpty();
            examplesRun(maria.get(location(sent)).body(), server, secret.group(1), route.token());
        }
    }

    /** The calls of the steps, as the page prints them. */
    private static void examplesRun(String page, TestServer server, String sends, String writes) {
        List<String> calls = new ArrayList<>();
        Matcher example = CALL.matcher(page);
        while (example.find()) {
            String text = text(example.group(1));
            boolean mayOnlySend = text.contains("/messages/send");
            String answer = run(text, server, mayOnlySend ? sends : writes);
            calls.add(text.replaceAll("(?s).*/api/v1.1/([a-z/]+).*", "$1"));
            assertThat(answer).as(text).contains("\"error\":0");
        }
        assertThat(calls)
                .containsExactly(
                        "domains/add",
                        "domains/verify",
                        "tokens/save",
                        "messages/send",
                        "messages/get");
    }

    private static String text(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static String run(String command, TestServer server, String token) {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(false);
        shell.redirectError(ProcessBuilder.Redirect.DISCARD);
        shell.environment().put("MAILYARD_URL", server.uri().toString());
        shell.environment().put("MAILYARD_TOKEN", token);
        try {
            Process process = shell.start();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return answer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static Tree claim(Api api, long account) {
        return api.call("domains/list", "account_id", account).at("data").items().getFirst();
    }

    private static PanelClient user(Api api, TestServer server, long account) {
        api.call(
                        "accounts/users/add",
                        "account_id",
                        account,
                        "name",
                        "maria",
                        "email",
                        "maria@example.com",
                        "master",
                        true,
                        "password",
                        PASSWORD)
                .ok();
        String name = api.call("accounts/get", "id", account).at("data.name").text();
        return PortalAccount.browser(server).signedIn("maria@" + name, PASSWORD);
    }
}
