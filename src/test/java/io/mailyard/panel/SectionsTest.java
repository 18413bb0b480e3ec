package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailyard.testing.Api;
import io.mailyard.testing.Browser;
import io.mailyard.testing.InBrowser;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every section of the menu: opened once, and its forms used once. */
class SectionsTest {
    private static final Pattern SECTION = Pattern.compile("<li><a href=\"(/admin[^\"]*)\"");
    private static final Pattern ICON = Pattern.compile("icons-[0-9a-f]+\\.svg#([a-z0-9-]+)");
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelPeople person = PanelPeople.master(server);

    private static List<String> sections(String page) {
        List<String> sections = new ArrayList<>();
        Matcher section = SECTION.matcher(page);
        while (section.find()) {
            sections.add(section.group(1));
        }
        return sections;
    }

    @Test
    void sections_openForThoseWhoMay() {
        PanelClient admin = person.client();
        List<String> sections = sections(admin.get("/admin").body());
        assertThat(sections)
                .containsSubsequence("/admin", "/admin/accounts", "/admin/tariffs", "/admin/nodes")
                .doesNotHaveDuplicates();
        String sprite = PanelFiles.text(Path.of("src/main/resources/panel/icons.svg"));
        for (String path : sections) {
            HttpResponse<String> page = admin.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            Matcher icon = ICON.matcher(page.body());
            assertThat(icon.results().map(found -> found.group(1)))
                    .as("icons of %s", path)
                    .isNotEmpty()
                    .allMatch(name -> sprite.contains("<symbol id=\"" + name + "\""));
        }
        PanelClient auditor = PanelPeople.of(server, "auditor").client();
        assertThat(auditor.get("/admin").headers().firstValue("Location")).hasValue("/admin/audit");
        List<String> few = sections(auditor.get("/admin/audit").body());
        assertThat(few)
                .contains("/admin/audit", "/admin/usage", "/admin/statistics", "/admin/states")
                .doesNotContain("/admin/accounts", "/admin/tasks", "/admin/health");
        for (String path : few) {
            assertThat(auditor.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(auditor.get("/admin/usage/export").body()).startsWith("account_id,");
        assertThat(auditor.get("/admin/statistics?by=account").body())
                .doesNotContain("href=\"/admin/accounts/");
        sections.stream()
                .filter(path -> !few.contains(path) && !path.equals("/admin"))
                .forEach(
                        path -> assertThat(auditor.get(path).statusCode()).as(path).isEqualTo(403));
    }

    /** A short run looks at each page in {@code EveryPageInBrowserTest}. */
    @InBrowser
    @LongRun
    @Test
    void sections_areCleanWideAndNarrowInBothLanguages() {
        assumeTrue(Browser.present(), "no browser: ./check installs one");
        try (Browser browser = Browser.start()) {
            person.signIn(browser, "/admin");
            List<String> paths =
                    List.of(
                            "/admin/tariffs",
                            "/admin/tariffs/new",
                            "/admin/tariffs/1",
                            "/admin/nodes",
                            "/admin/senders",
                            "/admin/audit",
                            "/admin/states",
                            "/admin/profile");
            for (int i = 0; i < paths.size(); i++) {
                // widths and languages take turns
                browser.size(i % 2 == 0 ? 1280 : 360, 900);
                browser.script(
                        "document.cookie = 'mailyard_lang="
                                + (i / 2 % 2 == 0 ? "ru" : "en")
                                + "; path=/'");
                browser.open(server.uri() + paths.get(i)).mustBeClean(paths.get(i));
            }
        }
    }

    @Test
    void tariff_isMadeChangedAndDeleted() {
        PanelClient admin = person.client();
        String name = Api.unique("start");
        HttpResponse<String> faulty =
                admin.form("/admin/tariffs/new", "name=&messages_per_hour=-1&burst=5");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("name-fault", "messages_per_hour-fault");
        HttpResponse<String> made =
                admin.form(
                        "/admin/tariffs/new",
                        "name=" + name + "&messages_per_month=100000&overrun=flag");
        assertThat(made.statusCode()).isEqualTo(303);

        String id = server.api().call("tariffs/list", "limit", 1000).text();
        id = id.replaceAll(".*\"id\":([0-9]+),\"name\":\"" + name + "\".*", "$1");
        String list = "/admin/tariffs?from=" + id;
        assertThat(admin.get(list).body()).contains(name, "100,000", "flag");
        String page = "/admin/tariffs/" + id;
        String version = version(admin.get(page).body());
        server.api().call("tariffs/save", "id", Long.parseLong(id), "messages_per_day", 7).ok();
        String change = "name=" + name + "&messages_per_month=5&overrun=flag&version=";
        HttpResponse<String> conflict = admin.form(page, change + version);
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.body()).contains("Someone else changed this", "Now: 7");
        assertThat(admin.form(page, change + version(conflict.body())).statusCode()).isEqualTo(303);

        assertThat(admin.get("/admin/tariffs/1/delete").body()).contains("Delete default?");
        assertThat(admin.form(page + "/delete", "").statusCode()).isEqualTo(303);
        assertThat(admin.get(list).body()).doesNotContain(name);
        assertThat(admin.get(page).statusCode()).isEqualTo(404);
    }

    private static String version(String page) {
        Matcher version = VERSION.matcher(page);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    @Test
    void pages_leadOnAndBackToTheFirst_andKeepTheSearch() {
        PanelClient admin = person.client();
        for (int i = 0; i < 51; i++) {
            server.api().call("tariffs/save", "name", Api.unique("paged")).ok();
        }
        for (String list : List.of("/admin/tariffs", "/admin/audit?search=tariffs.save")) {
            String first = admin.get(list).body();
            assertThat(first).doesNotContain("First page");
            String next = first.replaceAll("(?s).*href=\"([^\"]*[?;]from=[0-9]+[^\"]*)\".*", "$1");
            String second = admin.get(next.replace("&amp;", "&")).body();
            assertThat(second).contains("First page", "href=\"" + list + "\"");
            assertThat(second).isNotEqualTo(first);
        }
    }

    @Test
    void nodesAndSenders_sayHowTheyAre() {
        PanelClient admin = person.client();
        assertThat(admin.get("/admin/nodes").body()).contains("local", "Running");
        assertThat(admin.get("/admin/nodes/1/settings").body()).contains("value=\"localhost\"");
        String name = Api.unique("sender");
        long id =
                server.api()
                        .call(
                                "senders/other/save",
                                "name",
                                name,
                                "type",
                                "smpp",
                                "channel_type",
                                "sms")
                        .savedId();
        assertThat(admin.get("/admin/senders?from=" + id).body()).contains(name);
        assertThat(admin.get("/admin/senders/" + id).body()).contains(name);
        assertThat(admin.get("/admin/states").body()).contains("in force");
    }
}
