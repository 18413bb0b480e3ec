package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who a call is from: where the token stands, and when it is none (section 1 "Token"). */
@ParameterizedClass
@EnumSource
class CallerTest {
    private final StoreKind kind;
    private final Api admin;
    private final Api nobody;

    CallerTest(StoreKind kind) {
        this.kind = kind;
        this.admin = TestServer.of(kind).api();
        this.nobody = admin.withToken("");
    }

    private static void assertUnauthenticated(Answer answer, String reason) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.error()).isEqualTo(401);
        assertThat(answer.errorText()).startsWith("API token required").contains(reason);
    }

    @Test
    void token_isTakenFromTheBodyOrTheHeader() {
        nobody.call("accounts/list", "token", admin.token()).ok();
        nobody.callXml("accounts/list", "token", admin.token()).ok();
        nobody.with("Authorization", "Bearer " + admin.token()).call("accounts/list").ok();
        nobody.with("Authorization", "bearer " + admin.token()).call("accounts/list").ok();
    }

    @Test
    void noToken_is401() {
        assertUnauthenticated(nobody.call("accounts/list"), "");
        assertUnauthenticated(nobody.call("accounts/list", "token", ""), "");
        assertUnauthenticated(nobody.json("accounts/list", "{\"token\":null}"), "");
        assertUnauthenticated(nobody.json("accounts/list", "{\"token\":5}"), "");
        assertUnauthenticated(nobody.json("accounts/list", "{\"token\":[\"x\"]}"), "");
        assertUnauthenticated(nobody.with("Authorization", "Bearer ").call("accounts/list"), "");
        assertUnauthenticated(
                nobody.with("Authorization", "Basic " + admin.token()).call("accounts/list"), "");
    }

    @Test
    void unknownToken_is401AndIsNotRepeated() {
        String wrong = admin.token().substring(0, admin.token().length() - 3) + "AAA";

        Answer answer = nobody.call("accounts/list", "token", wrong);

        assertUnauthenticated(answer, "unknown");
        assertThat(answer.text()).doesNotContain(wrong);
        assertUnauthenticated(
                nobody.call("accounts/list", "token", "x".repeat(100_000)), "unknown");
    }

    @Test
    void twoDifferentTokens_areNone() {
        assertUnauthenticated(
                admin.call("accounts/list", "token", "mya_wrong"), "two different tokens");
        admin.call("accounts/list", "token", admin.token()).ok();
    }

    @Test
    void tokenInTheUrl_isRefusedWithTheReason() {
        assertUnauthenticated(
                nobody.call("accounts/list?token=" + admin.token()), "a token in the URL");
        assertUnauthenticated(
                admin.call("accounts/list?format=json&token=" + admin.token()),
                "a token in the URL");
        assertUnauthenticated(
                admin.call("accounts/list?tok%65n=" + admin.token()), "a token in the URL");
    }

    @Test
    void inactiveToken_is401UntilItIsActiveAgain() {
        NewToken other = admin.newToken();

        admin.call("tokens/save", "id", other.id(), "active", false).ok();
        assertUnauthenticated(other.api().call("accounts/list"), "inactive");
        admin.call("tokens/save", "id", other.id(), "active", true).ok();
        other.api().call("accounts/list").ok();
    }

    @Test
    void expiredToken_is401() {
        NewToken other = admin.newToken();
        Instant past = Instant.now().minusSeconds(1);

        admin.call("tokens/save", "id", other.id(), "expires_at", past).ok();
        assertUnauthenticated(other.api().call("accounts/list"), "expired");
        admin.call("tokens/save", "id", other.id(), "expires_at", "").ok();
        other.api().call("accounts/list").ok();
    }

    @Test
    void token_expiresWithoutAnyCall() {
        TestClock clock = TestClock.standing();
        try (TestServer server = TestServer.start(kind, clock)) {
            NewToken other = server.api().newToken("expires_at", clock.instant().plusSeconds(60));
            other.api().call("accounts/list").ok();

            clock.advance(Duration.ofSeconds(61));

            assertUnauthenticated(other.api().call("accounts/list"), "expired");
        }
    }

    @Test
    void deletedToken_is401() {
        NewToken other = admin.newToken();
        other.api().call("accounts/list").ok();

        admin.call("tokens/delete", "id", other.id()).ok();

        assertUnauthenticated(other.api().call("accounts/list"), "unknown");
    }

    @Test
    void refusalOfTheToken_comesBeforeThatOfTheParameters() {
        assertThat(nobody.json("accounts/get", "{\"id\":\"x\"}").error()).isEqualTo(401);
        Api users = admin.newToken("scopes", List.of("users:read")).api();
        assertThat(users.call("accounts/get").error()).isEqualTo(403);
    }

    @Test
    void tokenInTheUrl_isTakenWhereTheSettingAllowsIt() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "api.token-in-url=true")) {
            Api caller = server.api().withToken("");
            caller.call("accounts/list?token=" + server.token()).ok();
            assertUnauthenticated(caller.call("accounts/list?token=mya_x"), "unknown");
        }
    }
}
