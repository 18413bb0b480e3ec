package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code suppressions/...} by an account's own tokens. */
@ParameterizedClass
@EnumSource
class OwnSuppressionsTest {
    private static final String BASE = "/api/v1.1/suppressions/";

    private final Api api;

    OwnSuppressionsTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    @Test
    void account_hasItsOwnAlone() {
        long account = api.newAccount();
        long other = api.newAccount();
        Api own = api.newTokenOf(account).api();
        String email = Api.unique("x") + "@example.com";
        api.call("suppressions/add", "account_id", other, "email", email).ok();

        own.call(BASE + "add", "email", email, "reason", "asked us to").ok();

        assertThat(own.call(BASE + "list").ok().at("data").items()).hasSize(1);
        assertThat(own.call(BASE + "list").at("data.0.source").text()).isEqualTo("account");
        assertThat(api.call("suppressions/list", "account_id", account).at("data.0.email").text())
                .isEqualTo(email);
        assertThat(api.call("audit/list", "account_id", account).text())
                .contains("suppressions.add", "\"actor\":\"account-token:");
        own.call(BASE + "remove", "email", email.toUpperCase(Locale.ROOT)).ok();
        assertThat(own.call(BASE + "remove", "email", email).error()).isEqualTo(404);
        assertThat(api.call("suppressions/list", "account_id", other).at("data").items())
                .hasSize(1);
    }

    @Test
    void foreignTokens_areRefused() {
        long account = api.newAccount();
        Api reader = api.newTokenOf(account, "scopes", List.of("suppressions:read")).api();

        reader.call(BASE + "list").ok();
        assertThat(reader.call(BASE + "add", "email", "a@example.com").error()).isEqualTo(403);
        assertThat(reader.call("suppressions/list").error()).isEqualTo(403);
        assertThat(api.call(BASE + "list").error()).isEqualTo(403);
    }
}
