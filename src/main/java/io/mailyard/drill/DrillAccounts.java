package io.mailyard.drill;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Accounts that send, half of them from the node inside the server and half from another one, made
 * by calls of the API.
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
        int half = ACCOUNTS / 2;
        sender(calls, admin, "drill-server", strategy, 1, accounts.subList(0, half));
        sender(calls, admin, "drill-node", strategy, saved(node), accounts.subList(half, ACCOUNTS));
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

    /** A sender from one node, by which some of the accounts send. */
    private static void sender(
            DrillCalls calls,
            String admin,
            String name,
            long strategy,
            long node,
            List<DrillAccount> accounts) {
        String ips = "{\"ips\":[{\"node_id\":" + node + ",\"ip\":\"127.0.0.1\",\"helo\":\"\"}]}";
        Value addresses = JsonText.read(ips).values().getOrDefault("ips", new Value.Nothing());
        calls.must(
                "senders/akmta/save",
                admin,
                out ->
                        out.text("name", name)
                                .value("ips", addresses)
                                .text("domain_type", "from")
                                .number("strategy", strategy)
                                .numbers(
                                        "account_ids",
                                        accounts.stream().map(DrillAccount::id).toList()));
    }
}
