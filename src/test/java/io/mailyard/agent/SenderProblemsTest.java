package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An address that is not on its node's machine is named, and the others go on. */
class SenderProblemsTest {
    @ParameterizedTest
    @EnumSource
    void addressThatIsNotHere_isNamedAndOthersGoOn(StoreKind kind) {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(kind, "submission.listen=")) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            api.json(
                            "senders/akmta/save",
                            "{\"id\":"
                                    + route.sender()
                                    + ",\"ips\":[{\"node_id\":1,\"ip\":\"192.0.2.77\",\"helo\":\"\"},"
                                    + "{\"node_id\":1,\"ip\":\"127.0.0.1\",\"helo\":\"\"}]}")
                    .ok();

            Await.until(() -> !problems(api, route).at("0").nothing());

            assertThat(problems(api, route).at("0").text())
                    .startsWith("node 1: sender '")
                    .contains("192.0.2.77 is not on this machine");
            route.send("someone@recipient.example", "goes on").ok();
            host.awaitMessages(1, Duration.ofSeconds(20));
        }
    }

    private static Tree problems(Api api, MailRoute route) {
        Tree sender = api.call("senders/akmta/get", "id", route.sender()).ok().at("data");
        return sender.at("problems").items().isEmpty()
                ? Tree.json("[null]")
                : sender.at("problems");
    }
}
