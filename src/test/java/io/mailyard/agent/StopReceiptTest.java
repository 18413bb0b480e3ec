package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop's receipt names every node that may hold mail of its scope before it has reported. */
@ParameterizedClass
@EnumSource
class StopReceiptTest {
    private final TestServer server;
    private final StoreKind kind;
    private final Api api;
    private final PlainNode node;
    private final PlainNode.Sends mail;

    StopReceiptTest(StoreKind kind) {
        this.kind = kind;
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.node = PlainNode.of(server);
        this.mail = node.sends();
        node.open();
        mail.send("someone@recipient.example");
    }

    /** Every way to stop mail that a node holds. */
    private enum StopKind {
        FREEZE("accounts/freeze", "account"),
        DEACTIVATE("accounts/deactivate", "account"),
        HOLD("senders/queue/hold", "sender"),
        PURGE("senders/queue/purge", "sender");

        private final String path;
        private final String of;

        StopKind(String path, String of) {
            this.path = path;
            this.of = of;
        }
    }

    private void stop(StopKind how) {
        long id = how.of.equals("account") ? mail.account() : mail.sender();
        api.call(how.path, "id", id).ok();
    }

    private Tree receipt(StopKind how) {
        return how.of.equals("account")
                ? api.call("accounts/get", "id", mail.account()).ok().at("data.receipts.0")
                : api.call("senders/akmta/get", "id", mail.sender()).ok().at("data.receipts.0");
    }

    private Tree mine(StopKind how) {
        return receipt(how).at("nodes").items().stream()
                .filter(item -> item.at("node_id").number() == node.id())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNodeThatIsSilent_isPendingUntilItReports() {
        node.lease();
        for (StopKind how : StopKind.values()) {
            stop(how);

            assertThat(receipt(how).at("complete").flag()).as("%s", how).isFalse();
            assertThat(receipt(how).at("complete_at").nothing()).isTrue();
            assertThat(receipt(how).at("millis").nothing()).isTrue();
            assertThat(mine(how).at("state").text()).isEqualTo("pending");
            assertThat(mine(how).at("took_effect_at").nothing()).isTrue();
            assertThat(mine(how).at("pending_until").text()).isNotEmpty();

            node.ok("receipt", PlainNode.receipt(receipt(how).at("id").number()));

            assertThat(mine(how).at("state").text()).isEqualTo("reported");
            assertThat(mine(how).at("complete").flag()).isTrue();
            Await.until(() -> receipt(how).at("complete").flag());
            assertThat(receipt(how).at("complete_at").text()).isNotEmpty();
            assertThat(receipt(how).at("millis").number()).isNotNegative();
        }
    }

    @Test
    void aNodeThatStaysSilent_isPendingUntilItsLeaseIsOver() {
        node.lease();
        stop(StopKind.FREEZE);
        assertThat(mine(StopKind.FREEZE).at("state").text()).isEqualTo("pending");

        server.tamper(
                "UPDATE node_sessions SET lease_until = 1 WHERE instance = '"
                        + node.instance()
                        + "'");

        Await.until(() -> receipt(StopKind.FREEZE).at("complete").flag());
        assertThat(mine(StopKind.FREEZE).at("state").text()).isEqualTo("lease_ended");
        assertThat(mine(StopKind.FREEZE).at("took_effect_at").nothing()).isTrue();
        assertThat(mine(StopKind.FREEZE).at("lease_ended_at").text()).isNotEmpty();
        assertThat(receipt(StopKind.FREEZE).at("millis").number()).isNotNegative();
    }

    @Test
    void aNodeThatHasJustRestarted_isNamedByWhatItsFormerProcessHeld() {
        node.lease();
        stop(StopKind.FREEZE);
        PlainNode restarted = node.under(UUID.randomUUID().toString());
        restarted.ok("open", "{\"protocol\":2}");

        assertThat(mine(StopKind.FREEZE).at("state").text()).isEqualTo("lease_ended");
        Await.until(() -> receipt(StopKind.FREEZE).at("complete").flag());
        assertThat(restarted.lease()).isEmpty();
    }

    @Test
    void aNodeThatHoldsNothing_isNotWaitedFor() {
        stop(StopKind.FREEZE);

        assertThat(receipt(StopKind.FREEZE).at("nodes").items())
                .noneMatch(item -> item.at("state").text().equals("pending"));
        Await.until(() -> receipt(StopKind.FREEZE).at("complete").flag());
    }

    @Test
    void serversOverOneStore_areDistinguished() {
        if (kind != StoreKind.POSTGRESQL) {
            return;
        }
        try (TestServer other = server.beside()) {
            stop(StopKind.FREEZE);
            Await.until(() -> servers().size() >= 2);
            assertThat(servers())
                    .doesNotHaveDuplicates()
                    .allMatch(name -> name.matches("[A-Za-z0-9.-]+:\\d+"))
                    .anyMatch(name -> name.endsWith(":" + other.uri().getPort()))
                    .anyMatch(name -> name.endsWith(":" + server.uri().getPort()));
        }
    }

    private List<String> servers() {
        return receipt(StopKind.FREEZE).at("nodes").items().stream()
                .filter(item -> item.at("node_id").number() == 1)
                .map(item -> item.at("server").text())
                .toList();
    }
}
