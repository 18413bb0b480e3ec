package io.mailyard.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends by itself: a freeze with its time, a deleted account with its retention. */
@ParameterizedClass
@EnumSource
class AccountTasksTest {
    private final StoreKind kind;

    AccountTasksTest(StoreKind kind) {
        this.kind = kind;
    }

    private static boolean frozen(Api api, long id) {
        return api.call("accounts/get", "id", id).ok().at("data.is_frozen").flag();
    }

    @Test
    void freeze_endsByItselfWithin500Millis() {
        Api api = TestServer.of(kind).api();
        long id = api.newAccount();
        Instant until = Instant.now().plusMillis(1200);
        api.call("accounts/freeze", "id", id, "until", until, "reason", "r").ok();
        assertThat(frozen(api, id)).isTrue();

        Await.until(() -> !frozen(api, id));

        Tree row = lastRow(api, id);
        assertThat(row.at("action").text()).isEqualTo("accounts.unfreeze");
        assertThat(row.at("actor").text()).isEqualTo("system:thaw");
        Instant thawed = Instant.parse(row.at("at").text());
        assertThat(Duration.between(until, thawed).toMillis()).isBetween(-1L, 500L);
    }

    private static Tree lastRow(Api api, long id) {
        return api.call("audit/list", "account_id", id, "order", "desc", "limit", 1).at("data.0");
    }

    @Test
    void replacedFreeze_endsAtItsNewTime() {
        TestClock clock = TestClock.standing();
        try (TestServer server = TestServer.start(kind, clock)) {
            Api api = server.api();
            long later = api.newAccount();
            long never = api.newAccount();
            long sooner = api.newAccount();
            Instant soon = clock.instant().plusSeconds(60);
            for (long id : new long[] {later, never}) {
                api.call("accounts/freeze", "id", id, "until", soon).ok();
                api.call("accounts/freeze", "id", id, "until", "").ok();
            }
            api.call("accounts/freeze", "id", later, "until", soon.plusSeconds(3600)).ok();
            api.call("accounts/freeze", "id", sooner, "until", soon.plusSeconds(3600)).ok();
            api.call("accounts/freeze", "id", sooner, "until", soon).ok();

            clock.advance(Duration.ofSeconds(61));

            // all that is due is lifted in one write
            Await.until(() -> !frozen(api, sooner));
            assertThat(frozen(api, later)).isTrue();
            assertThat(frozen(api, never)).isTrue();
        }
    }

    @Test
    void freezeThatExpiredWhileNoServerRan_endsAtTheStart() {
        TestClock clock = new TestClock();
        try (TestServer server = TestServer.start(kind, clock)) {
            Api api = server.api();
            long due = api.newAccount();
            long deleted = api.newAccount();
            long stays = api.newAccount();
            Instant until = Instant.now().plus(Duration.ofHours(1));
            api.call("accounts/freeze", "id", due, "until", until).ok();
            api.call("accounts/freeze", "id", deleted, "until", until).ok();
            api.call("accounts/delete", "id", deleted).ok();
            api.call("accounts/freeze", "id", stays, "until", until.plus(Duration.ofDays(1))).ok();

            server.restart(() -> clock.advance(Duration.ofHours(2)));

            Api later = server.api();
            assertThat(frozen(later, due)).isFalse();
            assertThat(frozen(later, stays)).isTrue();
            later.call("accounts/restore", "id", deleted).ok();
            assertThat(frozen(later, deleted)).isFalse();
        }
    }

    @Test
    void deletedAccount_isPurgedAfterItsRetention() {
        TestClock clock = new TestClock();
        try (TestServer server = TestServer.start(kind, clock)) {
            Api api = server.api();
            String name = Api.unique("gone");
            long doomed = api.newAccount("name", name);
            long restored = api.newAccount();
            api.newUser(doomed, "anna");
            api.newUser(restored, "anna");
            api.call("accounts/delete", "id", doomed).ok();
            api.call("accounts/delete", "id", restored).ok();
            clock.advance(Duration.ofDays(29));
            api.call("accounts/restore", "id", restored).ok();
            assertThat(api.call("accounts/get", "id", doomed).error()).isZero();
            clock.advance(Duration.ofDays(1).plusSeconds(1));

            Await.until(() -> api.call("accounts/get", "id", doomed).error() == 404);

            assertThat(api.call("accounts/restore", "id", doomed).error()).isEqualTo(404);
            assertThat(api.newAccount("name", name)).isGreaterThan(doomed);
            api.call("accounts/get", "id", restored).ok();
            api.call("accounts/users/get", "account_id", restored, "name", "anna").ok();
            Tree row = lastRow(api, doomed);
            assertThat(row.at("action").text()).isEqualTo("accounts.purge");
            assertThat(row.at("actor").text()).isEqualTo("system:purge");
            assertThat(row.at("before.name").text()).isEqualTo(name);
            assertThat(row.at("after").nothing()).isTrue();
        }
    }

    @Test
    void purge_leavesNothingOfTheAccountInAnyTable() {
        try (TestServer server = TestServer.start(kind, "accounts.retention=0s")) {
            Api api = server.api();
            long tariff = api.call("tariffs/save", "name", "own").savedId();
            long id = api.newAccount("tariff", tariff);
            for (int i = 0; i < 5; i++) {
                api.newUser(id, "user" + i);
            }
            api.call("accounts/delete", "id", id).ok();

            Await.until(() -> api.call("accounts/get", "id", id).error() == 404);

            Answer all = api.call("accounts/list", "include_deleted", true).ok();
            assertThat(all.at("total_count").number()).isZero();
            assertThat(server.rows("users")).isEmpty();
            assertThat(server.rows("password_links")).isEmpty();
            api.call("tariffs/delete", "id", tariff).ok();
        }
    }

    @Test
    void retention_isASetting() {
        TestClock clock = new TestClock();
        try (TestServer server = TestServer.start(kind, clock, "accounts.retention=1h")) {
            Api api = server.api();
            long id = api.newAccount();
            api.call("accounts/delete", "id", id).ok();
            clock.advance(Duration.ofMinutes(61));

            Await.until(() -> api.call("accounts/get", "id", id).error() == 404);
        }
    }
}
