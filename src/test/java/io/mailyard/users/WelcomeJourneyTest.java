package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** From the call that sends a welcome mail to the password that is set by it. */
class WelcomeJourneyTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern LINK =
            Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+(/password/[A-Za-z0-9_-]{43})");
    private static final String PASSWORD = "violet-harbour-93";

    private final FakeMailHost host = FakeMailHost.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        host.close();
        http.close();
    }

    private TestServer server(StoreKind kind) {
        return TestServer.start(
                kind,
                "mail.relay.host=127.0.0.1",
                "mail.relay.port=" + host.port(),
                "mail.relay.starttls=never",
                "mail.from=Mailyard <noreply@example.com>");
    }

    @ParameterizedTest
    @StoresOfRun
    void link_setsAPasswordOnce(StoreKind kind) {
        try (TestServer server = server(kind)) {
            Api api = server.api();
            long account = api.newAccount();
            api.newUser(account, "jane", "email", "jane@example.com", "lang", "EN");
            api.call("accounts/users/send_welcome", "account_id", account, "name", "JANE").ok();
            String path = link(host.awaitMessages(1, SOON).getFirst());
            URI link = server.uri().resolve(path);

            HttpResponse<String> form = get(link);
            assertThat(form.statusCode()).isEqualTo(200);
            assertThat(form.body()).contains("jane@").doesNotContain("<script");
            assertThat(form.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(post(link, "short", "short").statusCode()).isEqualTo(422);
            assertThat(post(link, PASSWORD, PASSWORD + "x").statusCode()).isEqualTo(422);
            assertThat(user(api, account)).contains("\"has_password\":false");

            assertThat(post(link, PASSWORD, PASSWORD).statusCode()).isEqualTo(200);
            assertThat(user(api, account)).contains("\"has_password\":true");
            assertThat(post(link, PASSWORD + "2", PASSWORD + "2").statusCode()).isEqualTo(404);
            assertThat(get(link).body()).contains("works once");
            assertThat(api.call("audit/list", "action", "users.password").text())
                    .contains("\"actor\":\"user:jane@")
                    .doesNotContain(PASSWORD);
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void laterMail_voidsEarlierLinks(StoreKind kind) {
        try (TestServer server = server(kind)) {
            Api api = server.api();
            long account = api.newAccount();
            api.newUser(account, "jane", "email", "jane@example.com", "send_welcome", true);
            String first = link(host.awaitMessages(1, SOON).getFirst());
            api.call("accounts/users/send_welcome", "account_id", account, "name", "jane").ok();
            String second = link(host.awaitMessages(2, SOON).getLast());

            assertThat(second).isNotEqualTo(first);
            assertThat(get(server.uri().resolve(first)).body()).contains("newer mail");
            assertThat(post(server.uri().resolve(first), PASSWORD, PASSWORD).statusCode())
                    .isEqualTo(404);
            assertThat(post(server.uri().resolve(second), PASSWORD, PASSWORD).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void anotherAddress_voidsTheLinkInTheMailboxBefore() {
        try (TestServer server = server(StoreKind.SQLITE)) {
            Api api = server.api();
            long account = api.newAccount();
            api.newUser(account, "jane", "email", "jnae@example.com", "send_welcome", true);
            URI link = server.uri().resolve(link(host.awaitMessages(1, SOON).getFirst()));
            update(api, account, "first_name", "Jane");
            assertThat(get(link).statusCode()).as("the same address").isEqualTo(200);

            update(api, account, "email", "jane@example.com");
            assertThat(post(link, PASSWORD, PASSWORD).statusCode()).isEqualTo(404);
            assertThat(user(api, account)).contains("\"has_password\":false");
        }
    }

    private static void update(Api api, long account, String field, String value) {
        api.call("accounts/users/update", "account_id", account, "name", "jane", field, value).ok();
    }

    @ParameterizedTest
    @StoresOfRun
    void mail_namesWhoRequestedItInTheUsersLanguage(StoreKind kind) {
        try (TestServer server = server(kind)) {
            Api api = server.api();
            long account = api.newAccount("title", "Ромашка", "tz", "Europe/Moscow");
            api.newUser(
                    account,
                    "ivan",
                    "email",
                    "ivan@example.com",
                    "lang",
                    "ru",
                    "first_name",
                    "Иван");
            api.with(
                            "User-Agent",
                            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
                    .call("accounts/users/send_welcome", "account_id", account, "name", "ivan")
                    .ok();
            FakeMailHost.Message mail = host.awaitMessages(1, SOON).getFirst();
            assertThat(mail.recipients()).containsExactly("ivan@example.com");
            String words = words(mail);
            assertThat(words).contains("Иван", "Ромашка", "Firefox", "Europe/Moscow", "<html");
            URI link = server.uri().resolve(link(mail));
            assertThat(get(link).body()).contains("lang=\"ru\"");
            // what was chosen in this browser goes before
            assertThat(get(link, "Cookie", "mailyard_lang=en; mailyard_theme=dark").body())
                    .contains("<html lang=\"en\" data-theme=\"dark\">");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void states_decideWhetherMailGoesOut(StoreKind kind) {
        try (TestServer server = server(kind)) {
            Api api = server.api();
            long account = api.newAccount();
            api.newUser(account, "jane", "email", "jane@example.com");
            api.call("accounts/freeze", "id", account).ok();
            api.call("accounts/users/send_welcome", "account_id", account, "name", "jane").ok();
            URI link = server.uri().resolve(link(host.awaitMessages(1, SOON).getFirst()));
            api.call("accounts/deactivate", "id", account).ok();
            assertThat(
                            api.call(
                                            "accounts/users/send_welcome",
                                            "account_id",
                                            account,
                                            "name",
                                            "jane")
                                    .error())
                    .isEqualTo(403);
            assertThat(post(link, PASSWORD, PASSWORD).statusCode()).isEqualTo(404);
            api.call("accounts/delete", "id", account).ok();
            assertThat(
                            api.call(
                                            "accounts/users/send_welcome",
                                            "account_id",
                                            account,
                                            "name",
                                            "jane")
                                    .error())
                    .isEqualTo(404);
            assertThat(get(link).statusCode()).isEqualTo(404);
            api.call("accounts/restore", "id", account).ok();
            api.call("accounts/activate", "id", account).ok();
            assertThat(post(link, PASSWORD, PASSWORD).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutARelay_theMailGoesToTheMailHost() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api api = server.api();
            MailRoute.route(api, host.port());
            long account = api.newAccount();
            api.newUser(account, "jane", "email", "jane@example.com");
            api.call("accounts/users/send_welcome", "account_id", account, "name", "jane").ok();
            assertThat(words(host.awaitMessages(1, SOON).getFirst())).contains("/password/");
        }
    }

    @InBrowser
    @Test
    void browser_setsAPasswordByTheForm() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (TestServer server = server(StoreKind.SQLITE);
                Browser browser = Browser.start()) {
            Api api = server.api();
            long account = api.newAccount();
            api.newUser(account, "jane", "email", "jane@example.com", "send_welcome", true);
            String link =
                    server.uri().resolve(link(host.awaitMessages(1, SOON).getFirst())).toString();

            browser.open(link).type("#password", "short").type("#again", "other").click("button");
            assertThat(browser.text("#faults")).contains("12 characters").contains("differ");
            browser.type("#password", PASSWORD).type("#again", PASSWORD).click("button");
            assertThat(browser.text("main")).contains("Your password is set").contains("jane@");
            assertThat(browser.attribute("main a", "href")).endsWith("/portal/signin");
            browser.open(link);
            assertThat(browser.text("main")).contains("This link does not work");
            assertThat(user(api, account)).contains("\"has_password\":true");
        }
    }

    private static String user(Api api, long account) {
        return api.call("accounts/users/get", "account_id", account, "name", "jane").text();
    }

    private static String link(FakeMailHost.Message mail) {
        Matcher matcher = LINK.matcher(words(mail));
        assertThat(matcher.find()).as(words(mail)).isTrue();
        return matcher.group(1);
    }

    /** Subject and all parts of a mail, decoded. */
    private static String words(FakeMailHost.Message mail) {
        try {
            MimeMessage message =
                    new MimeMessage(
                            Session.getInstance(new Properties()),
                            new ByteArrayInputStream(mail.raw()));
            StringBuilder words = new StringBuilder(message.getSubject()).append('\n');
            add(message, words);
            return words.toString();
        } catch (MessagingException | IOException bad) {
            throw new IllegalStateException(bad);
        }
    }

    private static void add(Part part, StringBuilder words) throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart several) {
            for (int i = 0; i < several.getCount(); i++) {
                add(several.getBodyPart(i), words);
            }
        } else {
            words.append(part.getContent()).append('\n');
        }
    }

    private HttpResponse<String> get(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return send(headers.length > 0 ? request.headers(headers) : request);
    }

    private HttpResponse<String> post(URI uri, String password, String again) {
        String form = "password=" + password + "&again=" + again;
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form, StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void rules_refuseWhatAnyoneWouldGuess() {
        List<PasswordRules.PasswordRule> none =
                PasswordRules.broken(PASSWORD, "jane", "steve", "jane@example.com");
        assertThat(none).isEmpty();
        assertThat(PasswordRules.broken("jane-jane-jane", "Jane", "steve", "j@example.com"))
                .containsExactly(PasswordRules.PasswordRule.HOLDS_NAME);
        assertThat(PasswordRules.broken("aaaaaaaaaaaaa", "jane", "steve", "j@example.com"))
                .containsExactly(PasswordRules.PasswordRule.WELL_KNOWN);
        assertThat(PasswordRules.broken("x".repeat(200), "jane", "steve", "j@example.com"))
                .contains(PasswordRules.PasswordRule.TOO_LONG);
    }
}
