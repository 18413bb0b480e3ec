package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server as it is after its first start. */
class FirstCallTest {
    @ParameterizedTest
    @EnumSource
    void newPlatform_hasATokenAndATariff(StoreKind kind) {
        try (TestServer server = TestServer.start(kind)) {
            Answer tokens = server.api().call("tokens/list").ok();
            Answer tariffs = server.api().callXml("tariffs/list").ok();

            assertThat(tokens.at("total_count").number()).isEqualTo(1);
            assertThat(tokens.at("data.0.name").text()).isEqualTo("admin");
            assertThat(tokens.text()).doesNotContain(server.token());
            assertThat(tariffs.at("data.name").text()).isEqualTo("default");
        }
    }

    @ParameterizedTest
    @EnumSource
    void account_isMadeAndListed(StoreKind kind) {
        Api api = TestServer.of(kind).api();

        long id = api.newAccount();

        Answer listed = api.call("accounts/list", "from_id", id, "limit", 1).ok();
        assertThat(listed.at("data.0.id").number()).isEqualTo(id);
    }
}
