package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Accounts whose webhooks' hosts say nothing, and another account's webhook. */
class WebhookShareTest {
    private static final int HOOKS = 10;

    private static void hook(Api api, long account, String url) {
        api.call(
                        "webhooks/save",
                        "account_id",
                        account,
                        "url",
                        url,
                        "events",
                        List.of("account.frozen"))
                .ok();
    }

    @ParameterizedTest
    @EnumSource
    void slowHostsOfAnAccount_doNotDelayOthers(StoreKind kind) {
        try (FakeEndpoint slow = FakeEndpoint.start().usually(FakeEndpoint.stalling());
                FakeEndpoint good = FakeEndpoint.start();
                TestServer server =
                        TestServer.start(
                                kind, "webhooks.private-networks=allow", "webhooks.timeout=20s")) {
            Api api = server.api();
            List<Long> slowOnes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                long account = api.newAccount();
                for (int hook = 0; hook < HOOKS; hook++) {
                    hook(api, account, slow.url("/" + i + "/" + hook));
                }
                slowOnes.add(account);
            }
            long other = api.newAccount();
            hook(api, other, good.url("/in"));
            slowOnes.forEach(account -> api.call("accounts/freeze", "id", account).ok());
            Await.until(() -> slow.requests().size() >= 3 * WebhookSender.OF_AN_ACCOUNT);

            api.call("accounts/freeze", "id", other).ok();
            long froze = System.nanoTime();
            Await.until(() -> good.requests().size() == 1);
            assertThat((System.nanoTime() - froze) / 1_000_000).as("ms").isLessThan(5_000);
            assertThat(slow.requests())
                    .as("requests at once")
                    .hasSize(3 * WebhookSender.OF_AN_ACCOUNT);
        }
    }
}
