package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Totp;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users of accounts sign in by providers of their account, which say whatever they like. */
class AccountProviderTest {
    private static TestServer server;
    private static Api admin;
    private final List<ProviderShop> open = new ArrayList<>();

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

    @AfterEach
    void close() {
        open.forEach(ProviderShop::close);
    }

    private ProviderShop shop(Object... more) {
        ProviderShop made = ProviderShop.of(server, more);
        open.add(made);
        return made;
    }

    private static void isIn(ProviderBrowser browser, HttpResponse<String> back, String login) {
        assertThat(back.statusCode()).as(back.body()).isEqualTo(303);
        assertThat(browser.get("/portal").statusCode()).isEqualTo(200);
        assertThat(browser.get("/portal/profile").body()).contains(login);
        assertThat(browser.get("/admin").statusCode()).isEqualTo(303);
    }

    private static void isOut(ProviderBrowser browser, HttpResponse<String> back, String why) {
        assertThat(back.statusCode()).as(back.body()).isEqualTo(403);
        assertThat(back.body()).contains(why);
        assertThat(browser.cookie("mailyard_user")).isEmpty();
    }

    @Test
    void verifiedAddress_findsTheUserWhomTheSubjectIsFromThenOn() {
        ProviderShop shop = shop();
        shop.add("ann");
        shop.knows("s-ann", "Ann@Corp.Example");
        ProviderBrowser ann = shop.browser();
        isIn(ann, shop.signIn(ann), "ann@" + shop.name());

        shop.knows("s-ann", "renamed@elsewhere.example");
        ProviderBrowser again = shop.browser();
        isIn(again, shop.signIn(again), "ann@" + shop.name());

        // the address of somebody who left, given to another
        shop.knows("s-other", "ann@corp.example");
        ProviderBrowser other = shop.browser();
        isOut(other, shop.signIn(other), "belongs to somebody else");
        assertThat(
                        admin.call("audit/list", "action", "users.identities.link", "limit", 1000)
                                .ok()
                                .text())
                .contains("s-ann")
                .doesNotContain("s-other");
    }

    @Test
    void addressThatProvesNothing_findsNobody() {
        ProviderShop shop = shop("create_users", true);
        shop.add("ann");
        shop.add("twin", "email", "shared@corp.example");
        shop.add("twin2", "email", "SHARED@corp.example");
        shop.add("else", "email", "else@other.example");
        Map<Map<String, Object>, String> cases =
                Map.of(
                        Map.of("email", "ann@corp.example"),
                        "has not verified",
                        Map.of("email", "ann@corp.example", "email_verified", false),
                        "has not verified",
                        Map.of("email", "ann@corp.example", "email_verified", "true"),
                        "has not verified",
                        Map.of(),
                        "has not verified",
                        Map.of("email", "else@other.example", "email_verified", true),
                        "Nobody here has the address",
                        Map.of("email", "x@sub.corp.example", "email_verified", true),
                        "Nobody here has the address",
                        Map.of("email", "x@corp.example@evil.example", "email_verified", true),
                        "has not verified",
                        Map.of("email", "shared@corp.example", "email_verified", true),
                        "or to several");
        cases.forEach((claims, why) -> {
            shop.says("s-1", claims);
            ProviderBrowser browser = shop.browser();
            isOut(browser, shop.signIn(browser), why);
        });
        assertThat(shop.logins()).containsExactlyInAnyOrder("ann", "twin", "twin2", "else");
    }

