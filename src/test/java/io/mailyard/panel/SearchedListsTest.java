package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Lists of the panel that have names: each is searched and sorted, all in the address. */
class SearchedListsTest {
    private static final Pattern SORTED =
            Pattern.compile("<th[^>]*aria-sort=\"(ascending|descending)\"");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelClient admin = PanelPeople.master(server).client();
    private final String word = Api.unique("sought");
    private final long account = api.newAccount();
    private final String own = "/admin/accounts/" + account;

    /** Orders of each list besides that by id. */
    private Map<String, List<String>> lists() {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        lists.put(
                "/admin/tariffs",
                List.of("name", "messages_per_month", "messages_per_day", "messages_per_hour"));
        lists.put("/admin/nodes", List.of("name", "host"));
        lists.put("/admin/access/oidc_providers", List.of("name"));
        lists.put("/admin/access/ldap_servers", List.of("name"));
        lists.put("/admin/webhooks", List.of("url", "queued", "dropped", "last_attempt_at"));
        lists.put(own + "/webhooks", List.of("url", "queued", "dropped", "last_attempt_at"));
        lists.put(own + "/vsenders", List.of("name"));
        lists.put(own + "/providers", List.of("name"));
        return lists;
    }

    private long newSender() {
        long sender =
                api.call("senders/akmta/save", "name", Api.unique("s"), "type", "akmta").savedId();
        api.call("senders/assign", "id", sender, "account_id", account).ok();
        return sender;
    }

    private static Map<String, Object> rule(long sender) {
        return Map.of(
                "type", "default", "senders", List.of(Map.of("sender_id", sender, "percent", 100)));
    }

    /** One row in each list that the word finds, and one that it does not. */
    private void fill() {
        long sender = newSender();
        for (String name : List.of(word, Api.unique("other"))) {
            api.call("tariffs/save", "name", name).ok();
            api.call("nodes/save", "name", name, "host", "192.0.2.1:8443").ok();
            String address = name + ".example";
            String issuer = "https://" + address;
            List<Object> openId = List.of("name", name, "issuer", issuer, "client_id", "x");
            api.call("oidc_providers/save", openId.toArray()).ok();
            List<Object> ofAccount = new ArrayList<>(openId);
            ofAccount.addAll(List.of("account_id", account));
            api.call("account_providers/save", ofAccount.toArray()).ok();
            api.call(
                            "ldap_servers/save",
                            "name",
                            name,
                            "address",
                            "ldaps://" + address,
                            "user_base",
                            "dc=example")
                    .ok();
            List<String> events = List.of("account.frozen");
            api.call("webhooks/save", "url", issuer + "/", "events", events).ok();
            api.call("webhooks/save", "account_id", account, "url", issuer + "/", "events", events)
                    .ok();
            api.call(
                            "vsenders/add",
                            "account_id",
                            account,
                            "name",
                            name,
                            "email_rules",
                            List.of(rule(sender)))
                    .ok();
        }
    }

    private static int rows(String page) {
        return page.split("<tr id=\"", -1).length - 1;
    }

    @Test
    void eachList_isSearched_sortedUpAndDown_andSaysWhatItDoesNotUnderstand() {
        fill();
        lists().forEach((path, sorts) -> {
            String found = admin.get(path + "?search=" + word.toUpperCase(Locale.ROOT)).body();
            assertThat(rows(found)).as(path).isEqualTo(1);
            assertThat(found)
                    .as(path)
                    .contains(word, "value=\"" + word.toUpperCase(Locale.ROOT) + "\"");
            String none = admin.get(path + "?search=no+such+" + word).body();
            assertThat(none).as(path).contains("Nothing found").doesNotContain("<tr id=");
            for (String sort : sorts) {
                for (String asked : List.of(sort, "-" + sort)) {
                    String page = admin.get(path + "?search=" + word + "&sort=" + asked).body();
                    Matcher column = SORTED.matcher(page);
                    assertThat(column.find()).as(path + " " + asked).isTrue();
                    assertThat(column.group(1))
                            .isEqualTo(asked.startsWith("-") ? "descending" : "ascending");
                    assertThat(page).doesNotContain("role=\"alert\"");
                    // the next order keeps the search
                    String turned = asked.startsWith("-") ? sort : "-" + sort;
                    assertThat(page).as(path).contains("search=" + word + "&amp;sort=" + turned);
                }
            }
            assertThat(admin.get(path + "?sort=nope").body()).contains("sort=nope");
        });
    }

    @Test
    void receipts_areFilteredByCauseAndSorted() {
        api.call("accounts/queue/hold", "id", account, "campaign_id", 7, "reason", "x").ok();
        api.call("accounts/queue/purge", "id", account, "reason", "x").ok();
        String all = "/admin/receipts?account=" + account;
        assertThat(admin.get(all).body())
                .containsSubsequence("<tbody>", ">Purge<", ">Hold<")
                .contains("aria-sort=\"descending\"");
        assertThat(admin.get(all + "&sort=id").body())
                .containsSubsequence("<tbody>", ">Hold<", ">Purge<")
                .contains("aria-sort=\"ascending\"");
        String held = admin.get(all + "&kind=held").body();
        assertThat(rows(held)).isEqualTo(1);
        assertThat(admin.get(all + "&kind=nope").body()).contains("kind=nope", "not understood");
        PanelClient russian = admin.with("Cookie", "mailyard_lang=ru");
        assertThat(russian.get(all).body()).contains("Причина", "Номер узла");
    }
}
