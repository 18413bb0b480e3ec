package io.mailyard.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.Test;

/** Pages of people whom a provider signs in, and who have no password to give. */
class ProvidedUserPagesTest {
    @Test
    void userOfAProvider_signsInAgainWhereOthersGiveAPassword() {
        try (TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "identity-providers.accounts-private-networks=allow",
                                "public.url=" + ProviderShop.PUBLIC);
                ProviderShop shop = ProviderShop.of(server)) {
            shop.add("ann", "master", true);
            shop.knows("s-ann", "ann@corp.example");
            ProviderBrowser ann = shop.browser();
            assertThat(shop.signIn(ann).statusCode()).isEqualTo(303);
            server.tamper("UPDATE user_sessions SET confirmed_at = 0");
            for (String page : new String[] {"/portal/profile", "/portal/start"}) {
                assertThat(ann.get(page).body())
                        .as(page)
                        .contains("?again=1&amp;to=%2Fportal")
                        .doesNotContain("type=\"password\"", "id=\"change-email\"");
            }
        }
    }
}
