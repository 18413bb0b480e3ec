package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Calls and pages about the providers of accounts, and the share that one account has. */
class AccountProviderCallsTest {
    private static final String OWN = "/api/v1.1/account_providers/";
    private static TestServer server;
    private static Api admin;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "identity-providers.accounts-private-networks=allow",
                        "identity-providers.timeout=3s",
                        "public.url=" + ProviderShop.PUBLIC);
        admin = server.api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void calls_reachTheOwnAccountAlone() {
        ProviderShop shop = ProviderShop.of(server);
        ProviderShop other = ProviderShop.of(server);
        Api own =
                admin.newTokenOf(shop.account(), "scopes", List.of("write", "content:read")).api();
        Answer mine = own.call(OWN + "list").ok();
        assertThat(mine.text()).contains("corp").doesNotContain(HostileProvider.SECRET);
        assertThat(mine.at("data").items()).hasSize(1);
        Answer whole = own.call(OWN + "get", "id", shop.provider()).ok();
        assertThat(whole.at("data.callback").text())
                .isEqualTo(ProviderShop.PUBLIC + "/portal/oidc/" + shop.provider() + "/callback");
        assertThat(whole.at("data.sign_in").text())
                .isEqualTo(ProviderShop.PUBLIC + "/portal/signin/" + shop.name());
        assertThat(whole.text()).doesNotContain(HostileProvider.SECRET);
        for (String call : List.of("get", "test", "delete", "save")) {
            assertThat(own.call(OWN + call, "id", other.provider()).error())
                    .as(call)
                    .isEqualTo(404);
        }
        assertThat(
                        admin.call(
                                        "account_providers/get",
                                        "account_id",
                                        shop.account(),
                                        "id",
                                        other.provider())
                                .error())
                .isEqualTo(404);
        assertThat(own.call(OWN + "test", "id", shop.provider()).ok().text())
                .contains("\"works\":true");
        assertThat(admin.call("audit/list", "object_type", "account_provider").ok().text())
                .contains("corp")
                .doesNotContain(HostileProvider.SECRET);
    }

    @Test
    void save_needsAllRightsInTheAccountAndHasALimit() {
        ProviderShop shop = ProviderShop.of(server);
        Api own =
                admin.newTokenOf(shop.account(), "scopes", List.of("write", "content:read")).api();
        // who may do less than a user could become does not set providers up
        for (List<String> scopes : List.of(List.of("write"), List.of("account:write"))) {
            Api less = admin.newTokenOf(shop.account(), "scopes", scopes).api();
            assertThat(less.call(OWN + "save", "id", shop.provider(), "create_users", true).error())
                    .isEqualTo(403);
        }
        assertThat(
                        own.call(
                                        OWN + "save",
                                        "id",
                                        shop.provider(),
                                        "issuer",
                                        "https://id.example")
                                .text())
                .contains("client_secret", "must be given again");
        for (int i = 2; i <= AccountProvider.MOST; i++) {
            own.call(
                            OWN + "save",
                            "name",
                            "p" + i,
                            "issuer",
                            "https://id.example",
                            "client_id",
                            "x")
                    .ok();
        }
        assertThat(
                        own.call(
                                        OWN + "save",
                                        "name",
                                        "more",
                                        "issuer",
                                        "https://id.example",
                                        "client_id",
                                        "x")
                                .error())
                .isEqualTo(409);
    }

    /** One account's slow provider holds its own share of what may be under way. */
    @Test
    void slowProvider_holdsUpNoOtherAccount() throws Exception {
        try (HostileProvider slow = new HostileProvider();
                HostileProvider quick = new HostileProvider();
                OidcClient client =
                        OidcClient.ofAccounts(
                                new ProviderConfig(
                                        true,
                                        "identity-providers.private-networks",
                                        Duration.ofSeconds(2)),
                                InstantSource.system())) {
            slow.fault = HostileProvider.Fault.SLOW;
            List<String> said = Collections.synchronizedList(new ArrayList<>());
            List<Thread> asking = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                AccountProvider one = made(1 + i % 3, 1, slow.issuer());
                asking.add(Thread.startVirtualThread(() -> said.add(tried(client, one))));
            }
            Await.until(() -> said.size() >= 30 - OidcClient.OF_AN_ACCOUNT);
            assertThat(said).allMatch(reason -> reason.contains("of account 1 are under way"));
            assertThat(tried(client, made(9, 2, quick.issuer()))).isEqualTo("works");
            for (Thread thread : asking) {
                thread.join();
            }
            assertThat(said).filteredOn(reason -> reason.contains("no answer within")).hasSize(4);
        }
    }

    /**
     * The address that the call shows leads to the provider's button, whatever the account is
     * called.
     */
    @Test
    void signInAddress_isThatOfThePage() {
        for (String start :
                List.of("plain", "Почта ", "a/b", "a%b", "a;b?c#d", "o'neil \"x\" <z>", "..")) {
            String name = Api.unique(start);
            long account = admin.newAccount("name", name);
            Object[] given = {
                "account_id",
                account,
                "name",
                "corp",
                "issuer",
                "https://id.example",
                "client_id",
                "x"
            };
            long id = admin.call("account_providers/save", given).savedId();
            String address =
                    admin.call("account_providers/get", "account_id", account, "id", id)
                            .ok()
                            .at("data.sign_in")
                            .text();
            ProviderBrowser browser = new ProviderBrowser(server.uri(), ProviderShop.PUBLIC);
            HttpResponse<String> page =
                    browser.get(address.substring(ProviderShop.PUBLIC.length()));
            assertThat(page.statusCode()).as(address).isEqualTo(200);
            assertThat(page.body()).as(address).contains("\"/portal/oidc/" + id + "\"");
        }
    }

    /** What is known of another account's provider stays, however often one changes its own. */
    @Test
    void providerChangedOften_takesNoPlaceOfAnothers() throws Exception {
        try (HostileProvider often = new HostileProvider();
                HostileProvider other = new HostileProvider();
                OidcClient client =
                        OidcClient.ofAccounts(
                                new ProviderConfig(true, "-", Duration.ofSeconds(20)),
                                InstantSource.system())) {
            begin(client, made(1, 1, other.issuer()));
            for (int i = 0; i < 150; i++) {
                Instant changed = Instant.EPOCH.plusMillis(i);
                AccountProvider one = made(2, 2, often.issuer(), changed);
                begin(client, one);
                begin(client, one);
            }
            assertThat(often.documentRequests).hasValue(150);
            begin(client, made(1, 1, other.issuer()));
            assertThat(other.documentRequests).hasValue(1);
        }
    }

    private static void begin(OidcClient client, AccountProvider provider) throws ProviderFault {
        OidcFlow flow = OidcFlow.begin(provider.key(), "/portal", false, Instant.now());
        assertThat(client.begin(provider, flow, ProviderShop.PUBLIC + "/portal/oidc/1/callback"))
                .hasParameter("client_id", HostileProvider.CLIENT);
    }

    private static AccountProvider made(long id, long account, String issuer) {
        return made(id, account, issuer, Instant.EPOCH);
    }

    private static AccountProvider made(long id, long account, String issuer, Instant changed) {
        return AccountProvider.KIND.made(
                id,
                AccountProvider.KIND
                        .valuesOf(new AccountId(account))
                        .with(AccountProvider.KIND.name(), "p")
                        .with(OidcFields.ISSUER, issuer)
                        .with(OidcFields.CLIENT_ID, HostileProvider.CLIENT),
                changed);
    }

    private static String tried(OidcClient client, AccountProvider provider) {
        try {
            return client.tried(provider).keys() > 0 ? "works" : "no keys";
        } catch (ProviderFault fault) {
            return fault.detail();
        }
    }

    @Test
    void panelAndPortal_makeAndTryProviders() {
        ProviderShop shop = ProviderShop.of(server);
        shop.add("ann", "master", true);
        shop.knows("s-ann", "ann@corp.example");
        ProviderBrowser ann = shop.browser();
        shop.signIn(ann);
        assertThat(ann.get("/portal/providers").body()).contains("corp", shop.says().issuer());
        String page = ann.get("/portal/providers/" + shop.provider() + "?test=now").body();
        assertThat(page)
                .contains("/portal/oidc/" + shop.provider() + "/callback", "Works")
                .contains("name=\"email_domains\"", "name=\"second_factors\"")
                .doesNotContain(HostileProvider.SECRET);
        String form = ann.get("/portal/providers/new").body();
        String csrf = form.replaceFirst("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
        HttpResponse<String> saved =
                ann.post(
                        "/portal/providers/new",
                        "csrf="
                                + csrf
                                + "&version=&name=by-form&issuer=https%3A%2F%2Fid.example&client_id=x"
                                + "&client_secret=hidden-word&scopes=openid&login_claim=sub"
                                + "&roles_claim=groups&email_domains=a.example%0D%0Ab.example");
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
        assertThat(ann.get(ProviderBrowser.location(saved)).body())
                .contains("by-form", "a.example")
                .doesNotContain("hidden-word");
    }
}
