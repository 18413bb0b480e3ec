package io.mailyard.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code tools/find}, over both stores (point 1 of the acceptance). */
@ParameterizedClass
@EnumSource
class FindTest {
    private final TestServer server;
    private final Api api;

    FindTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
    }

    /** Pages of the hits, in their order. */
    private static List<String> pages(Api caller, String text) {
        return caller.call("tools/find", "text", text).ok().at("data").items().stream()
                .map(hit -> hit.at("page").text())
                .toList();
    }

    private Tree hit(String text, String page) {
        return api.call("tools/find", "text", text).ok().at("data").items().stream()
                .filter(hit -> hit.at("page").text().equals(page))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + " in " + pages(api, text)));
    }

    private static String account(long id) {
        return "/admin/accounts/" + id;
    }

    @Test
    void webhooks_areFoundByHostAndId_byThoseWhoMaySeeThem() {
        long account = api.newAccount("title", "Hooked");
        String host = Api.unique("hooks-eu").toLowerCase(Locale.ROOT) + ".example";
        long own = webhook(account, "https://" + host + ":8443/path-of-mine/x?y=1");
        long off = webhook(account, "https://events." + host, "active", false);
        long platform = webhook(0, "https://" + host.toUpperCase(Locale.ROOT) + "/all");
        String page = account(account) + "/webhooks/";

        assertThat(pages(api, host))
                .contains(page + own, page + off, "/admin/webhooks/" + platform);
        assertThat(pages(api, host.substring(6))).contains(page + own);
        assertThat(hit(host, page + own).at("group").text()).isEqualTo("webhooks");
        assertThat(hit(host, page + own).at("title").text()).startsWith("https://" + host);
        assertThat(hit(host, page + own).at("text").text()).isEqualTo("Hooked");
        assertThat(hit(host, page + off).at("state").text()).isEqualTo("inactive");
        assertThat(hit("#" + own, page + own).at("exact").flag()).isTrue();
        assertThat(pages(api, "path-of-mine")).doesNotContain(page + own);
        assertThat(pages(api, "https")).doesNotContain(page + own);
        for (String end : List.of("/", "?", "#")) {
            String behind = Api.unique("behind").toLowerCase(Locale.ROOT);
            long bare = webhook(account, "https://bare." + host);
            server.tamper(
                    "UPDATE webhooks SET url = 'https://bare."
                            + host
                            + end
                            + "token="
                            + behind
                            + "' WHERE id = "
                            + bare);
            assertThat(pages(api, "bare." + host)).contains(page + bare);
            assertThat(pages(api, behind)).as(end).doesNotContain(page + bare);
        }
        Api bound = reader(account, "webhooks:read");
        assertThat(pages(bound, host))
                .contains(page + own)
                .doesNotContain("/admin/webhooks/" + platform);
        Api other = reader(api.newAccount(), "webhooks:read");
        assertThat(pages(other, host)).isEmpty();
        assertThat(pages(other, "#" + own)).isEmpty();
        Api blind = reader(account, "users:read");
        assertThat(pages(blind, host)).isEmpty();
    }

    private Api reader(long account, String scope) {
        return api.newToken("account_ids", List.of(account), "scopes", List.of(scope)).api();
    }

    private long webhook(long account, String url, Object... more) {
        List<Object> members = new ArrayList<>(List.of("url", url, "events", List.of("*")));
        if (account > 0) {
            members.addAll(List.of("account_id", account));
        }
        members.addAll(List.of(more));
        return api.call("webhooks/save", members.toArray()).savedId();
    }

    @Test
    void accounts_areFoundInWhateverState_andLabelled() {
        String word = Api.unique("Ünique");
        long active = api.newAccount("title", word + " Söhne GmbH");
        long frozen = api.newAccount("title", "Alpha " + word);
        long inactive = api.newAccount("title", "beta" + word);
        long deleted = api.newAccount("title", word);
        api.call("accounts/freeze", "id", frozen).ok();
        api.call("accounts/deactivate", "id", inactive).ok();
        api.call("accounts/delete", "id", deleted).ok();

        for (String typed : List.of(word, word.toUpperCase(Locale.ROOT), " " + word + " ")) {
            assertThat(pages(api, typed))
                    .as(typed)
                    .startsWith(
                            account(deleted), account(active), account(frozen), account(inactive));
        }
        Map<Long, String> states =
                Map.of(active, "", frozen, "frozen", inactive, "inactive", deleted, "deleted");
        states.forEach((id, state) ->
                assertThat(hit(word, account(id)).at("state").text()).isEqualTo(state));
        assertThat(hit(word, account(deleted)).at("exact").flag()).isTrue();
        assertThat(hit(word, account(active)).at("exact").flag()).isFalse();
        assertThat(pages(api, word.substring(0, word.length() - 1))).contains(account(deleted));
        String name = api.call("accounts/get", "id", active).ok().at("data.name").text();
        assertThat(pages(api, name)).startsWith(account(active));
        assertThat(pages(api, "#" + active)).contains(account(active));
        assertThat(hit(String.valueOf(active), account(active)).at("exact").flag()).isTrue();
    }

    @Test
    void usersDomainsAndTokens_areFoundAsTheyBegin() {
        String word = Api.unique("anna").toLowerCase(Locale.ROOT);
        long account = api.newAccount();
        String name = api.call("accounts/get", "id", account).ok().at("data.name").text();
        long user = api.newUser(account, word + "Smith", "email", "Box-" + word + "@mail.example");
        String domain = word + ".example";
        api.call("domains/add", "account_id", account, "domain", "mail." + domain).ok();
        api.call("domains/add", "account_id", account, "domain", domain).ok();
        long token = api.newToken("name", word + " Token").id();
        long own = api.newTokenOf(account, "name", word + " of the account").id();
        String users = account(account) + "/users/" + user;
        String ownPage = account(account) + "/tokens/" + own;

        assertThat(pages(api, word)).contains(users, "/admin/access/tokens/" + token);
        assertThat(hit(word.toUpperCase(Locale.ROOT) + "sm", users).at("title").text())
                .isEqualTo(word + "Smith@" + name);
        assertThat(hit(word + "smith@" + name, users).at("exact").flag()).isTrue();
        assertThat(hit("box-" + word + "@MAIL.example", users).at("exact").flag()).isTrue();
        List<Tree> domains =
                api.call("tools/find", "text", domain).ok().at("data").items().stream()
                        .filter(hit -> hit.at("group").text().equals("domains"))
                        .toList();
        assertThat(domains)
                .extracting(hit -> hit.at("title").text())
                .containsExactly(domain, "mail." + domain);
        assertThat(domains.getFirst().at("state").text()).isEqualTo("pending");
        assertThat(hit(word, ownPage).at("group").text()).isEqualTo("tokens");
        String prefix =
                api.call("accounts/tokens/list", "account_id", account)
                        .ok()
                        .at("data.0.prefix")
                        .text();
        assertThat(pages(api, prefix)).containsExactly(ownPage);
    }

    @Test
    void pastedIds_comeFirst() {
        long account = api.newAccount();
        Api token = api.newTokenOf(account).api();
        String key = Api.unique("key");
        Answer sent =
                token.with("Idempotency-Key", key)
                        .call(
                                "/api/v1.1/messages/send",
                                "from",
                                "a@b.example",
                                "to",
                                "c@d.example",
                                "subject",
                                "",
                                "text",
                                "x")
                        .ok();
        long id = Long.parseLong(sent.at("data.message_id").text());
        String page = "/admin/messages/" + id;
        Tree message = api.call("messages/get", "id", id).ok().at("data");
        String headerId = message.at("header_id").text();

        for (String pasted :
                List.of(
                        headerId,
                        "<" + headerId + ">",
                        "Message-ID: <" + headerId + ">",
                        "bounces+" + message.at("to.0.id").number() + "@x.example",
                        key)) {
            assertThat(pages(api, pasted)).as(pasted).startsWith(page);
        }
        assertThat(hit(String.valueOf(id), page).at("account_id").number()).isEqualTo(account);
        api.call("accounts/freeze", "id", account).ok();
        String request =
                api.call("audit/list", "account_id", account, "action", "accounts.freeze")
                        .ok()
                        .at("data.0.request_id")
                        .text();
        assertThat(pages(api, request)).startsWith("/admin/audit?request_id=" + request);
        api.call("suppressions/add", "account_id", account, "email", "gone@d.example").ok();
        assertThat(pages(api, "gone@d.example"))
                .startsWith(account(account) + "/suppressions?search=gone%40d.example")
                .contains("/admin/messages?to=gone%40d.example");
    }

    @Test
    void platform_isFoundByNamesIpsAndKeys() {
        String name = Api.unique("Versand");
        long sender =
                api.call("senders/other/save", "name", name, "type", "smpp", "channel_type", "sms")
                        .savedId();
        assertThat(pages(api, name)).startsWith("/admin/senders/" + sender);
        assertThat(pages(api, "ersand")).contains("/admin/senders/" + sender);
        assertThat(pages(api, "local")).contains("/admin/nodes/1");
        assertThat(pages(api, "http.max-bo"))
                .startsWith("/admin/settings?search=http.max-body#http.max-body");
        assertThat(pages(api, "suppressions")).contains("/admin/suppressions");
        assertThat(pages(api, "messages per month"))
                .contains("/admin/tariffs/new#messages_per_month");
        assertThat(
                        api.call("tools/find", "text", "стоп-лист", "lang", "ru")
                                .ok()
                                .at("data.0.page")
                                .text())
                .isEqualTo("/admin/suppressions");
    }

    @Test
    void answer_hasFifteenHits_andFiveOfAGroup() {
        String word = Api.unique("many");
        for (int i = 0; i < 7; i++) {
            long account = api.newAccount("title", word + " " + i);
            api.newUser(account, word + i);
            api.newToken("name", word + " t" + i);
            api.call("domains/add", "account_id", account, "domain", word + i + ".example").ok();
        }
        List<String> groups =
                api.call("tools/find", "text", word).ok().at("data").items().stream()
                        .map(hit -> hit.at("group").text())
                        .toList();
        assertThat(groups).hasSize(15);
        List<String> inTurn = new ArrayList<>();
        groups.forEach(group -> {
            if (inTurn.isEmpty() || !inTurn.getLast().equals(group)) {
                inTurn.add(group);
            }
        });
        assertThat(inTurn).as("groups stand together").doesNotHaveDuplicates();
        for (String group : inTurn) {
            assertThat(groups).filteredOn(group::equals).hasSizeLessThanOrEqualTo(5);
        }
        assertThat(api.call("tools/find", "text", "x".repeat(999)).error()).isEqualTo(400);
        for (String odd : List.of("%", "_", "'", "\\", "\"", "*", "\ud83d\ude00", "a\u0301", " ")) {
            api.call("tools/find", "text", odd).ok();
        }
    }

    @Test
    void callers_findWhatTheyMaySeeAlone() {
        String word = Api.unique("hidden");
        long account = api.newAccount("title", word);
        long other = api.newAccount("title", word + " other");
        api.newUser(account, word);
        api.newUser(other, word);
        api.newToken("name", word);
        api.newTokenOf(other, "name", word);
        for (long owner : List.of(account, other)) {
            api.call("domains/add", "account_id", owner, "domain", word + owner + ".example").ok();
        }
        Map<String, String> groups =
                Map.of(
                        "accounts:read", "accounts",
                        "users:read", "users",
                        "domains:read", "domains",
                        "tokens:read", "tokens",
                        "account_tokens:write", "tokens");
        groups.forEach((scope, group) ->
                assertThat(groups(api.newToken("scopes", List.of(scope)).api(), word))
                        .as(scope)
                        .containsExactly(group));
        assertThat(groups(api.newToken("scopes", List.of("content:read")).api(), word)).isEmpty();
        assertThat(groups(api.newToken("scopes", List.of("nodes:read")).api(), "local"))
                .contains("nodes")
                .doesNotContain("settings", "senders");
        assertThat(groups(api.newToken("scopes", List.of("audit:read")).api(), "http.listen"))
                .isEmpty();

        Api bound = api.newToken("account_ids", List.of(account)).api();
        Answer found = bound.call("tools/find", "text", word).ok();
        assertThat(groups(bound, word)).containsExactly("accounts", "domains", "users");
        assertThat(found.at("data").items())
                .hasSize(3)
                .allMatch(hit -> hit.at("account_id").number() == account);
        for (String named : List.of(String.valueOf(other), word + " other", word + other)) {
            assertThat(pages(bound, named))
                    .as(named)
                    .noneMatch(page -> page.startsWith(account(other)));
        }
        assertThat(groups(bound, "local")).doesNotContain("nodes", "settings", "senders");
    }

    private static Set<String> groups(Api caller, String text) {
        Set<String> groups = new TreeSet<>();
        caller.call("tools/find", "text", text)
                .ok()
                .at("data")
                .items()
                .forEach(hit -> groups.add(hit.at("group").text()));
        return groups;
    }
}
