package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an account's own token opens, and what it does not. */
@ParameterizedClass
@EnumSource
class AccountCallerTest {
    private static final String OWN = "/api/v1.1/account/get";
    private final StoreKind kind;
    private final TestServer server;
    private final Api admin;
    private final long account;

    AccountCallerTest(StoreKind kind) {
        this.kind = kind;
        this.server = TestServer.of(kind);
        this.admin = server.api();
        this.account = admin.newAccount();
    }

    private static void assertRefused(Answer answer, int error, String reason) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.error()).as("%s", answer).isEqualTo(error);
        assertThat(answer.errorText()).contains(reason);
    }

    private void save(NewToken token, Object... more) {
        Object[] all = new Object[more.length + 4];
        all[0] = "account_id";
        all[1] = account;
        all[2] = "id";
        all[3] = token.id();
        System.arraycopy(more, 0, all, 4, more.length);
        admin.call("accounts/tokens/save", all).ok();
    }

    @Test
    void ownAccount_isAnsweredInBothFormats() {
        Api own = admin.newTokenOf(account, "scopes", List.of("account:read")).api();

        Answer json = own.call(OWN).ok();
        Answer xml = own.callXml(OWN + "/").ok();

        assertThat(json.at("data").names())
                .containsExactly(
                        "id",
                        "name",
                        "title",
                        "timezone",
                        "is_active",
                        "is_tariff_exceed",
                        "is_frozen",
                        "frozen_details",
                        "frozen_until",
                        "created_at",
                        "usage");
        assertThat(json.at("data.id").number()).isEqualTo(account);
        assertThat(json.at("data.is_active").flag()).isTrue();
        assertThat(xml.at("data.id").number()).isEqualTo(account);
    }

    @Test
    void administratorsCalls_refuseIt() {
        Api own = admin.newTokenOf(account).api();

        for (Routes.RouteLine route : Routes.of(server)) {
            Answer answer = own.with("Prefer", "dry-run").json(route.path(), "{}");
            assertRefused(answer, 403, "is an account's own");
        }
    }

    @Test
    void accountsCalls_refuseAnAdministrator() {
        for (Routes.RouteLine route : Routes.ofAccounts(server)) {
            assertRefused(admin.json(route.path(), "{}"), 403, "is an administrator's");
        }
    }

    @Test
    void scopes_areThoseOfTheCallsNoun() {
        Api reads = admin.newTokenOf(account, "scopes", List.of("read")).api();
        Api account = admin.newTokenOf(this.account, "scopes", List.of("account:read")).api();
        Api messages = admin.newTokenOf(this.account, "scopes", List.of("messages:write")).api();

        reads.call(OWN).ok();
        account.call(OWN).ok();
        assertRefused(messages.call(OWN), 403, "lacks the scope account:read");
    }

    @Test
    void secret_isTakenFromTheBodyAndNeverFromTheUrl() {
        NewToken token = admin.newTokenOf(account);
        Api nobody = admin.withToken("");

        nobody.call(OWN, "token", token.api().token()).ok();
        assertRefused(nobody.call(OWN), 401, "API token required");
        assertRefused(
                nobody.call(OWN + "?token=" + token.api().token()), 401, "a token in the URL");
        assertRefused(admin.withToken("myt_wrong").call(OWN), 401, "unknown");
    }

    @Test
    void stateOfTheToken_holdsAtOnce() {
        NewToken token = admin.newTokenOf(account);
        token.api().call(OWN).ok();

        save(token, "active", false);
        assertRefused(token.api().call(OWN), 401, "inactive");
        save(token, "active", true, "expires_at", Instant.now().minusSeconds(1));
        assertRefused(token.api().call(OWN), 401, "expired");
        save(token, "expires_at", "", "addresses", List.of("192.0.2.0/24"));
        assertRefused(token.api().call(OWN), 403, "may not be used from address 127.0.0.1");
        save(token, "addresses", List.of("127.0.0.1"));
        token.api().call(OWN).ok();
        admin.call("accounts/tokens/delete", "account_id", account, "id", token.id()).ok();
        assertRefused(token.api().call(OWN), 401, "unknown");
    }

    @Test
    void frozenAccount_getsThePaymentNotice() {
        Api own = admin.newTokenOf(account).api();
        own.call(OWN).ok();
        admin.json(
                        "accounts/freeze",
                        "{\"id\":"
                                + account
                                + ",\"frozen_details\":{\"payment_url\":\"https://pay.example.com/7\"},"
                                + "\"reason\":\"Invoice 12 is open\",\"until\":\"2099-01-02T03:04:05Z\"}")
                .ok();

        for (Answer refused : List.of(own.call(OWN), own.callXml(OWN))) {
            assertRefused(
                    refused,
                    403,
                    "account "
                            + account
                            + " is frozen until 2099-01-02T03:04:05Z: Invoice 12 is open");
            assertThat(refused.at("frozen_details.payment_url").text())
                    .isEqualTo("https://pay.example.com/7");
            assertThat(refused.at("frozen_details.reason").text()).isEqualTo("Invoice 12 is open");
            assertThat(refused.at("frozen_until").text()).isEqualTo("2099-01-02T03:04:05Z");
        }
        assertThat(own.call(OWN).text())
                .startsWith("{\"error\":403,\"error_text\":")
                .endsWith("\"frozen_until\":\"2099-01-02T03:04:05Z\"}");
        admin.call("accounts/unfreeze", "id", account).ok();
        own.call(OWN).ok();
    }

    @Test
    void freezeWithoutDetails_getsTheSameRefusal() {
        Api own = admin.newTokenOf(account).api();
        admin.call("accounts/freeze", "id", account).ok();

        Answer refused = own.call(OWN);

        assertRefused(refused, 403, "account " + account + " is frozen");
        assertThat(refused.at("frozen_details").names()).isEmpty();
        assertThat(refused.at("frozen_until").nothing()).isTrue();
    }

    @Test
    void strongestState_counts() {
        Api own = admin.newTokenOf(account).api();
        admin.call("accounts/freeze", "id", account).ok();
        admin.call("accounts/deactivate", "id", account).ok();
        assertRefused(own.call(OWN), 403, "switched off");

        admin.call("accounts/delete", "id", account).ok();
        assertRefused(own.call(OWN), 401, "is deleted");
        admin.call("accounts/restore", "id", account).ok();
        assertRefused(own.call(OWN), 403, "switched off");
        admin.call("accounts/activate", "id", account).ok();
        assertRefused(own.call(OWN), 403, "frozen");
        admin.call("accounts/unfreeze", "id", account).ok();
        own.call(OWN).ok();
    }

    @Test
    void unfreeze_restoresAccessByItself() {
        TestClock clock = TestClock.standing();
        try (TestServer one = TestServer.start(kind, clock)) {
            long id = one.api().newAccount();
            Api own = one.api().newTokenOf(id).api();
            Instant until = clock.instant().plusSeconds(60);
            one.api().call("accounts/freeze", "id", id, "until", until).ok();
            assertRefused(own.call(OWN), 403, "frozen");

            clock.advance(Duration.ofSeconds(61));

            Await.until(() -> own.call(OWN).error() == 0);
        }
    }

    @Test
    void callsOfAnAccountsTokens_countTogetherAgainstItsTariff() {
        TestClock clock = TestClock.standing();
        try (TestServer one = TestServer.start(kind, clock)) {
            Api api = one.api();
            long tariff =
                    api.call("tariffs/save", "name", "slow", "api_calls_per_minute", 3).savedId();
            long id = api.newAccount("tariff", tariff);
            Api first = api.newTokenOf(id).api();
            Api second = api.newTokenOf(id).api();
            Api other = api.newTokenOf(api.newAccount("tariff", tariff)).api();
            first.call(OWN).ok();
            first.call(OWN).ok();
            second.call(OWN).ok();

            Answer refused = second.callXml(OWN);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.errorText())
                    .isEqualTo(
                            "account "
                                    + id
                                    + " has made more calls than the 3 in a minute of its tariff");
            assertThat(refused.header("Retry-After")).isEqualTo("20");
            other.call(OWN).ok();
            clock.advance(Duration.ofSeconds(20));
            first.call(OWN).ok();
            assertThat(first.call(OWN).status()).isEqualTo(429);
            api.call("tariffs/save", "id", tariff, "api_calls_per_minute", 4).ok();
            first.call(OWN).ok();
            assertThat(first.call(OWN).status()).isEqualTo(429);
            api.call("tariffs/save", "id", tariff, "api_calls_per_minute", 0).ok();
            first.call(OWN).ok();
        }
    }

    @Test
    void rateOfEachToken_isItsOwn() {
        try (TestServer one =
                TestServer.start(kind, TestClock.standing(), "api.calls-per-minute=2")) {
            Api admins = one.api().newToken().api();
            Api own = admins.newTokenOf(admins.newAccount()).api();
            own.call(OWN).ok();
            own.call(OWN).ok();

            Answer refused = own.call(OWN);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("30");
        }
    }
}
