package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node on another machine has a private key only with the mail that it signs. */
class KeysOnNodesTest {
    @Test
    void key_comesWithMailAndStaysInNoFile() throws IOException {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(StoreKind.SQLITE, "submission.listen=");
                RemoteNode far = RemoteNode.join(server)) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port(), far.id());
            long rsa = newKey(api, "rsa");
            long ed25519 = newKey(api, "ed25519");
            api.call("senders/akmta/save", "id", route.sender(), "dkim_keys", List.of(rsa, ed25519))
                    .ok();
            Path kept = far.folder().resolve("node-config.json");
            Await.until(() ->
                    Files.exists(kept)
                            && api.call("nodes/mta/status", "id", far.id())
                                    .at("data.synced")
                                    .flag());

            route.send("one@recipient.example", "signed").ok();

            String got =
                    new String(
                            host.awaitMessages(1, Duration.ofSeconds(20)).getFirst().raw(),
                            StandardCharsets.UTF_8);
            assertThat(got).contains("a=rsa-sha256;", "a=ed25519-sha256;");
            assertThat(Files.readString(kept))
                    .contains("\"revision\"")
                    .doesNotContain("pkcs8", "selector", "sender.example");

            long neighbour = api.newAccount();
            api.call("senders/assign", "id", route.sender(), "account_id", neighbour).ok();
            route.send("two@recipient.example", "unsigned").ok();
            String second =
                    new String(
                            host.awaitMessages(2, Duration.ofSeconds(20)).get(1).raw(),
                            StandardCharsets.UTF_8);
            assertThat(second).doesNotContain("DKIM-Signature");
        }
    }

    private static long newKey(Api api, String algorithm) {
        return api.call(
                        "keys/save",
                        "name",
                        Api.unique("key"),
                        "algorithm",
                        algorithm,
                        "domain",
                        "sender.example",
                        "selector",
                        algorithm,
                        "state",
                        "active")
                .savedId();
    }
}
