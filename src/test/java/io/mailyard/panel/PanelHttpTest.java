package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The panel over plain HTTP: headers, cookies, forms, and what strangers try. */
class PanelHttpTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelClient nobody = new PanelClient(server.uri(), "");
    private final PanelPeople person = PanelPeople.master(server);
    private final PanelClient admin = person.client();

    @Test
    void pages_carryTheStrictPolicy() {
        for (String path : new String[] {"/", "/admin/signin", "/admin/nothing"}) {
            HttpResponse<String> page = nobody.get(path);
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValue(
                            "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none';"
                                    + " frame-ancestors 'none'; form-action 'self'");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(page.headers().firstValue("Vary").orElse("")).contains("HX-Request");
        }
    }

    @Test
    void assets_areCompressedAndKeptForGood() throws IOException {
        String page = nobody.get("/admin/signin").body();
        Matcher asset =
                Pattern.compile("(?:src|href)=\"(/a/[a-z]+-[0-9a-f]{12}\\.[a-z]+)[\"#]")
                        .matcher(page);
        int count = 0;
        while (asset.find()) {
            count++;
            HttpResponse<byte[]> zipped = nobody.bytes(asset.group(1), "gzip");
            assertThat(zipped.statusCode()).isEqualTo(200);
            assertThat(zipped.headers().firstValue("Cache-Control"))
                    .hasValue("public, max-age=31536000, immutable");
            assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
            HttpResponse<byte[]> plain = nobody.bytes(asset.group(1), "gzip;q=0");
            assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
            byte[] unzipped =
                    new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
            assertThat(unzipped).isEqualTo(plain.body());
        }
        assertThat(count).isGreaterThanOrEqualTo(5);
        assertThat(nobody.get("/a/panel-000000000000.css").statusCode()).isEqualTo(404);
    }

    @Test
    void acceptance21_firstPage_isSmall() {
        String page = admin.get("/admin").body();
        long bytes = page.length();
        Matcher asset =
                Pattern.compile("(?:src|href)=\"(/a/[a-z]+-[0-9a-f]{12}\\.[a-z]+)\"").matcher(page);
        while (asset.find()) {
            bytes += nobody.bytes(asset.group(1), "gzip").body().length;
        }
        assertThat(bytes).isLessThan(60_000);
    }

    @Test
    void visitorWithoutASession_isSentToSignInAndBack() {
        HttpResponse<String> page = nobody.get("/admin/accounts?state=frozen");
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location"))
                .hasValue("/admin/signin?to=%2Fadmin%2Faccounts%3Fstate%3Dfrozen");
        HttpResponse<String> wrong =
                nobody.post("/admin/signin", "login=admin&password=wrong&to=/admin");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        HttpResponse<String> signedIn =
                nobody.post("/admin/signin", "to=/admin/accounts%3Fa%3Db&" + form(person.login()));
        assertThat(signedIn.headers().firstValue("Location")).hasValue("/admin/accounts?a=b");
        assertThat(signedIn.headers().firstValue("Set-Cookie").orElse(""))
                .contains("; HttpOnly", "; SameSite=Lax", "; Path=/");
    }

    private static String form(String login) {
        return "login=" + login + "&password=" + PanelPeople.PASSWORD;
    }

    @Test
    void token_opensNoPage() {
        PanelClient token = new PanelClient(server.uri(), "mailyard_session=" + server.token());
        assertThat(token.get("/admin").headers().firstValue("Location")).hasValue("/admin/signin");
    }

    @Test
    void signIn_leadsToThisServerAlone() {
        for (String to :
                new String[] {
                    "//evil.example",
                    "https://evil.example/admin",
                    "/\\evil.example",
                    "/admin/\\..\r\nSet-Cookie: a=b",
                    "/adminx",
                    "javascript:alert(1)"
                }) {
            HttpResponse<String> page =
                    nobody.post("/admin/signin", form(person.login()) + "&to=" + Panel.encoded(to));
            assertThat(page.headers().firstValue("Location")).as(to).hasValue("/admin");
            HttpResponse<String> look =
                    nobody.post("/admin/look", "theme=dark&back=" + Panel.encoded(to));
            assertThat(look.headers().firstValue("Location")).as(to).hasValue("/admin");
        }
    }

    @Test
    void forms_ofOtherSitesOrSessions_changeNothing() {
        assertThat(
                        admin.with("Sec-Fetch-Site", "cross-site")
                                .form("/admin/signout", "")
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        admin.with("Sec-Fetch-Site", "same-site")
                                .form("/admin/signout", "")
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        admin.with("Origin", "https://evil.example")
                                .form("/admin/signout", "")
                                .statusCode())
                .isEqualTo(403);
        assertThat(admin.post("/admin/signout", "").statusCode()).isEqualTo(403);
        assertThat(admin.post("/admin/signout", "csrf=wrong").statusCode()).isEqualTo(403);
        HttpResponse<String> out = admin.form("/admin/signout", "");
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
    }

    @Test
    void acceptance25_errorPages_haveTheRequestId() {
        HttpResponse<String> page = admin.get("/admin/nothing");
        assertThat(page.statusCode()).isEqualTo(404);
        String id = page.headers().firstValue("Request-Id").orElseThrow();
        assertThat(page.body()).contains(id).contains("Not found");
        assertThat(nobody.with("Accept-Language", "ru").get("/admin/signin").body())
                .contains("lang=\"ru\"")
                .contains("Войти");
    }

    @Test
    void namesOfObjects_areEscaped() {
        String evil = "<script>alert(1)</script>\"'{{7*7}}${7*7}";
        long id = server.api().newAccount("title", evil);
        server.api().call("accounts/freeze", "id", id, "reason", evil).ok();
        String page = admin.get("/admin").body();
        assertThat(page).doesNotContain("<script>alert");
        server.api().call("accounts/delete", "id", id).ok();
    }

    @Test
    void secureAddress_hasASecureCookie() {
        try (TestServer secure =
                TestServer.start(StoreKind.SQLITE, "public.url=https://mail.example")) {
            PanelClient client = new PanelClient(secure.uri(), "");
            assertThat(
                            client.post("/admin/signin", form(PanelPeople.master(secure).login()))
                                    .headers()
                                    .firstValue("Set-Cookie")
                                    .orElse(""))
                    .startsWith("__Host-mailyard_session=")
                    .contains("; Secure");
        }
    }

    @Test
    void callsOfTheApi_areAsBefore() {
        assertThat(nobody.get("/nothing").body()).contains("nothing at /nothing");
        URI uri = server.uri().resolve("/api/v1.1/admin/accounts/list");
        assertThat(nobody.get(uri.getPath()).statusCode()).isEqualTo(405);
        assertThat(new String(nobody.bytes("/health", "").body(), StandardCharsets.UTF_8))
                .contains("OK");
    }
}
