package io.mailyard.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What a refusal costs the server: by HTTP a wrong token, a frozen account and one over its rate,
 * by SMTP a MAIL and a RCPT of a bad address in signed-in sessions (a frozen account cannot sign
 * in). Told is how many the server answers in a second of one processor, since its own processor
 * time says what it costs however busy the machine is.
 */
final class Refusing {
    private static final int CONNECTIONS = 64;
    private static final int SMTP_CONNECTIONS = 16;

    /** Different ones of each kind, so that no answer is another's. */
    private static final int REQUESTS = 10_000;

    /** Accounts of each kind. */
    private static final int ACCOUNTS = 100;

    private final Bench bench;
    private final StringBuilder rows =
            new StringBuilder(
                    """
                    | Refused | a second of one processor, median (least to most) | µs of the server each | a second, beside the load on the same machine | p99, ms |
                    |---|---|---|---|---|
                    """);

    Refusing(Bench bench) {
        this.bench = bench;
    }

    void run() {
        Path data = bench.folder("refusals");
        int port = Ports.free();
        List<String> settings =
                List.of(
                        "submission.listen=127.0.0.1:" + port,
                        "submission.max-connections-per-account=" + SMTP_CONNECTIONS);
        try (Served server = Served.mailyard(bench.root(), data, settings);
                BenchApi api = bench.api(server, data)) {
            long tariff =
                    api.save(
                            "tariffs/save",
                            "\"name\":\"slow\",\"messages_per_month\":0,\"api_calls_per_minute\":1");
            List<String> frozen = new ArrayList<>();
            List<String> fast = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                long account = account(api, "frozen" + i, 1);
                frozen.add(Fairness.token(api, account));
                api.call("accounts/freeze", "\"id\":" + account);
                fast.add(Fairness.token(api, account(api, "fast" + i, tariff)));
            }
            http(server, "HTTP, a wrong token", i -> send(api, "mya_" + "w".repeat(36) + i));
            http(server, "HTTP, a frozen account", i -> send(api, frozen.get(i % ACCOUNTS)));
            http(server, "HTTP, an account over its rate", i -> send(api, fast.get(i % ACCOUNTS)));
            smtp(api, server, port);
        }
        bench.report(
                "refusals",
                rows
                        + String.format(
                                Locale.ROOT,
                                "%n%,d requests with as many wrong tokens, or of %d accounts;"
                                        + " %d connections, by SMTP %d of as many users. Cached: right"
                                        + " tokens, the state of accounts (HTTP), pages of the store.%n",
                                REQUESTS,
                                ACCOUNTS,
                                CONNECTIONS,
                                SMTP_CONNECTIONS));
    }

    private static long account(BenchApi api, String name, long tariff) {
        return api.save(
                "accounts/save",
                "\"name\":\"%s\",\"title\":\"Bench\",\"tz\":\"UTC\",\"tariff\":%d,\"reports_day\":1,\"reports_hour\":9"
                        .formatted(name, tariff));
    }

    private static byte[] send(BenchApi api, String token) {
        String body =
                "{\"token\":\""
                        + token
                        + "\",\"from\":\"a@bench.example\",\"to\":\"b@bench.example\","
                        + "\"subject\":\"bench\",\"text\":\"Hello.\"}";
        String head =
                "POST /api/v1.1/messages/send HTTP/1.1\r\nHost: "
                        + api.server().getHostString()
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    private void http(Served server, String what, IntFunction<byte[]> request) {
        List<List<byte[]>> dealt = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            dealt.add(new ArrayList<>());
        }
        for (int i = 0; i < REQUESTS; i++) {
            dealt.get(i % CONNECTIONS).add(request.apply(i));
        }
        measured(server, what, lasting -> Load.run(server.address(), dealt, lasting));
    }

    private void smtp(BenchApi api, Served server, int port) {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < SMTP_CONNECTIONS; i++) {
            long account = account(api, "smtp" + i, 1);
            String login = "user" + i;
            String user =
                    "\"account_id\":%d,\"name\":\"%s\",\"first_name\":\"A\",\"last_name\":\"B\",\"email\":\"a@bench.example\",\"password\":\"%s\""
                            .formatted(account, login, RefusedSession.PASSWORD);
            api.save("accounts/users/add", user);
            users.add(login + "@smtp" + i);
        }
        measured(
                server,
                "SMTP, RCPT of a bad address",
                lasting -> RefusedSession.run(port, users, false, lasting));
        measured(
                server,
                "SMTP, MAIL of a bad address",
                lasting -> RefusedSession.run(port, users, true, lasting));
    }

    private interface Turn {
        Load.Result run(Duration lasting);
    }

    private void measured(Served server, String what, Turn turn) {
        Contest.ContestPlan plan = bench.plan();
        long end = System.nanoTime() + plan.patience().toNanos() / 2;
        for (long warm = 0; warm < plan.warmUp() / 2 && System.nanoTime() < end; ) {
            warm += turn.run(plan.turn()).answers();
        }
        List<Double> each = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        for (int i = 0; i < plan.pairs(); i++) {
            double before = ProcStat.cpuSeconds(server.pid());
            Load.Result result = turn.run(plan.turn());
            double used = ProcStat.cpuSeconds(server.pid()) - before;
            if (result.refused() != result.answers()) {
                throw new IllegalStateException(
                        what + ": " + result.refused() + " of " + result.answers() + " refused");
            }
            each.add(used * 1e6 / result.answers());
            rates.add(result.perSecond());
            p99.add(result.latencies().millis(0.99));
        }
        rows.append(
                String.format(
                        Locale.ROOT,
                        "| %s | %,.0f (%,.0f to %,.0f) | %.1f | %,.0f | %.2f |%n",
                        what,
                        1e6 / Contest.median(each),
                        1e6 / Contest.most(each),
                        1e6 / Contest.least(each),
                        Contest.median(each),
                        Contest.median(rates),
                        Contest.median(p99)));
        System.err.print(rows.substring(rows.lastIndexOf("\n", rows.length() - 2) + 1));
    }
}
