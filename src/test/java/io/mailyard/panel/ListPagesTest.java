package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What every list page has: its call, its order through every filter, and its whole state in the
 * address.
 */
class ListPagesTest {
    private static final Pattern SORT = Pattern.compile("href=\"[^\"]*[?&;]sort=([-a-z_0-9]+)");

    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*[?&;]sort=[^\"]*)\"");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelClient admin = PanelPeople.master(server).client();

    private List<String> lists() {
        long account = api.newAccount();
        api.newUser(account, "anna");
        String own = "/admin/accounts/" + account;
        return List.of(
                "/admin/accounts",
                "/admin/tariffs",
                "/admin/nodes",
                "/admin/senders",
                "/admin/suppressions",
                "/admin/suppressions/review",
                "/admin/access",
                "/admin/access/roles",
                "/admin/access/tokens",
                "/admin/access/signins",
                "/admin/access/oidc_providers",
                "/admin/access/ldap_servers",
                "/admin/audit",
                "/admin/messages",
                "/admin/usage",
                "/admin/statistics",
                "/admin/tasks",
                "/admin/receipts",
                "/admin/queue/holds",
                "/admin/settings",
                "/admin/states",
                "/admin/mta/isps",
                "/admin/mta/strategies",
                own + "/users",
                own + "/vsenders",
                own + "/domains",
                own + "/tokens",
                own + "/suppressions",
                own + "/log",
                own + "/audit",
                own + "/webhooks");
    }

    @Test
    void acceptance25_everyList_saysItsCall() {
        List<String> without = new ArrayList<>();
        for (String path : lists()) {
            String body = admin.get(path).body();
            if (!body.contains("class=\"call\"") || !body.contains("MAILYARD_URL")) {
                without.add(path);
            }
        }
        assertThat(without).isEmpty();
        assertThat(admin.get("/admin/accounts?state=frozen&search=harbour").body())
                .contains("mailyard accounts list", "--state frozen", "--search harbour");
        assertThat(admin.get("/admin").body()).contains("mailyard rates", "mailyard ledger");
    }

    @Test
    void acceptance2_everyOrder_isKeptByTheFilters() {
        List<String> lost = new ArrayList<>();
        for (String path : lists()) {
            Matcher sorts = SORT.matcher(admin.get(path).body());
            if (sorts.find()) {
                String body = admin.get(path + "?sort=" + sorts.group(1)).body();
                boolean keeps = body.contains("name=\"sort\" value=\"" + sorts.group(1) + "\"");
                boolean filters = body.contains("id=\"filters\"") || body.contains("data-auto");
                if ((filters && !keeps) || body.contains("role=\"alert\"")) {
                    lost.add(path + " " + sorts.group(1));
                }
            }
        }
        assertThat(lost).isEmpty();
        assertThat(admin.get("/admin/access?sort=-login").body())
                .contains(
                        "<input type=\"hidden\" name=\"sort\" value=\"-login\" form=\"filters\">");
        assertThat(admin.get("/admin/audit/export?format=csv&sort=at").statusCode()).isEqualTo(200);
    }

    @Test
    void doneThing_isSaidOnce() {
        List<String> repeated = new ArrayList<>();
        for (String path : lists()) {
            Matcher links = LINK.matcher(admin.get(path + "?done=saved&receipt=5").body());
            while (links.find()) {
                if (links.group(1).matches(".*(done|receipt)=.*")) {
                    repeated.add(path + ": " + links.group(1));
                }
            }
        }
        assertThat(repeated).isEmpty();
    }

    @Test
    void ordersOfCalls_goOnPageAfterPage() {
        long account = api.newAccount();
        for (String name : List.of("b", "c", "a")) {
            String domain = name + "-" + account + ".example";
            api.call("domains/add", "account_id", account, "domain", domain).ok();
            String email = name + "@recipient.example";
            api.call("suppressions/add", "account_id", account, "email", email).ok();
        }
        assertThat(pages("domains/list", account, "domain", "from", "sort", "-domain"))
                .containsExactly(
                        "c-" + account + ".example",
                        "b-" + account + ".example",
                        "a-" + account + ".example");
        assertThat(pages("suppressions/list", account, "email", "from_id", "order", "desc"))
                .containsExactly(
                        "a@recipient.example", "c@recipient.example", "b@recipient.example");
        assertThat(api.call("domains/list", "sort", "domain").text()).contains("needs account_id");
        String own = "/admin/accounts/" + account;
        assertThat(admin.get(own + "/domains?sort=-domain").body())
                .containsSubsequence("c-" + account, "b-" + account, "a-" + account);
        assertThat(admin.get(own + "/suppressions?sort=-at").body())
                .containsSubsequence("a@recipient", "c@recipient", "b@recipient");
    }