    @Test
    void stranger_becomesAUserWhereTheAccountSaysSo() {
        ProviderShop shop = shop();
        shop.add("taken", "email", "taken@other.example");
        shop.knows("s-new", "new@corp.example");
        ProviderBrowser refused = shop.browser();
        isOut(refused, shop.signIn(refused), "Nobody here has the address");

        shop.set("create_users", true, "roles", Map.of("bosses", "master", "ops", "user"));
        ProviderBrowser made = shop.browser();
        isIn(made, shop.signIn(made), "hostile-ann@" + shop.name());
        Answer user = shop.user("hostile-ann");
        assertThat(user.at("data.master").flag()).isFalse();
        assertThat(user.at("data.has_password").flag()).isFalse();

        shop.says(
                "s-boss",
                Map.of(
                        "email",
                        "boss@corp.example",
                        "email_verified",
                        true,
                        "preferred_username",
                        "boss",
                        "groups",
                        List.of("bosses")));
        ProviderBrowser boss = shop.browser();
        isIn(boss, shop.signIn(boss), "boss@" + shop.name());
        assertThat(shop.user("boss").at("data.master").flag()).isTrue();

        shop.knows("s-taken", "t@corp.example", "preferred_username", "Taken");
        ProviderBrowser taken = shop.browser();
        isOut(taken, shop.signIn(taken), "has the login");

        shop.knows("s-none", "n@corp.example", "groups", List.of("others"));
        ProviderBrowser none = shop.browser();
        isOut(none, shop.signIn(none), "gives you a role");
        admin.call("accounts/freeze", "id", shop.account(), "reason", "bill").ok();
        shop.knows("s-late", "late@corp.example", "preferred_username", "late");
        ProviderBrowser late = shop.browser();
        isOut(late, shop.signIn(late), "Nobody here has the address");
        assertThat(shop.logins()).containsExactlyInAnyOrder("taken", "hostile-ann", "boss");
    }

    /** The words of one account's provider are worth nothing in another account. */
    @Test
    void userWithoutAPassword_hasNoneToChange() {
        ProviderShop shop = shop("create_users", true);
        shop.knows("s-new", "new@corp.example");
        ProviderBrowser made = shop.browser();
        isIn(made, shop.signIn(made), "hostile-ann@" + shop.name());
        Object[] flag = {
            "account_id", shop.account(), "name", "hostile-ann", "must_change_password", true
        };
        admin.call("accounts/users/update", flag).ok();
        ProviderBrowser again = shop.browser();
        isIn(again, shop.signIn(again), "hostile-ann@" + shop.name());
        assertThat(again.get("/portal/messages").statusCode()).isEqualTo(200);
    }

    @Test
    void providerOfAnotherAccount_signsNobodyIn() {
        ProviderShop shop = shop();
        ProviderShop evil = shop("create_users", true);
        shop.add("ann");
        shop.knows("s-ann", "ann@corp.example");
        ProviderBrowser ann = shop.browser();
        isIn(ann, shop.signIn(ann), "ann@" + shop.name());

        evil.says(
                "s-ann",
                Map.of(
                        "email",
                        "ann@corp.example",
                        "email_verified",
                        true,
                        "preferred_username",
                        "ann@" + shop.name(),
                        "iss",
                        shop.says().issuer()));
        ProviderBrowser liar = evil.browser();
        assertThat(evil.signIn(liar).statusCode()).isEqualTo(502);
        evil.knows("s-ann", "ann@corp.example");
        ProviderBrowser own = evil.browser();
        isIn(own, evil.signIn(own), "hostile-ann@" + evil.name());

        // begun at one, ended at another
        ProviderBrowser mixed = evil.browser();
        String back = evil.begin(mixed, "");
        shop.says().nonce = evil.says().nonce;
        assertThat(
                        mixed.get(
                                        back.replace(
                                                "/oidc/" + evil.provider() + "/",
                                                "/oidc/" + shop.provider() + "/"))
                                .statusCode())
                .isEqualTo(422);
        assertThat(mixed.cookie("mailyard_user")).isEmpty();
        // nor does it confirm somebody's session
        String again = evil.begin(ann, "?again=1");
        assertThat(ann.get(again).statusCode()).isIn(403, 502);
        assertThat(ann.get("/portal/profile").body()).contains("ann@" + shop.name());
        // nor is it one of administrators
        assertThat(own.begin("/admin/signin/corp").statusCode()).isEqualTo(404);
    }

