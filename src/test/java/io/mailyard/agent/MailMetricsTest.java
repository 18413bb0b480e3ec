package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** Mail, nodes and the ledger in {@code /metrics}. */
@ParameterizedClass
@StoresOfRun
class MailMetricsTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private final Api api;

    MailMetricsTest(StoreKind kind) {
        this.server = TestServer.start(kind, "submission.listen=");
        this.api = server.api();
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    private List<String> scrape() {
        return api.send("GET", "/metrics", "", "").text().lines().toList();
    }

    private void await(String... lines) {
        Await.until(() -> scrape().containsAll(List.of(lines)));
    }

    @Test
    void mail_isCountedByItsOutcome() {
        MailRoute route = MailRoute.to(api, host.port());
        host.at("RCPT TO:<gone", new Does.Says("550 5.1.1 no such user here"));
        host.at("RCPT TO:<spam", new Does.Says("554 5.7.1 not wanted"));
        host.at("RCPT TO:<later", new Does.Says("451 4.2.0 later"));
        for (String to : List.of("one", "two", "gone", "spam", "later")) {
            route.send(to + "@recipient.example", "counted").ok();
        }

        await(
                "mailyard_mail_accepted_total 5.0",
                "mailyard_mail_attempts_total 5.0",
                "mailyard_mail_delivered_total 2.0",
                "mailyard_mail_deferred_total 1.0",
                "mailyard_mail_bounced_hard_total 1.0",
                "mailyard_mail_bounced_total 1.0",
                "mailyard_mail_expired_total 0.0",
                "mailyard_queue_retry 1.0",
                "mailyard_leases 1.0",
                "mailyard_leases_lost_total 0.0");
        await(
                recipients(route, "accepted", 5),
                recipients(route, "delivered", 2),
                recipients(route, "deferred", 1),
                recipients(route, "bounced_hard", 1),
                recipients(route, "bounced_soft", 1));
    }

    private static String recipients(MailRoute route, String outcome, int count) {
        return "mailyard_mail_recipients_total{isp=\"other\",outcome=\""
                + outcome
                + "\",sender=\""
                + route.sender()
                + "\"} "
                + count
                + ".0";
    }

    @Test
    void dryRun_isNotCounted() {
        MailRoute route = MailRoute.to(api, host.port());
        route.sendAt(api.with("Prefer", "dry-run"), "one@recipient.example", "dry run").ok();

        assertThat(scrape()).contains("mailyard_mail_accepted_total 0.0");
    }

    @Test
    void accountThatDoesNotBalance_isNamed() {
        MailRoute route = MailRoute.to(api, host.port());
        route.send("one@recipient.example", "balanced").ok();
        await("mailyard_mail_delivered_total 1.0", "mailyard_ledger_unbalanced_accounts 0.0");
        assertThat(scrape()).noneMatch(line -> line.startsWith("mailyard_ledger_off{"));

        server.tamper("UPDATE ledger SET delivered = delivered - 1");

        await(
                "mailyard_ledger_imbalance 1.0",
                "mailyard_ledger_unbalanced_accounts 1.0",
                "mailyard_ledger_off{account=\"" + route.account() + "\"} 1.0");
    }

    @Test
    void nodes_showHowFarTheyAreBehind() {
        api.call("nodes/save", "name", "unborn", "host", "127.0.0.1:1").ok();
        api.call("nodes/mta/deactivate", "id", 1).ok();

        await(
                "mailyard_node_running{node=\"local\"} 0.0",
                "mailyard_node_revision_lag{node=\"local\"} 0.0",
                "mailyard_node_running{node=\"unborn\"} 0.0",
                "mailyard_node_revision_lag{node=\"unborn\"} 1.0");
        api.call("nodes/mta/activate", "id", 1).ok();
        await("mailyard_node_running{node=\"local\"} 1.0");
    }
}
