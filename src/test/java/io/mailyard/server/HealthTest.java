package io.mailyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Stores;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Acceptance 23: what {@code platform/health} finds, and since when. */
@ParameterizedClass
@EnumSource
class HealthTest {
    private final StoreKind kind;

    HealthTest(StoreKind kind) {
        this.kind = kind;
    }

    private static Tree check(Tree health, String name) {
        return health.at("data").items().stream()
                .filter(row -> row.at("check").text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String reason(Tree health, String name) {
        return check(health, name).at("reason").text();
    }

    @Test
    void anOpenUpgrade_isARow_andAWarningAfterAWeek() {
        TestClock clock = new TestClock();
        try (TestServer server = TestServer.start(kind, clock, "submission.listen=")) {
            Api api = server.api();
            assertThat(api.call("platform/health").ok().text()).doesNotContain("\"schema\"");
            clock.advance(Duration.ofSeconds(10));
            long now = clock.instant().toEpochMilli();
            server.tamper(
                    "INSERT INTO schema_ahead (version, name, checksum, applied_at, serves, made_by)"
                            + " SELECT version, name, checksum, "
                            + now
                            + ", 74, '0.2.0' FROM schema_versions WHERE version > 74");
            server.tamper("DELETE FROM schema_versions WHERE version > 74");

            Tree open = check(api.call("platform/health").ok().tree(), "schema");
            assertThat(open.at("state").text()).isEqualTo("ok");
            assertThat(open.at("reason").text()).isEqualTo("open");
            assertThat(
                            String.join(
                                    "\n",
                                    open.at("details").items().stream().map(Tree::text).toList()))
                    .contains(
                            "Mailyard 0.2.0 has expanded the schema to " + Stores.schema(),
                            "servers of Mailyard 0.1.0 (schema 74) can still use the store",
                            "mailyard migrate --contract");
            clock.advance(Duration.ofDays(8));
            Tree forgotten = check(api.call("platform/health").ok().tree(), "schema");
            assertThat(forgotten.at("state").text()).isEqualTo("warning");
            assertThat(forgotten.at("reason").text()).isEqualTo("left_open");
            assertThat(forgotten.at("value").number()).isEqualTo(Stores.schema() - 74);
        }
    }

    @Test
    void health_tellsEachFault_theWorstFirst_andSinceWhen() {
        TestClock clock = new TestClock();
        try (TestServer server = TestServer.start(kind, clock, "submission.listen=")) {
            Api api = server.api();
            Tree first = api.call("platform/health").ok().tree();
            assertThat(reason(first, "database")).isIn("ok", "slow");
            assertThat(reason(first, "clock")).isEqualTo("ok");
            assertThat(reason(first, "audit")).isEqualTo("unchecked");
            assertThat(reason(first, "ledger")).isEqualTo("ok");
            assertThat(reason(first, "queue")).isEqualTo("empty");
            assertThat(reason(first, "webhook")).isEqualTo("ok");
            assertThat(check(first, "disk").at("value").number()).isBetween(0L, 100L);

            api.call("audit/verify").ok();
            api.call("nodes/mta/deactivate", "id", 1).ok();
            long hook =
                    api.call(
                                    "webhooks/save",
                                    "url",
                                    "https://hooks.example.com/",
                                    "events",
                                    List.of("hbounce"))
                            .savedId();
            server.tamper("DELETE FROM webhook_states WHERE webhook_id = " + hook);
            server.tamper(
                    "INSERT INTO webhook_states (webhook_id, queued, delivered, dropped, failures, failing_since,"
                            + " last_answer, next_attempt_at, lease_owner, lease_until) VALUES ("
                            + hook
                            + ", 1, 0, 0, 3, 1000, '500 no', 253402300799999, '', 0)");
            long sender = api.call("senders/akmta/save", "name", Api.unique("sender")).savedId();
            Await.until(() ->
                    server.tamper(
                                    "UPDATE sender_dns SET problems = 'DNS: no PTR of"
                                            + " 192.0.2.1' WHERE sender_id = "
                                            + sender)
                            == 1);
            clock.advance(Duration.ofSeconds(6));
            Tree second = api.call("platform/health").ok().tree();
            assertThat(reason(second, "audit")).isEqualTo("ok");
            assertThat(reason(second, "node")).isEqualTo("deactivated");
            assertThat(check(second, "node").at("id").number()).isEqualTo(1);
            assertThat(check(second, "webhook").at("since").text())
                    .isEqualTo("1970-01-01T00:00:01Z");
            assertThat(check(second, "webhook").at("details.0").text()).isEqualTo("500 no");
            assertThat(check(second, "dns").at("details.0").text()).contains("no PTR");
            assertThat(second.at("data.0.state").text()).isEqualTo(second.at("state").text());
            String since = check(second, "node").at("since").text();
            clock.advance(Duration.ofMinutes(1));
            Tree third = api.call("platform/health").ok().tree();
            assertThat(check(third, "node").at("since").text()).isEqualTo(since);
        }
    }
}
