package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.api.Site;
import io.mailyard.base.Retryable;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.panel.RefusalPage;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import io.mailyard.testing.Answer;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People get a page where the server refuses, programs the envelope in their format. */
class RefusalPagesTest {
    private static final String BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

    private static final class BusyStore extends RuntimeException implements Retryable {
        @Override
        public String reason() {
            return "the store is busy";
        }
    }

    /** A request and the status of its refusal; each has the headers of whoever sends it. */
    private record Refused(String line, int status) {}

    private static final List<Refused> REFUSALS =
            List.of(
                    new Refused("GET PATH/nothing HTTP/1.1\r\n", 404),
                    new Refused("DELETE PATH/page HTTP/1.1\r\n", 405),
                    new Refused("GET PATH/broken HTTP/1.1\r\n", 500),
                    new Refused("GET PATH/busy HTTP/1.1\r\n", 503),
                    new Refused("GET PATH/a/../b HTTP/1.1\r\n", 400),
                    new Refused("POST PATH/page HTTP/1.1\r\nContent-Length: 9999999\r\n", 413),
                    new Refused("POST PATH/page HTTP/1.1\r\nContent-Length: 9\r\n", 408),
                    new Refused("POST PATH/page HTTP/1.1\r\nContent-Encoding: br\r\n", 415),
                    new Refused("GET PATH/page HTTP/1.1\r\nTransfer-Encoding: br\r\n", 400),
                    new Refused("GET PATH/page HTTP/1.1\r\nExpect: tea\r\n", 417),
                    new Refused("GET PATH/page HTTP/1.1\r\nHost: two\r\n", 400),
                    new Refused(
                            "GET PATH/page HTTP/1.1\r\nCookie: a=" + "x".repeat(40_000) + "\r\n",
                            431));

    private final HttpServer server =
            HttpServer.bind(config())
                    .serve(
                            site(),
                            new RefusalPage(
                                    new Templates(),
                                    new PlatformBrand("Acme <Mail>", "", "", "", "")));
    private final URI address = URI.create("http://127.0.0.1:" + server.address().getPort());

    private static HttpConfig config() {
        return HttpConfig.from(
                Settings.load(
                        HttpConfig.SETTINGS,
                        Optional.empty(),
                        List.of("http.max-body=1048576", "http.body-timeout=1s")),
                Optional.of(new HostPort("127.0.0.1", 0)));
    }

    private static HttpReply ok(HttpRequest request) {
        byte[] body = "ok".getBytes(StandardCharsets.UTF_8);
        return new HttpReply.WholeReply(200, "text/plain", Map.of(), body);
    }

