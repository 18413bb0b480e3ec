package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An account's own tokens as pages of the panel. */
class AccountTokenPagesTest {
    private static final Pattern SECRET = Pattern.compile("<pre id=\"secret\">([^<]+)</pre>");
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([^\"]+)\"");
    private static final String OWN = "/api/v1.1/account/get";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final PanelPeople person = PanelPeople.master(server);
    private final PanelClient admin = person.client();
    private final long account = api.newAccount();
    private final String path = "/admin/accounts/" + account + "/tokens";

    private static String found(Pattern pattern, String page) {
        Matcher found = pattern.matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    private long id() {
        return api.call("accounts/tokens/list", "account_id", account).at("data.0.id").number();
    }

    /** Acceptance 15: shown once with "I have it"; afterwards prefix, last use, from where. */
    @Test
    void acceptance15_secret_isShownOnce_thenItsPrefixAndWhoMadeIt() {
        assertThat(admin.get("/admin/accounts/" + account).body()).contains("href=\"" + path);
        assertThat(admin.get(path).body()).contains("No tokens", path + "/new");
        assertThat(admin.get(path + "/new").body())
                .contains("scopes:messages:write", "scopes:account:read", "addresses")
                .contains("Send mail by API and SMTP", "See what messages say")
                .doesNotContain("scopes:users:read", "account_ids", "name=\"personal\"");
        HttpResponse<String> faulty =
                admin.form(path + "/new", "name=&active=true&expires_at=2001-01-01+00:00");
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("name-fault", "scopes-fault", "expires_at-fault");

        HttpResponse<String> made =
                admin.form(
                        path + "/new",
                        "name=shop&active=true&scopes:account:read=true&addresses=127.0.0.0%2F8");
        String secret = found(SECRET, made.body());
        String prefix = secret.substring(0, "myt_".length() + 8);
        assertThat(secret).startsWith("myt_");
        assertThat(made.body()).contains("data-secret", "data-kept", "data-copy");
        String list = admin.get(path).body();
        assertThat(list)
                .contains(prefix + "…", "shop", "administrator:" + person.login())
                .doesNotContain(secret);
        String page = path + "/" + id();
        String shown = admin.get(page).body();
        assertThat(shown).contains(prefix + "…", "never", "127.0.0.0/8").doesNotContain(secret);
        assertThat(admin.get(page + "/delete").body()).contains("Nobody has used it");
        assertThat(api.withToken(secret).call(OWN).error()).isZero();

        HttpResponse<String> saved =
                admin.form(
                        page,
                        "name=shop&active=true&scopes:messages:write=true&addresses=&version="
                                + found(VERSION, shown));
        assertThat(saved.headers().firstValue("Location")).hasValue(path + "?done=saved");
        assertThat(api.withToken(secret).call(OWN).error()).isEqualTo(403);
        String fresh = found(SECRET, admin.form(page + "/rotate", "overlap_seconds=60").body());
        assertThat(admin.get(path).body())
                .contains(fresh.substring(0, prefix.length()) + "…")
                .doesNotContain(prefix);

        assertThat(admin.get(page + "/delete").body())
                .contains("Delete shop?", "refused from now on");
        assertThat(admin.form(page + "/delete", "reason=leaked").statusCode()).isEqualTo(303);
        assertThat(api.withToken(fresh).call(OWN).error()).isEqualTo(401);
        assertThat(admin.get("/admin/accounts/" + account + "/audit").body())
                .contains("account_tokens.delete", "leaked");
        assertThat(admin.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void personWhoMayNotWrite_seesButChangesNothing_andSeesNothingOfAnotherAccount() {
        NewToken token = api.newTokenOf(account);
        String page = path + "/" + token.id();
        PanelClient support = PanelPeople.of(server, "support").client();
        assertThat(support.get(path).body())
                .contains(token.api().token().substring(0, 12) + "…")
                .doesNotContain(path + "/new");
        assertThat(support.get(page).body()).doesNotContain(page + "/delete", page + "/rotate");
        assertThat(support.form(page + "/delete", "reason=x").body())
                .contains("account_tokens:write");
        assertThat(PanelPeople.of(server, "auditor").client().get(path).statusCode())
                .isEqualTo(403);
        String foreign = "/admin/accounts/" + api.newAccount() + "/tokens/" + token.id();
        assertThat(admin.get(foreign).statusCode()).isEqualTo(404);
        assertThat(admin.form(foreign + "/delete", "reason=x").statusCode()).isEqualTo(404);
        assertThat(admin.get("/admin/access/tokens/" + token.id()).statusCode()).isEqualTo(404);
    }
}