    @Test
    void wayBack_worksOnceAndInItsBrowserAlone() {
        ProviderShop shop = shop();
        shop.add("ann");
        shop.knows("s-ann", "ann@corp.example");
        ProviderBrowser browser = shop.browser();
        String back = shop.begin(browser, "?to=//evil.example");
        assertThat(shop.browser().get(back).statusCode()).isEqualTo(422);
        String flow = browser.cookie("mailyard_user_provider");
        HttpResponse<String> opened = browser.get(back);
        isIn(browser, opened, "ann");
        assertThat(ProviderBrowser.location(opened)).endsWith("/portal");
        browser.setCookie("mailyard_user_provider", flow);
        assertThat(browser.get(back).statusCode()).isEqualTo(422);
        String other = shop.begin(browser, "");
        shop.says().nonce = "of another";
        assertThat(browser.get(other).statusCode()).isEqualTo(502);
    }

    /** A subject that no store takes, or that would fill it. */
    @Test
    void unusableSubject_signsNobodyIn() {
        ProviderShop shop = shop("create_users", true);
        for (String subject : List.of("a".repeat(256), "a\0b", "a\nb", "ä")) {
            shop.knows(subject, "x@corp.example");
            ProviderBrowser browser = shop.browser();
            assertThat(shop.signIn(browser).statusCode()).isEqualTo(502);
        }
        assertThat(shop.logins()).isEmpty();
    }

    @Test
    void forcedSecondFactor_isTheUsersOwnUnlessTheAccountTrustsTheProviders() {
        ProviderShop shop = shop();
        shop.add("ann");
        admin.call("accounts/save", "id", shop.account(), "force_2fa_auth", true).ok();
        Map<String, Object> ann = Map.of("email", "ann@corp.example", "email_verified", true);
        Map<String, Object> strong = new java.util.HashMap<>(ann);
        strong.put("amr", List.of("pwd", "otp"));
        for (List<String> trusted : List.of(List.<String>of(), List.of("hwk"), List.of("otp"))) {
            shop.set("second_factors", trusted);
            shop.says("s-ann", strong);
            ProviderBrowser browser = shop.browser();
            assertThat(shop.signIn(browser).statusCode()).isEqualTo(303);
            HttpResponse<String> page = browser.get("/portal");
            assertThat(page.statusCode()).isEqualTo(trusted.contains("otp") ? 200 : 303);
            if (page.statusCode() == 303) {
                assertThat(ProviderBrowser.location(page)).endsWith("/portal/profile/factor");
            }
        }
        shop.says("s-ann", ann);
        ProviderBrowser weak = shop.browser();
        assertThat(shop.signIn(weak).statusCode()).isEqualTo(303);
        assertThat(weak.get("/portal").statusCode()).isEqualTo(303);
    }

    @Test
    void ownSecondFactor_isAskedForUnlessTheProvidersCounts() {
        ProviderShop shop = shop();
        shop.add("ann");
        shop.knows("s-ann", "ann@corp.example");
        ProviderBrowser ann = shop.browser();
        shop.signIn(ann);
        String csrfAndSecret =
                ann.get(shop.begin(ann, "?again=1&to=/portal/profile/factor")).body();
        assertThat(csrfAndSecret).isEmpty();
        String page = ann.get("/portal/profile/factor").body();
        String secret = page.replaceFirst("(?s).*id=\"secret\">([A-Z2-7]{32})<.*", "$1");
        String csrf = page.replaceFirst("(?s).*name=\"csrf\" value=\"([^\"]+)\".*", "$1");
        HttpResponse<String> added =
                ann.post(
                        "/portal/profile/factor",
                        "csrf="
                                + csrf
                                + "&secret="
                                + secret
                                + "&code="
                                + Totp.code(secret, Instant.now()));
        assertThat(added.statusCode()).as(added.body()).isIn(200, 303);

        ProviderBrowser browser = shop.browser();
        HttpResponse<String> asked = shop.signIn(browser);
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.body()).contains("name=\"code\"");
        assertThat(browser.cookie("mailyard_user")).isEmpty();

