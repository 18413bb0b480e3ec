package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.alerts.AlertTopic;
import io.mailyard.alerts.ReceivedMail;
import io.mailyard.base.AccountId;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.Notice;
import io.mailyard.notices.RequestFacts;
import io.mailyard.notices.SignInMail;
import io.mailyard.notices.UserAccessMail;
import io.mailyard.notices.Welcome;
import io.mailyard.notices.WelcomeMail;
import io.mailyard.panel.PanelClient;
import io.mailyard.templates.Language;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the platform has a name of its own, neither mail to users of accounts nor any page that
 * they see before they sign in has the program's. What goes to administrators keeps it.
 */
class BrandEverywhereTest {
    private static final String NAME = "North & Wind";
    private static final String SUPPORT = "help@northwind.example";
    private static final String COLOR = "#7a1f5c";
    private static final PlatformBrand BRAND =
            new PlatformBrand(NAME, "/a/logo-1.png", COLOR, "#b35a96", SUPPORT)
                    .inMail("https://mail.northwind.example");
    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"#]*)\"");
    private static final Pattern PASSWORD = Pattern.compile("(/password/[A-Za-z0-9_-]+)");
    private static final Instant NOW = Instant.parse("2031-03-05T12:00:00Z");

    /** The first bytes of a PNG: what it shows does not matter. */
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    @TempDir Path folder;

    private static RequestFacts request() {
        return new RequestFacts("Mozilla/5.0 (X11; Linux x86_64)", Optional.of("Berlin"), NOW);
    }

    /** Each mail that users get about their access, in both languages. */
    private static Map<String, Notice> mails() {
        MailRenderer renderer = new MailRenderer(new Templates(), BRAND);
        Map<String, Notice> mails = new LinkedHashMap<>();
        AccountId account = new AccountId(7);
        String link = "https://mail.northwind.example/portal/x";
        for (Language language : Language.values()) {
            for (UserAccessMail.AccessMailKind kind : UserAccessMail.AccessMailKind.values()) {
                mails.put(
                        kind + " " + language,
                        new UserAccessMail(renderer)
                                .compose(
                                        new UserAccessMail.AccessFacts(
                                                kind,
                                                language,
                                                account,
                                                1,
                                                "ann@example.com",
                                                "ann@shop",
                                                link,
                                                NOW,
                                                request(),
                                                ZoneOffset.UTC)));
            }
            mails.put("sign-in " + language, signIn(renderer, language, account));
            mails.put(
                    "welcome " + language,
                    new WelcomeMail(renderer)
                            .compose(
                                    new Welcome(
                                            language,
                                            account,
                                            1,
                                            "ann@example.com",
                                            "Ann",
                                            "ann@shop",
                                            "Shop",
                                            link,
                                            NOW,
                                            request(),
                                            ZoneOffset.UTC)));
        }
        return mails;
    }

    private static Notice signIn(MailRenderer renderer, Language language, AccountId account) {
        return new SignInMail(renderer)
                .compose(
                        new SignInMail.SignInFacts(
                                account,
                                1,
                                language,
                                "ann@example.com",
                                "ann@shop",
                                "192.0.2.7",
                                "https://mail.northwind.example/portal/profile",
                                request(),
                                ZoneOffset.UTC));
    }

    private static void assertBranded(String what, String subject, String text, String html) {
        assertThat(subject + text + html).as(what).doesNotContainIgnoringCase("mailyard");
        assertThat(text).as(what).contains(NAME, SUPPORT);
        assertThat(html).as(what).contains("North &amp; Wind", COLOR, "mailto:" + SUPPORT);
    }

    @Test
    void everyMailAboutAccess_isThePlatformsOwn_andThoseToAdministratorsTheProgram() {
        Map<String, Notice> mails = mails();
        mails.forEach((what, mail) -> {
            assertBranded(what, mail.subject(), mail.text(), mail.html());
            assertThat(mail.html()).contains("https://mail.northwind.example/a/logo-1.png");
        });
        assertThat(mails).hasSize(2 * (UserAccessMail.AccessMailKind.values().length + 2));
        Notice toAdministrator =
                signIn(new MailRenderer(new Templates(), BRAND), Language.EN, AccountId.PLATFORM);
        assertThat(toAdministrator.subject()).isEqualTo("New sign-in to Mailyard");
        assertThat(toAdministrator.html()).doesNotContain("Wind", SUPPORT, COLOR);
    }

    /** So that no mail is written past the place that gives it the brand. */
    @Test
    void mails_areLaidOutInOnePlace() throws IOException {
        List<String> others = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                if (source.contains("new Notice(") || source.contains("\"mail/")) {
                    others.add(String.valueOf(file.getFileName()));
                }
            }
        }
        assertThat(others).containsExactly("MailRenderer.java");
    }

    private String[] settings(FakeMailHost relay) throws IOException {
        Path logo = Files.write(folder.resolve("logo.png"), PNG);
        return new String[] {
            "portal.name=" + NAME,
            "portal.color=" + COLOR,
            "portal.support=" + SUPPORT,
            "portal.host=mail.northwind.example",
            "portal.logo=" + logo,
            "mail.relay.host=127.0.0.1",
            "mail.relay.port=" + relay.port()
        };
    }

    @Test
    void everyPageBeforeSignIn_andEveryAlert_isThePlatformsOwn() throws IOException {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = TestServer.start(StoreKind.SQLITE, settings(relay))) {
            PortalAccount shop = PortalAccount.of(server);
            shop.master();
            alerts(server.api(), shop);
            String link = welcome(server.api(), relay, shop);
            pages(server, link);
        }
    }

    private static List<String> kinds() {
        List<String> kinds = new ArrayList<>(List.of("limits", "daily_reports", "weekly_reports"));
        Stream.of(AlertTopic.values())
                .filter(topic -> topic != AlertTopic.PLATFORM)
                .map(AlertTopic::word)
                .forEach(kinds::add);
        return kinds;
    }

    private static void alerts(Api api, PortalAccount shop) {
        for (String language : List.of("EN", "RU")) {
            api.call(
                            "accounts/users/update",
                            "account_id",
                            shop.account(),
                            "name",
                            "maria",
                            "lang",
                            language)
                    .ok();
            for (String kind : kinds()) {
                Tree mail =
                        api.with("Prefer", "dry-run")
                                .call(
                                        "accounts/users/alerts/test",
                                        "account_id",
                                        shop.account(),
                                        "name",
                                        "maria",
                                        "kind",
                                        kind)
                                .ok()
                                .at("data");
                assertBranded(
                        kind,
                        mail.at("subject").text(),
                        mail.at("text").text(),
                        mail.at("html").text());
                assertThat(mail.at("text").text()).contains("//mail.northwind.example/portal");
            }
        }
    }

    /** A mail as it arrives; the link in it. */
    private static String welcome(Api api, FakeMailHost relay, PortalAccount shop) {
        api.call("accounts/users/send_welcome", "account_id", shop.account(), "name", "maria").ok();
        Await.until(() -> !ReceivedMail.to(relay, "maria@example.com").isEmpty());
        ReceivedMail mail = ReceivedMail.to(relay, "maria@example.com").getFirst();
        assertBranded("as it arrives", mail.subject(), mail.text(), mail.html());
        assertThat(mail.raw()).contains("From: North & Wind <").doesNotContain("Mailyard");
        String raw = mail.text();
        Matcher link = PASSWORD.matcher(raw);
        assertThat(link.find()).as(raw).isTrue();
        return link.group(1);
    }

    private static void pages(TestServer server, String link) {
        PanelClient nobody = PortalAccount.browser(server);
        Deque<String> left =
                new ArrayDeque<>(
                        List.of(
                                "/",
                                "/portal",
                                "/portal/left",
                                "/portal/email/nothing",
                                "/portal/enter/nothing",
                                "/portal/nothing",
                                "/password/nothing",
                                link));
        TreeSet<String> seen = new TreeSet<>();
        while (!left.isEmpty()) {
            String page = left.poll();
            boolean isProgram = page.startsWith("/admin") || page.startsWith("/api");
            if (isProgram || page.startsWith("/a/") || !seen.add(page)) {
                continue;
            }
            HttpResponse<String> answer = nobody.get(page);
            answer.headers().firstValue("Location").ifPresent(left::add);
            String html = answer.body();
            assertOwn(page, html);
            Matcher more = LINK.matcher(html == null ? "" : html);
            while (more.find()) {
                left.add(more.group(1));
            }
        }
        assertThat(seen).contains("/portal/signin", "/portal/forgotten");
        for (String form :
                List.of("/portal/signin", "/portal/forgotten", "/portal/email/x", link)) {
            assertOwn("POST " + form, nobody.post(form, "login=x&password=short&again=y").body());
        }
        String good = "password=quiet-Lantern-58-moss&again=quiet-Lantern-58-moss";
        assertOwn("the password is set", nobody.post(link, good).body());
        assertOwn("the link is used", nobody.get(link).body());
        System.out.println("pages before sign-in: " + seen);
    }

    private static void assertOwn(String page, String html) {
        if (html != null && !html.isEmpty()) {
            assertThat(html)
                    .as(page)
                    .contains("North &amp; Wind", "mailto:" + SUPPORT)
                    .doesNotContainIgnoringCase("mailyard<")
                    .doesNotContain("Mailyard");
        }
    }
}
