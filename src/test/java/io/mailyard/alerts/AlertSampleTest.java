package io.mailyard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code accounts/users/alerts/test} and {@code account/alerts/test}. */
class AlertSampleTest {
    private static final String CALL = "accounts/users/alerts/test";

    private static final List<String> KINDS =
            List.of(
                    "limits",
                    "complaints",
                    "hard_bounces",
                    "soft_bounces",
                    "daily_reports",
                    "weekly_reports",
                    "limit_reached",
                    "account_frozen",
                    "account_unfrozen",
                    "domain",
                    "webhook");

    @Test
    void everyKind_isMailedInBothLanguagesWhetherItIsOnOrNot() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(StoreKind.SQLITE, relay, Clock.systemUTC())) {
            Api api = server.api();
            long account = api.newAccount("title", "Shop");
            api.newUser(account, "anna", "email", "anna@example.com", "lang", "EN");
            api.newUser(
                    account,
                    "boris",
                    "email",
                    "other@example.com",
                    "notify_email",
                    "boris@example.com",
                    "lang",
                    "RU",
                    "alerts",
                    Map.of("limits", true));
            for (String kind : KINDS) {
                for (String login : List.of("anna", "boris")) {
                    Object[] params = {"account_id", account, "name", login, "kind", kind};
                    Answer preview = api.with("Prefer", "dry-run").call(CALL, params).ok();
                    assertThat(preview.at("dry_run").flag()).isTrue();
                    Answer sent = api.call(CALL, params).ok();
                    assertThat(withoutTime(sent.at("data.text").text()))
                            .as(kind)
                            .isEqualTo(withoutTime(preview.at("data.text").text()))
                            .contains(login.equals("anna") ? "sample" : "образец")
                            .contains(login.equals("anna") ? "in your profile" : "в профиле");
                    assertThat(sent.at("data.recipient").text()).isEqualTo(login + "@example.com");
                }
            }
            ReceivedMail.await(relay, "anna@example.com", KINDS.size());
            ReceivedMail.await(relay, "boris@example.com", KINDS.size());
            assertThat(relay.messages()).hasSize(2 * KINDS.size());
        }
    }

    /** A minute may begin between the two. */
    private static String withoutTime(String text) {
        return text.replaceAll("\\d\\d:\\d\\d", "00:00");
    }

    @Test
    void ownToken_reachesItsOwnUsersAlone() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        Api api = server.api();
        long account = api.newAccount();
        long other = api.newAccount();
        String login = Api.unique("anna");
        api.newUser(account, login);
        Api own = api.newTokenOf(account).api();
        Api foreign = api.newTokenOf(other).api();
        String call = "/api/v1.1/account/alerts/test";

        own.with("Prefer", "dry-run").call(call, "name", login, "kind", "limits").ok();
        assertThat(foreign.call(call, "name", login, "kind", "limits").error()).isEqualTo(404);
        assertThat(own.call(CALL, "account_id", account, "name", login, "kind", "limits").error())
                .isEqualTo(403);
    }

    @Test
    void refusals_sayWhy() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        Api api = server.api();
        long account = api.newAccount();
        api.newUser(account, "quiet", "notify_email", "");
        api.newUser(account, "off", "active", false);
        api.newUser(account, "anna", "email", "nobody@localhost.invalid");

        assertThat(test(api, account, "nobody", "limits").error()).isEqualTo(404);
        assertThat(test(api, account, "off", "limits").error()).isEqualTo(403);
        Answer quiet = test(api, account, "quiet", "limits");
        assertThat(quiet.error()).isEqualTo(409);
        assertThat(quiet.errorText()).contains("has no notify_email");
        assertThat(test(api, account, "anna", "nonsense").error()).isEqualTo(400);
        for (int i = 0; i < 12; i++) {
            test(api, account, "anna", "limits").ok();
        }
        Answer tooMany = test(api, account, "anna", "limits");
        assertThat(tooMany.error()).isEqualTo(429);
        assertThat(tooMany.errorText()).contains("12 samples within an hour");
        api.call("accounts/deactivate", "id", account).ok();
        assertThat(test(api, account, "anna", "limits").error()).isEqualTo(403);
    }

    private static Answer test(Api api, long account, String login, String kind) {
        return api.call(CALL, "account_id", account, "name", login, "kind", kind);
    }
}
