package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Filters in an address that cannot be read: every list with every filter that it has, as found on
 * its own page, and acts on "all that match".
 */
class MisreadFiltersTest {
    private static final String TOLD = "not understood";
    private static final Pattern LINK = Pattern.compile("(?:href|hx-get)=\"(/admin[^\"#]*)\"");
    private static final Pattern FILTERS =
            Pattern.compile(
                    "<form class=\"(?:filters?|search)\"[^>]* role=\"search\".*?</form>",
                    Pattern.DOTALL);
    private static final Pattern FIELD =
            Pattern.compile("<(?:input|select)[^>]* name=\"([^\"]+)\"");
    private static final Pattern SELECTED = Pattern.compile("<select[^>]* name=\"([^\"]+)\"");
    private static final List<String> NO_PAGES =
            List.of("/live", "/export", "/download", "/admin/find", "/admin/tools/");

    /** Values of pages with lists that are no filters of them: of what has been done, or tried. */
    private static final Set<String> NO_FILTERS =
            Set.of("done", "receipt", "check", "example", "answer", "to", "host", "stage");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelClient admin = PanelPeople.master(server).client();
    private final String word = Api.unique("misread");

    /** Pages with a list, one of each shape of address, each with the names of its filters. */
    private Map<String, Set<String>> lists(String... first) {
        Map<String, Set<String>> lists = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(first));
        Set<String> shapes = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            String path = open.removeFirst();
            if (NO_PAGES.stream().anyMatch(path::contains)
                    || !shapes.add(path.replaceAll("[0-9]+", "1"))) {
                continue;
            }
            HttpResponse<String> page = admin.get(path);
            if (page.statusCode() != 200) {
                continue;
            }
            Set<String> names = new TreeSet<>();
            Matcher form = FILTERS.matcher(page.body());
            while (form.find()) {
                FIELD.matcher(form.group()).results().forEach(field -> names.add(field.group(1)));
            }
            Matcher link = LINK.matcher(page.body());
            while (link.find()) {
                String to = link.group(1).replace("&amp;", "&");
                int query = to.indexOf('?');
                open.add(query < 0 ? to : to.substring(0, query));
                if (query > 0 && to.substring(0, query).equals(path)) {
                    for (String pair : to.substring(query + 1).split("&", -1)) {
                        names.add(pair.substring(0, pair.indexOf('=')));
                    }
                }
            }
            boolean isOther = path.equals("/admin") || path.endsWith("/queue");
            if (page.body().contains("id=\"list\"") || isOther) {
                lists.put(path, names);
            }
        }
        return lists;
    }

    private long filled() {
        long account = api.newAccount("title", word);
        api.newUser(account, "ann");
        api.call("suppressions/add", "account_id", account, "email", "a@one.example").ok();
        api.call("suppressions/add", "email", word + "@one.example").ok();
        api.call("senders/other/save", "name", word, "type", "x", "channel_type", "y").ok();
        api.call("accounts/queue/hold", "id", account, "campaign_id", 7, "reason", word).ok();
        return account;
    }

    private static boolean showsRows(String page) {
        return page.contains("<tbody>") && page.contains("<tr id=\"");
    }

    @Test
    void everyListWithEveryFilter_saysThatItWasNotUnderstood_orShowsNothing() {
        long account = filled();
        Map<String, Set<String>> lists =
                lists(
                        "/admin/accounts",
                        "/admin/accounts/" + account,
                        "/admin/accounts/" + account + "/users",
                        "/admin/accounts/" + account + "/suppressions",
                        "/admin/senders",
                        "/admin");
        assertThat(lists.keySet())
                .contains("/admin/suppressions", "/admin/audit", "/admin/access")
                .contains("/admin/statistics", "/admin/usage", "/admin/queue", "/admin/messages")
                .hasSizeGreaterThan(25);
        assertThat(lists.values().stream().mapToInt(Set::size).sum()).isGreaterThan(60);
        List<String> silent = new ArrayList<>();
        lists.forEach((path, filters) -> {
            assertThat(admin.get(path).body()).as(path).doesNotContain(TOLD);
            Set<String> names = new LinkedHashSet<>(filters);
            names.removeAll(NO_FILTERS);
            names.add("no_such_filter");
            for (String name : names) {
                for (String value : List.of("n0pe", "%2Dq1-q")) {
                    HttpResponse<String> page = admin.get(path + "?" + name + "=" + value);
                    boolean told = page.body().contains(TOLD);
                    boolean refused = page.statusCode() >= 400 && page.statusCode() < 500;
                    boolean known = filters.contains(name);
                    if (page.statusCode() >= 500
                            || !(told || refused || (known && !showsRows(page.body())))) {
                        silent.add(path + "?" + name + "=" + value);
                    }
                }
            }
        });
        assertThat(silent).isEmpty();
    }

    @Test
    void everyLinkOfAList_isUnderstoodByIt() {
        long account = filled();
        Set<String> seen = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (String path : lists("/admin/accounts/" + account, "/admin").keySet()) {
            Matcher link = LINK.matcher(admin.get(path).body());
            while (link.find()) {
                String to = link.group(1).replace("&amp;", "&");
                if (to.contains("?")
                        && NO_PAGES.stream().noneMatch(to::contains)
                        && seen.add(to.replaceAll("[0-9]+", "1"))
                        && admin.get(to).body().contains(TOLD)) {
                    wrong.add(path + " -> " + to);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void choicesOfAList_areUnderstoodByIt() {
        for (String path : List.of("/admin/suppressions", "/admin/access", "/admin/usage")) {
            String page = admin.get(path).body();
            page = page.replaceAll("(?s)<form class=\"bulk\".*?</form>", "");
            Matcher select = SELECTED.matcher(page);
            while (select.find()) {
                String rest = page.substring(select.end(), page.indexOf("</select>", select.end()));
                Matcher option = Pattern.compile("<option value=\"([^\"]*)\"").matcher(rest);
                while (option.find()) {
                    String to = path + "?" + select.group(1) + "=" + option.group(1);
                    assertThat(admin.get(to).body()).as(to).doesNotContain(TOLD);
                }
            }
        }
    }

    @Test
    void actsOnAllThatMatch_refuseAnAddressWithAFilterThatIsNotUnderstood() {
        long account = filled();
        Map<String, String> acts =
                Map.of(
                        "/admin/accounts",
                        "freeze",
                        "/admin/accounts/" + account + "/users",
                        "deactivate",
                        "/admin/senders",
                        "delete",
                        "/admin/suppressions",
                        "remove",
                        "/admin/accounts/" + account + "/suppressions",
                        "remove");
        Map<String, Set<String>> lists = lists(acts.keySet().toArray(String[]::new));
        List<String> dangerous = new ArrayList<>();
        acts.forEach((path, act) -> {
            assertThat(admin.get(path).body()).contains("id=\"bulk\"");
            assertThat(admin.get(path + "?no_such_filter=1").body()).doesNotContain("id=\"bulk\"");
            String bulk = path + "/bulk?act=" + act + "&which=all";
            assertThat(admin.get(bulk).body()).as(bulk).contains("class=\"button submit");
            Set<String> names = new LinkedHashSet<>(lists.getOrDefault(path, Set.of()));
            names.removeAll(Set.of("from", "sort", "search"));
            assertThat(names).as(path).isNotEmpty();
            names.addAll(List.of("no_such_filter", "stat", "ids", "id:x"));
            for (String name : names) {
                for (String value : List.of("nope", "-1", "active%20", "1&" + name + "=2")) {
                    String address = bulk + "&" + name + "=" + value;
                    HttpResponse<String> page = admin.get(address);
                    boolean valid = value.equals("active%20") && page.statusCode() == 200;
                    if (!valid
                            && (page.statusCode() != 400
                                    || !page.body().contains(name)
                                    || page.body().contains("class=\"button submit"))) {
                        dangerous.add(address + " " + page.statusCode());
                    }
                }
            }
            assertThat(admin.get(bulk.replace("which=all", "which=al")).statusCode())
                    .isEqualTo(400);
            assertThat(admin.get(bulk + "&x=1".repeat(300)).statusCode()).isEqualTo(400);
            String sent = "reason=x&password=" + PanelPeople.PASSWORD;
            String posted = bulk + "&no_such_filter=1&expected=1";
            assertThat(admin.form(posted, sent).statusCode()).as(posted).isEqualTo(400);
        });
        assertThat(dangerous).isEmpty();
    }

    @Test
    void downloads_refuseAnAddressWithAFilterThatIsNotUnderstood() {
        long account = filled();
        for (String path :
                List.of(
                        "/admin/suppressions",
                        "/admin/accounts/" + account + "/suppressions",
                        "/admin/audit",
                        "/admin/statistics",
                        "/admin/usage")) {
            assertThat(admin.get(path + "/export").statusCode()).as(path).isEqualTo(200);
            HttpResponse<String> wrong = admin.get(path + "/export?no_such_filter=1");
            assertThat(wrong.statusCode()).as(path).isEqualTo(400);
            assertThat(wrong.body()).contains("no_such_filter=1");
        }
        assertThat(admin.get("/admin/suppressions/export?class=nope").statusCode()).isEqualTo(400);
        assertThat(admin.get("/admin/statistics/export?period=nope").statusCode()).isEqualTo(400);
    }

    @Test
    void misreadFilter_isNamedInRussianOnARussianPage() {
        PanelClient russian = admin.with("Cookie", "mailyard_lang=ru");
        assertThat(russian.get("/admin/accounts?state=nope").body())
                .contains("Этот фильтр не распознан", "state=nope");
        assertThat(russian.get("/admin/accounts/bulk?which=all&act=freeze&state=nope").body())
                .contains("Не распознано: state=nope.", "Ничего не сделано");
    }
}
