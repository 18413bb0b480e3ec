package io.mailyard.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** Alerts of the platform's health for its administrators. */
class PlatformAlertTest {
    private static void silentNode(Api api, String name) {
        long node =
                api.call("nodes/save", "name", name, "host", name + ".example.com:8443").savedId();
        api.call("nodes/mta/activate", "id", node).ok();
    }

    @Test
    void silentNode_isMailedOnceToEachAddress() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(
                                StoreKind.SQLITE,
                                relay,
                                Clock.systemUTC(),
                                "alerts.interval=100ms",
                                "alerts.platform-addresses=ops@example.com, night@example.com")) {
            Api api = server.api();
            silentNode(api, "edge");

            ReceivedMail mail = about(relay, "ops@example.com", "node edge: silent");
            assertThat(mail.subject()).isEqualTo("Mailyard at mail.example.com needs attention");
            assertThat(mail.text())
                    .contains("https://mail.example.com/admin/health")
                    .contains("alerts.platform-addresses");
            about(relay, "night@example.com", "node edge: silent");
            // Later looks find the same.
            silentNode(api, "other");
            ReceivedMail second = about(relay, "ops@example.com", "node other: silent");
            assertThat(second.text()).doesNotContain("edge");
        }
    }

    private static ReceivedMail about(FakeMailHost relay, String address, String words) {
        Await.until(() ->
                ReceivedMail.to(relay, address).stream()
                        .anyMatch(mail -> mail.text().contains(words)));
        return ReceivedMail.to(relay, address).stream()
                .filter(mail -> mail.text().contains(words))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void mail_isInTheLanguageOfTheSetting() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        ReceivedMail.server(
                                StoreKind.SQLITE,
                                relay,
                                Clock.systemUTC(),
                                "alerts.interval=100ms",
                                "alerts.platform-language=ru",
                                "alerts.platform-addresses=ops@example.com")) {
            Api api = server.api();
            silentNode(api, "edge");

            ReceivedMail mail = about(relay, "ops@example.com", "Узел edge: не отвечает");
            assertThat(mail.subject()).isEqualTo("Mailyard на mail.example.com требует внимания");
        }
    }

    @Test
    void addresses_areCheckedAtTheStart() {
        assertThatThrownBy(() ->
                        TestServer.start(
                                StoreKind.SQLITE, "alerts.platform-addresses=ops@example.com,x"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("'x'");
    }
}
