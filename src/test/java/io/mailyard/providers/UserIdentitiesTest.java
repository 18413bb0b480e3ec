package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.SortedPages;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** Whom a provider knows as which user: listed, and taken apart. */
class UserIdentitiesTest {
    private static final String OWN = "/api/v1.1/account_providers/identities/";
    private static final String LIST = "account_providers/identities/list";
    private static final String DELETE = "account_providers/identities/delete";

    private static TestServer start(StoreKind kind) {
        return TestServer.start(
                kind,
                "identity-providers.accounts-private-networks=allow",
                "public.url=" + ProviderShop.PUBLIC);
    }

    private static ProviderBrowser signedIn(ProviderShop shop, String login) {
        shop.knows("s-" + login, login + "@corp.example");
        ProviderBrowser browser = shop.browser();
        assertThat(shop.signIn(browser).statusCode()).isEqualTo(303);
        return browser;
    }

    private static String csrf(ProviderBrowser browser, String page) {
        return browser.get(page)
                .body()
                .replaceFirst("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
    }

    /** Those of one user are in pages, too, by the provider's id. */
    @ParameterizedTest
    @StoresOfRun
    void identitiesOfAUser_areInPages(StoreKind kind) {
        try (TestServer server = start(kind);
                ProviderShop shop = ProviderShop.of(server)) {
            Api admin = server.api();
            shop.add("ann");
            signedIn(shop, "ann");
            long provider = shop.provider();
            for (long from : List.of(1L, provider, provider + 1, Long.MAX_VALUE)) {
                Answer page =
                        admin.call(
                                        LIST,
                                        "account_id",
                                        shop.account(),
                                        "name",
                                        "ann",
                                        "from_id",
                                        from,
                                        "limit",
                                        1)
                                .ok();
                assertThat(page.at("data").items()).hasSize(from <= provider ? 1 : 0);
                assertThat(page.at("total_count").number()).isEqualTo(1);
                assertThat(page.text()).doesNotContain("next_from_id");
            }
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void identities_areListedUnlinkedAndFoundAgain(StoreKind kind) {
        try (TestServer server = start(kind);
                ProviderShop shop = ProviderShop.of(server)) {
            Api admin = server.api();
            for (String login : List.of("ann", "bob", "cid")) {
                shop.add(login);
            }
            ProviderBrowser ann = signedIn(shop, "ann");
            ProviderBrowser bob = signedIn(shop, "bob");
            Object[] all = {"account_id", shop.account(), "id", shop.provider()};
            Answer listed = admin.call(LIST, all).ok();
            assertThat(listed.at("total_count").number()).isEqualTo(2);
            assertThat(listed.at("data").items())
                    .extracting(row -> row.at("username").text() + " " + row.at("subject").text())
                    .containsExactly("ann s-ann", "bob s-bob");
            Answer first =
                    admin.call(
                                    LIST,
                                    "account_id",
                                    shop.account(),
                                    "id",
                                    shop.provider(),
                                    "limit",
                                    1)
                            .ok();
            assertThat(first.at("next_from_id").number())
                    .isEqualTo(listed.at("data").items().get(1).at("user_id").number());
            assertThat(
                            admin.call(LIST, "account_id", shop.account(), "name", "BOB")
                                    .ok()
                                    .at("data")
                                    .items())
                    .hasSize(1);
            assertThat(
                            admin.call(LIST, "account_id", shop.account(), "name", "cid")
                                    .ok()
                                    .at("data")
                                    .items())
                    .isEmpty();

            Object[] bobs = {"account_id", shop.account(), "id", shop.provider(), "name", "bob"};
            Answer dry = admin.with("Prefer", "dry-run").call(DELETE, bobs).ok();
            assertThat(dry.at("changes.0.action").text()).isEqualTo("users.identities.unlink");
            assertThat(server.rows("user_identities")).hasSize(2);
            assertThat(bob.get("/portal").statusCode()).isEqualTo(200);
            admin.call(DELETE, bobs).ok();
            assertThat(bob.get("/portal").statusCode()).as("its sessions end").isEqualTo(303);
            assertThat(ann.get("/portal").statusCode()).isEqualTo(200);
            assertThat(admin.call(DELETE, bobs).error()).isEqualTo(404);
            assertThat(admin.call("audit/list", "action", "users.identities.unlink").ok().text())
                    .contains("s-bob", "corp");
            assertThat(admin.call(LIST, all).ok().at("total_count").number()).isEqualTo(1);

            // somebody else whom the provider has given that address is the user now
            shop.knows("s-new", "bob@corp.example");
            ProviderBrowser fresh = shop.browser();
            assertThat(shop.signIn(fresh).statusCode()).isEqualTo(303);
            assertThat(fresh.get("/portal/profile").body()).contains("bob@", "s-new");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void identities_areTheOwnAccountsAlone(StoreKind kind) {
        try (TestServer server = start(kind);
                ProviderShop shop = ProviderShop.of(server);
                ProviderShop other = ProviderShop.of(server)) {
            Api admin = server.api();
            shop.add("ann");
            other.add("ann");
            signedIn(shop, "ann");
            signedIn(other, "ann");
            Api own = admin.newTokenOf(shop.account(), "scopes", List.of("account:write")).api();
            Api reads = admin.newTokenOf(shop.account(), "scopes", List.of("account:read")).api();
            assertThat(own.call(OWN + "list", "id", shop.provider()).ok().text()).contains("s-ann");
            assertThat(own.call(OWN + "list", "id", other.provider()).error()).isEqualTo(404);
            assertThat(own.call(OWN + "delete", "id", other.provider(), "name", "ann").error())
                    .isEqualTo(404);
            assertThat(reads.call(OWN + "delete", "id", shop.provider(), "name", "ann").error())
                    .isEqualTo(403);
            assertThat(own.call(OWN + "list").error()).isEqualTo(400);
            Object[] mixed = {"account_id", shop.account(), "id", other.provider()};
            assertThat(admin.call(LIST, mixed).error()).isEqualTo(404);
            assertThat(
                            admin.call(LIST, "account_id", other.account(), "id", other.provider())
                                    .ok()
                                    .at("total_count")
                                    .number())
                    .isEqualTo(1);
            own.call(OWN + "delete", "id", shop.provider(), "name", "ann").ok();
            assertThat(own.call(OWN + "list", "name", "ann").ok().at("data").items()).isEmpty();
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void pages_listAndUnlink(StoreKind kind) {
        try (TestServer server = start(kind);
                ProviderShop shop = ProviderShop.of(server)) {
            shop.add("ann", "master", true);
            shop.add("bob");
            ProviderBrowser bob = signedIn(shop, "bob");
            ProviderBrowser ann = signedIn(shop, "ann");
            String provider = "/portal/providers/" + shop.provider();
            assertThat(ann.get(provider).body()).contains(provider + "/users");
            String people = ann.get(provider + "/users").body();
            assertThat(people).contains("s-ann", "s-bob", "/unlink", "2 users");
            String unlink = people.replaceFirst("(?s).*href=\"([^\"]+/unlink)\".*", "$1");
            assertThat(ann.get(unlink).body()).contains("Unlink bob from corp?");
            assertThat(bob.get(unlink).statusCode()).isEqualTo(403);

            assertThat(bob.get("/portal/profile").body())
                    .contains("id=\"identities\"", "s-bob")
                    .doesNotContain("s-ann");
            HttpResponse<String> gone =
                    bob.post(
                            "/portal/profile/identities",
                            "csrf="
                                    + csrf(bob, "/portal/profile")
                                    + "&provider="
                                    + shop.provider());
            assertThat(gone.statusCode()).as(gone.body()).isEqualTo(303);
            assertThat(bob.get("/portal").statusCode()).isEqualTo(303);
            assertThat(ann.get(provider + "/users").body())
                    .contains("s-ann", "1 user")
                    .doesNotContain("s-bob");
        }
    }

    @ParameterizedTest
    @StoresOfRun
    void identities_areSearchedAndSorted(StoreKind kind) {
        try (TestServer server = start(kind);
                ProviderShop shop = ProviderShop.of(server)) {
            Api admin = server.api();
            for (String login : List.of("bob", "ann", "cid")) {
                shop.add(login);
                signedIn(shop, login);
            }
            Object[] all = {"account_id", shop.account(), "id", shop.provider()};
            new SortedPages(admin, LIST, (sort, value) -> value, all)
                    .mustBeSorted(3, "username", "subject", "linked_at");
            for (String word : List.of("ANN", "s-ann")) {
                Answer found =
                        admin.call(
                                        LIST,
                                        "account_id",
                                        shop.account(),
                                        "id",
                                        shop.provider(),
                                        "search",
                                        word)
                                .ok();
                assertThat(found.at("total_count").number()).isEqualTo(1);
                assertThat(found.at("data.0.username").text()).isEqualTo("ann");
            }
            Answer ofUser =
                    admin.call(
                            LIST, "account_id", shop.account(), "name", "ann", "sort", "subject");
            assertThat(ofUser.error()).isEqualTo(400);
            assertThat(ofUser.text()).contains("leave search, sort and from out");
        }
    }
}
