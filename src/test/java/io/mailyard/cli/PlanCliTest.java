package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a change means for mail, and its plan, by the command line. */
class PlanCliTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api api = server.api();
    private final Shell shell =
            new Shell(server.folder())
                    .with("MAILYARD_URL", server.uri().toString())
                    .with("MAILYARD_TOKEN", server.token());

    private String sender(long account) {
        return Long.toString(
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("cli"),
                                "ips",
                                List.of(Body.members("node_id", 1, "ip", "127.0.0.1")),
                                "account_ids",
                                List.of(account))
                        .savedId());
    }

    @Test
    void dryRun_showsTheImpact_andThePlanAppliesIt() {
        Await.until(() -> api.call("nodes/mta/status", "id", 1).at("data.running").flag());
        long account = api.newAccount();
        String main = sender(account);
        String reserve = sender(account);
        api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        "Letters",
                        "email_rules",
                        List.of(
                                Body.members(
                                        "type",
                                        "default",
                                        "senders",
                                        List.of(
                                                Body.members("sender_id", main, "percent", 75),
                                                Body.members(
                                                        "sender_id", reserve, "percent", 25)))))
                .ok();

        String shown = shell.run("senders", "delete", main, "--dry-run").out();
        assertThat(shown)
                .contains("accounts affected: 1, with 0 messages queued")
                .contains("account " + account + ", virtual sender Letters, rule 0 (default):")
                .contains("sender " + main + ": 0.00% of messages, 75% by the rule; deleted")
                .contains("sender " + reserve + ": 100.00% of messages, 25% by the rule");
        Matcher plan = Pattern.compile("--plan-token (plan_\\S+)").matcher(shown);
        assertThat(plan.find()).isTrue();
        String[] apply = {"senders", "delete", main, "--yes", "--plan-token", plan.group(1)};
        api.call("senders/queue/hold", "id", reserve).ok();
        Shell.Left moved = shell.run(apply);
        assertThat(moved.code()).isEqualTo(6);
        assertThat(moved.err()).contains("no longer holds");
        api.call("senders/queue/release", "id", reserve).ok();
        assertThat(shell.run(apply).code()).isZero();

        assertThat(shell.run("senders", "delete", reserve, "--dry-run").out())
                .contains("accounts without an available sender: 1 (" + account + ")");
        assertThat(shell.run("senders", "delete", reserve, "--dry-run", "--json").out())
                .contains("\"impact\": {", "\"plan_token\": \"plan_");
        // what is agreed to at the question is what is done
        assertThat(shell.before(true).run("senders", "delete", reserve).code()).isZero();
    }
}