    private static Site site() {
        Site site = Site.ofPages();
        for (String root : List.of("", "/api/v1.1")) {
            site.page("GET, POST", root + "/page", RefusalPagesTest::ok)
                    .page(
                            "GET",
                            root + "/broken",
                            _ -> {
                                throw new IllegalStateException("a secret of ours");
                            })
                    .page(
                            "GET",
                            root + "/busy",
                            _ -> {
                                throw new BusyStore();
                            });
        }
        return site;
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Answer ask(Refused refused, String path, String accept, String more) {
        String last = "Host: localhost\r\nConnection: close\r\nAccept: " + accept + "\r\n" + more;
        String head = refused.line().replace("PATH", path);
        int end = head.indexOf("\r\n") + 2;
        // what is refused comes after what says who asks
        return RawHttp.exchange(
                address, head.substring(0, end) + last + head.substring(end) + "\r\n");
    }

    @Test
    void browser_getsPageOfEachRefusal() {
        for (Refused refused : REFUSALS) {
            Answer answer = ask(refused, "", BROWSER, "Accept-Language: en\r\n");

            assertThat(answer.status()).as(refused.line()).isEqualTo(refused.status());
            assertThat(answer.header("Content-Type"))
                    .as(refused.line())
                    .isEqualTo("text/html; charset=utf-8");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(answer.text())
                    .as(refused.line())
                    .startsWith("<!doctype html>")
                    .contains(
                            "<html lang=\"en\">", "Acme &lt;Mail&gt;", "Error " + refused.status())
                    .contains(answer.header("Request-Id"))
                    .doesNotContain("secret of ours", "Exception", "\tat ", "jetty");
        }
    }

    @Test
    void page_isInTheReadersLanguage() {
        for (Refused refused : REFUSALS) {
            for (String asked :
                    List.of(
                            "Accept-Language: ru-RU,ru;q=0.9\r\n",
                            "Cookie: mailyard_lang=ru\r\n")) {
                Answer answer = ask(refused, "", BROWSER, asked);

                assertThat(answer.text())
                        .as("%s %s", refused.line(), asked)
                        .contains("<html lang=\"ru\">", "Ошибка " + refused.status());
            }
        }
    }

    @Test
    void page_isInTheThemeThatWasChosen() {
        for (Refused refused : REFUSALS) {
            String dark = "Cookie: mailyard_theme=dark; mailyard_lang=ru\r\n";
            assertThat(ask(refused, "", BROWSER, dark).text())
                    .as(refused.line())
                    .contains("<html lang=\"ru\" data-theme=\"dark\">");
        }
        Refused nothing = REFUSALS.getFirst();
        for (String other : List.of("mailyard_theme=\"><script>", "mailyard_theme=", "a=dark")) {
            assertThat(ask(nothing, "", BROWSER, "Cookie: " + other + "\r\n").text())
                    .contains("<html lang=\"en\">");
        }
    }

    @Test
    void program_getsTheEnvelopeInItsFormat() {
        Map<String, String> types =
                Map.of(
                        "application/json", "application/json",
                        "application/xml", "application/xml",
                        "*/*", "application/json",
                        "text/html;q=0.5, application/json", "application/json",
                        "text/html, application/xml", "application/xml");
        for (Refused refused : REFUSALS) {
            types.forEach((accept, type) -> {
                Answer answer = ask(refused, "", accept, "");

                assertThat(answer.status()).as(refused.line()).isEqualTo(refused.status());
                assertThat(answer.header("Content-Type"))
                        .as("%s %s", refused.line(), accept)
                        .isEqualTo(type + "; charset=utf-8");
                assertThat(answer.error()).isEqualTo(refused.status());
                assertThat(answer.errorText()).isNotEmpty().doesNotContain("Exception");
            });
        }
    }

    @Test
    void callOfTheApi_getsTheEnvelopeFromABrowserToo() {
        for (Refused refused : REFUSALS) {
            Answer answer = ask(refused, "/api/v1.1", BROWSER, "");

            assertThat(answer.header("Content-Type"))
                    .as(refused.line())
                    .startsWith("application/")
                    .endsWith("; charset=utf-8");
            assertThat(answer.error()).isEqualTo(refused.status());
        }
    }

    /** Where the head breaks off before it says who asks, the envelope answers. */
    @Test
    void unreadableHead_getsTheEnvelope() {
        for (String head :
                List.of(
                        "GET\r\n\r\n",
                        "G\u0001T / HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /" + "a".repeat(40_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /%zz HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n",
                        "GET / HTTP/9.9\r\nHost: a\r\n\r\n")) {
            Answer answer = RawHttp.exchange(address, head);

            assertThat(answer.status()).as(head.substring(0, 4)).isIn(400, 414, 431, 505);
            assertThat(answer.error()).isEqualTo(answer.status());
            assertThat(answer.text()).doesNotContain("Exception", "jetty");
        }
    }

    @Test
    void hints_areInThePageAsInTheEnvelope() {
        Answer refused = ask(new Refused("DELETE PATH/page HTTP/1.1\r\n", 405), "", BROWSER, "");
        Answer busy = ask(new Refused("GET PATH/busy HTTP/1.1\r\n", 503), "", BROWSER, "");

        assertThat(refused.header("Allow")).isEqualTo("GET, POST");
        assertThat(refused.text()).contains("method DELETE is not served here");
        assertThat(busy.header("Retry-After")).isNotEmpty();
    }

    @Test
    void passwordPage_isAPageWhereThereIsNoLink() {
        try (TestServer own = TestServer.start(StoreKind.SQLITE, "portal.name=Acme Mail")) {
            for (String path : List.of("/password", "/password/", "/password/a/b", "/nothing")) {
                Answer answer =
                        RawHttp.exchange(
                                own.uri(),
                                "GET "
                                        + path
                                        + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept: "
                                        + BROWSER
                                        + "\r\n\r\n");

                assertThat(answer.status()).as(path).isEqualTo(404);
                assertThat(answer.text()).as(path).contains("Acme Mail", "Not found");
            }
            Answer large =
                    RawHttp.exchange(
                            own.uri(),
                            "POST /password/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept: "
                                    + BROWSER
                                    + "\r\nContent-Length: 99999999\r\n\r\n");
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.text()).contains("Acme Mail", "Too large");
        }
    }
}
