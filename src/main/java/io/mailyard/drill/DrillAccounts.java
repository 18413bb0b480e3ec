package io.mailyard.drill;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Accounts that send by one sender from two nodes, made by calls of the API.
 *
 * @param admin the administrator's token
 * @param node the second node; the first one is inside the server
 * @param nodeKey the key of the second node
 */
record DrillAccounts(String admin, long node, String nodeKey, List<DrillAccount> accounts) {
    /** As many as the load has clients. */
    private static final int ACCOUNTS = 4;

    /** An account and a token of its own. */
    record DrillAccount(long id, String token) {}

    static DrillAccounts create(DrillCalls calls, String admin, int sinkPort) {
        DrillCalls.DrillAnswer node =
                calls.must(
                        "nodes/save",
                        admin,
                        out -> out.text("name", "drill").text("host", "127.0.0.1:1"));
        calls.must(
                "routes/save",
                admin,
                out ->
                        out.text("domain", "*")
                                .text("host", "127.0.0.1")
                                .number("port", sinkPort)
                                .text("tls", "never"));
        long strategy = saved(calls.must("strategies/save", admin, DrillAccounts::strategy));
        List<DrillAccount> accounts = new ArrayList<>();
        for (int i = 1; i <= ACCOUNTS; i++) {
            accounts.add(account(calls, admin, i));
        }
        calls.must("senders/akmta/save", admin, sender(strategy, saved(node), accounts));
        return new DrillAccounts(
                admin, saved(node), node.textAt("data", "key"), List.copyOf(accounts));
    }

    private static long saved(DrillCalls.DrillAnswer answer) {
        return answer.numberAt("data", "saved_id");
    }

    private static void strategy(Out out) {
        out.text("name", "drill")
                .number("concurrent_connections", 20)
                .number("messages_per_connection", 1000)
                .number("connection_attempts", 1000)
                .number("interval_seconds", 1)
                .text("helo", "ip")
                .flag("try_tls_first", false);
    }

    private static DrillAccount account(DrillCalls calls, String admin, int number) {
        long id =
                saved(
                        calls.must(
                                "accounts/save",
                                admin,
                                out ->
                                        out.text("name", "drill-" + number)
                                                .text("title", WriteClient.title(0))
                                                .text("tz", "UTC")
                                                .text("tariff", "default")
                                                .number("reports_day", 1)
                                                .number("reports_hour", 9)));
        String token =
                calls.must(
                                "accounts/tokens/save",
                                admin,
                                out -> out.number("account_id", id).text("name", "drill"))
                        .textAt("data", "token");
        return new DrillAccount(id, token);
    }

    private static Consumer<Out> sender(long strategy, long node, List<DrillAccount> accounts) {
        Value ips =
                JsonText.read(
                                "{\"ips\":[{\"node_id\":1,\"ip\":\"127.0.0.1\",\"helo\":\"\"},{\"node_id\":"
                                        + node
                                        + ",\"ip\":\"127.0.0.1\",\"helo\":\"\"}]}")
                        .values()
                        .getOrDefault("ips", new Value.Nothing());
        return out ->
                out.text("name", "drill")
                        .value("ips", ips)
                        .text("domain_type", "from")
                        .number("strategy", strategy)
                        .numbers("account_ids", accounts.stream().map(DrillAccount::id).toList());
    }
}