    @Test
    void holds_areSearchedAndSorted() {
        long account = api.newAccount();
        String of = "/admin/queue/holds?account_id=" + account;
        for (String hold : List.of("1 zeta 2041-02-01", "2 alpha 2041-01-01")) {
            String[] parts = hold.split(" ", -1);
            api.call(
                            "accounts/queue/hold",
                            "id",
                            account,
                            "campaign_id",
                            Long.parseLong(parts[0]),
                            "reason",
                            parts[1],
                            "until",
                            parts[2] + "T00:00:00Z")
                    .ok();
        }
        assertThat(admin.get(of).body()).containsSubsequence(">zeta<", ">alpha<");
        assertThat(admin.get(of + "&sort=until").body()).containsSubsequence(">alpha<", ">zeta<");
        assertThat(admin.get(of + "&sort=-id").body()).containsSubsequence(">alpha<", ">zeta<");
        assertThat(admin.get(of + "&search=ALPHA").body())
                .contains("1 hold<", ">alpha<")
                .doesNotContain(">zeta<");
        assertThat(admin.get(of + "&search=nobody").body()).contains("Nothing found");
        assertThat(admin.get(of + "&sort=reason").body()).contains("not understood");
    }

    @Test
    void tasks_areSearchedByTheTitleThatTheReaderSees_orByTheirReason() {
        long account = api.newAccount();
        api.call("accounts/export", "id", account, "reason", "asked by post").ok();
        String of = "/admin/tasks?account=" + account + "&search=";
        assertThat(admin.get(of + "account+EXPORT").body()).contains("1 task<");
        assertThat(admin.get(of + "POST+asked").body()).contains("1 task<");
        assertThat(admin.get(of + "erase").body()).contains("Nothing found");
        assertThat(admin.get(of + "export&state=failed").body()).contains("Nothing found");
        PanelClient russian = admin.with("Cookie", "mailyard_lang=ru");
        assertThat(russian.get(of + Panel.encoded("выгрузка")).body()).contains("1 задача<");
    }

    @Test
    void senders_goOnByName() {
        long account = api.newAccount();
        for (String name : List.of("b", "C", "a")) {
            long sender =
                    api.call("senders/akmta/save", "name", name + "-" + account, "type", "akmta")
                            .ok()
                            .at("data.saved_id")
                            .number();
            api.call("senders/assign", "id", sender, "account_id", account).ok();
        }
        assertThat(pages("senders/list", account, "name", "from", "sort", "name"))
                .containsExactly("a-" + account, "b-" + account, "C-" + account);
        assertThat(pages("senders/list", account, "name", "from", "sort", "-id"))
                .containsExactly("a-" + account, "C-" + account, "b-" + account);
        assertThat(admin.get("/admin/senders?sort=-name&search=-" + account).body())
                .containsSubsequence(">C-" + account, ">b-" + account, ">a-" + account);
    }

    /** A member of each row, read one row a page. */
    private List<String> pages(
            String call, long account, String member, String from, String param, String order) {
        List<String> found = new ArrayList<>();
        Answer page = api.call(call, "account_id", account, "limit", 1, param, order).ok();
        while (true) {
            found.add(page.at("data.0." + member).text());
            if (!page.tree().has("next_" + from)) {
                return found;
            }
            Object next = page.at("next_" + from).raw();
            page = api.call(call, "account_id", account, "limit", 1, param, order, from, next).ok();
        }
    }

    @Test
    void acceptance25_everyFieldOfAForm_leadsToItsParagraph() {
        String fields = admin.get("/admin/fields").body();
        Pattern about = Pattern.compile("href=\"/admin/fields#([^\"]+)\"");
        int links = 0;
        for (String form :
                List.of(
                        "/admin/accounts/new",
                        "/admin/tariffs/new",
                        "/admin/nodes/new",
                        "/admin/senders/new",
                        "/admin/suppressions/new",
                        "/admin/access/new",
                        "/admin/access/tokens/new",
                        "/admin/mta/strategies/new")) {
            Matcher found = about.matcher(admin.get(form).body());
            int before = links;
            while (found.find()) {
                assertThat(fields).contains("id=\"" + found.group(1) + "\"");
                links++;
            }
            assertThat(links).as(form).isGreaterThan(before);
        }
    }

    @Test
    void acceptance1_everyPageAndForm_isFound() {
        for (String word : List.of("LDAP", "OpenID", "Receipts", "Holds", "Fields")) {
            assertThat(admin.get("/admin/find?q=" + word).body()).as(word).contains("/admin/");
        }
        assertThat(admin.get("/admin/find?q=LDAP").body()).contains("/admin/access/ldap_servers");
        assertThat(admin.get("/admin/find?q=holds").body()).contains("/admin/queue/holds");
    }
}