        shop.set("second_factors", List.of("mfa"));
        shop.says(
                "s-ann",
                Map.of("email", "ann@corp.example", "email_verified", true, "amr", List.of("mfa")));
        ProviderBrowser trusted = shop.browser();
        isIn(trusted, shop.signIn(trusted), "ann");
    }

    @Test
    void statesOfUserAccountAndProvider_areThoseOfTheContract() {
        ProviderShop shop = shop();
        shop.add("ann");
        shop.knows("s-ann", "ann@corp.example");
        ProviderBrowser ann = shop.browser();
        isIn(ann, shop.signIn(ann), "ann");

        Object[] user = {"account_id", shop.account(), "name", "ann", "active"};
        admin.call("accounts/users/update", with(user, false)).ok();
        assertThat(ann.get("/portal").statusCode()).isEqualTo(303);
        ProviderBrowser off = shop.browser();
        isOut(off, shop.signIn(off), "switched off here");
        admin.call("accounts/users/update", with(user, true)).ok();

        admin.call("accounts/freeze", "id", shop.account(), "reason", "unpaid bill").ok();
        ProviderBrowser frozen = shop.browser();
        assertThat(shop.signIn(frozen).statusCode()).isEqualTo(303);
        assertThat(frozen.get("/portal").body()).contains("unpaid bill");
        admin.call("accounts/unfreeze", "id", shop.account()).ok();

        ProviderBrowser late = shop.browser();
        String back = shop.begin(late, "");
        admin.call("accounts/deactivate", "id", shop.account()).ok();
        assertThat(late.get(back).statusCode()).isIn(403, 404);
        assertThat(frozen.get("/portal").statusCode()).isEqualTo(303);
        assertThat(shop.browser().begin("/portal/oidc/" + shop.provider()).statusCode())
                .isEqualTo(404);
        admin.call("accounts/activate", "id", shop.account()).ok();

        ProviderBrowser last = shop.browser();
        isIn(last, shop.signIn(last), "ann");
        shop.set("active", false);
        assertThat(last.get("/portal").statusCode()).isEqualTo(303);
        shop.set("active", true);
        isIn(last, shop.signIn(last), "ann");
        admin.call("account_providers/delete", "account_id", shop.account(), "id", shop.provider())
                .ok();
        assertThat(last.get("/portal").statusCode()).isEqualTo(303);
        assertThat(shop.logins()).containsExactly("ann");
    }

    private static Object[] with(Object[] params, Object value) {
        List<Object> all = new ArrayList<>(List.of(params));
        all.add(value);
        return all.toArray();
    }

    @Test
    void loginWithoutAPassword_leadsToTheProviderOfItsAccount() {
        ProviderShop shop = shop("title", "Corp SSO");
        String plain = Api.unique("plain");
        admin.newAccount("name", plain);
        ProviderBrowser browser = shop.browser();
        HttpResponse<String> led =
                browser.post("/portal/signin", "login=whoever%40" + shop.name() + "&without=1");
        assertThat(ProviderBrowser.location(led)).startsWith(shop.says().issuer() + "/auth?");
        assertThat(browser.get("/portal/signin").body()).contains("Sign in without a password");
        // no account, and an account without a provider, look the same
        HttpResponse<String> none =
                browser.post("/portal/signin", "login=x%40" + plain + "&password=");
        HttpResponse<String> unknown =
                browser.post("/portal/signin", "login=x%40nothing-" + plain + "&password=");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(unknown.statusCode()).isEqualTo(422);

        assertThat(browser.get("/portal/signin/" + shop.name()).body())
                .contains("Sign in with Corp SSO", "/portal/oidc/" + shop.provider());
        for (String name : List.of(plain, "nothing-" + plain)) {
            HttpResponse<String> page = browser.get("/portal/signin/" + name);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).doesNotContain("/portal/oidc/").contains("name=\"password\"");
        }
    }
}
