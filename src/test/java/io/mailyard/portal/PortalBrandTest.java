package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.panel.PanelClient;
import io.mailyard.testing.Answer;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The portal has the platform's name, logo, color, help and host name. */
class PortalBrandTest {
    private static final Pattern STYLE = Pattern.compile("href=\"(/a/brand-[0-9a-f]+\\.css)\"");
    private static final Pattern LOGO = Pattern.compile("src=\"(/a/logo-[0-9a-f]+\\.svg)\"");

    @TempDir Path folder;

    @Test
    void brand_isOnEveryPageOfThePortal_andNotInThePanel() throws IOException {
        Path logo =
                Files.writeString(
                        folder.resolve("logo.svg"),
                        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
        try (TestServer server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "portal.name=North & Wind",
                        "portal.color=#7a1f5c",
                        "portal.support=help@example.com",
                        "portal.host=mail.example.com",
                        "portal.logo=" + logo)) {
            PanelClient nobody = PortalAccount.browser(server);
            String page = nobody.get("/portal/signin").body();
            assertThat(page)
                    .contains("North &amp; Wind", "href=\"mailto:help@example.com\"")
                    .doesNotContain("Mailyard");
            HttpResponse<String> style = nobody.get(found(STYLE, page));
            assertThat(style.body()).contains("--act: light-dark(#7a1f5c, ");
            HttpResponse<String> picture = nobody.get(found(LOGO, page));
            assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
            assertThat(picture.headers().firstValue("Content-Security-Policy"))
                    .as("a script in it does not run where it is opened by itself")
                    .hasValue("default-src 'none'");
            assertThat(nobody.get("/admin/signin").body())
                    .contains("Mailyard")
                    .doesNotContain("brand-", "logo-");
            assertThat(nobody.get("/").body()).contains("href=\"/portal\"", "href=\"/admin\"");

            for (String host :
                    List.of("mail.example.com", "MAIL.example.com.", "mail.example.com:443")) {
                assertThat(atHost(server, host, "/").header("Location"))
                        .as(host)
                        .isEqualTo("/portal");
            }
            for (String host :
                    List.of("mail.example.com:8443", "xmail.example.com", "mail.example.co")) {
                assertThat(atHost(server, host, "/").status()).as(host).isEqualTo(200);
            }
            assertThat(atHost(server, "/admin").status()).isEqualTo(404);
            assertThat(atHost(server, "/admin/signin").text()).contains("North");
            assertThat(atHost(server, "/portal/signin").status()).isEqualTo(200);
            assertThat(atHost(server, "/portal/left?account=7").text())
                    .contains("href=\"http://127.0.0.1:8080/admin/accounts/7/users\"");
            assertThat(atHost(server, "/portal/left?account=7/../x").text())
                    .contains("href=\"http://127.0.0.1:8080/admin\"");
        }
    }

    private static Answer atHost(TestServer server, String path) {
        return atHost(server, "mail.example.com", path);
    }

    private static Answer atHost(TestServer server, String host, String path) {
        return RawHttp.exchange(
                server.uri(),
                "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private static String found(Pattern pattern, String page) {
        Matcher found = pattern.matcher(page);
        assertThat(found.find()).as(pattern.pattern()).isTrue();
        return found.group(1);
    }

    @Test
    void faultySettings_areRefusedAtStart() throws IOException {
        Path text = Files.writeString(folder.resolve("logo.txt"), "no picture");
        for (String[] faulty :
                new String[][] {
                    {"portal.color=#ffcc00", "too light"},
                    {"portal.host=https://mail.example.com", "is not a host name"},
                    {"portal.name= ", "is not a name"},
                    {"portal.name=\u200b", "is not a name"},
                    {"portal.name=a\u202eb", "direction"},
                    {"portal.name=a\u2028b", "line break"},
                    {"portal.support=javascript://x", "is neither a mail address"},
                    {"portal.logo=" + text, "is not an SVG, PNG"},
                    {"portal.logo=" + folder.resolve("none.png"), "cannot be read"}
                }) {
            assertThatThrownBy(() -> TestServer.start(StoreKind.SQLITE, faulty[0]).close())
                    .as(faulty[0])
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(faulty[1]);
        }
    }
}
