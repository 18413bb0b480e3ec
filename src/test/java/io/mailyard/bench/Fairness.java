package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One account's 1,000,000 recipients flow at full rate by a sender; another account hands in single
 * messages, one after the other, to the same ISP by the same sender. How long from the answer that
 * accepts each to its MAIL at the mail host, against the same with nothing else queued.
 */
final class Fairness {
    private static final long QUEUED = System.getenv("BENCH_QUICK") == null ? 1_000_000 : 100_000;
    private static final int SINGLES = 101;
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final Bench bench;
    private final HttpClient client = HttpClient.newHttpClient();

    Fairness(Bench bench) {
        this.bench = bench;
    }

    void run() {
        StringBuilder table =
                new StringBuilder(
                        "| store | queued beside, at first and at last | single messages | acceptance to MAIL, ms: p50, p99, most |\n|---|---|---|---|\n");
        table.append(measured("SQLite", bench.folder("fair"), StoreConfig.embedded(), List.of()));
        try (Cluster cluster = Cluster.start(bench.folder("fair-postgresql"))) {
            String url = cluster.database("fair");
            table.append(
                    measured(
                            "PostgreSQL",
                            bench.folder("fair-pg"),
                            StoreConfig.at(url),
                            List.of("store.url=" + url)));
        }
        bench.report("fairness", table.toString());
    }

    /** A server under way, and an account that sends single messages. */
    record Under(Served served, BenchApi api, MailClock host, String token, long sender) {}

    private String measured(String store, Path data, StoreConfig config, List<String> settings) {
        try (MailClock host = MailClock.start()) {
            long big;
            long sender = 1;
            String token;
            StringBuilder rows = new StringBuilder();
            try (Served served = Served.mailyard(bench.root(), data, settings);
                    BenchApi api = bench.api(served, data)) {
                big = MailSetUp.through(api, host.port(), false);
                long small =
                        api.save(
                                "accounts/save",
                                "\"name\":\"small\",\"title\":\"Small\",\"tz\":\"UTC\",\"tariff\":\"default\","
                                        + "\"reports_day\":1,\"reports_hour\":9");
                api.call("senders/assign", "\"id\":" + sender + ",\"account_id\":" + small);
                token = token(api, small);
                Under alone = new Under(served, api, host, token, sender);
                singles(alone);
                rows.append(row(store, "0", "0", singles(alone)));
            }
            try (Database database = Stores.open(config, data, Clock.systemUTC())) {
                FillQueue.with(database, parts(sender, big));
            }
            try (Served served = Served.mailyard(bench.root(), data, settings);
                    BenchApi api = bench.api(served, data)) {
                Under busy = new Under(served, api, host, token, sender);
                long before = host.taken();
                until(() -> host.taken() > before + 2_000);
                String first = queued(api, sender);
                double[] millis = singles(busy);
                rows.append(row(store, first, queued(api, sender), millis));
            }
            return rows.toString();
        }
    }

    /** All to one ISP, and to one domain of none: the single messages are for that domain too. */
    private static List<FillQueue.Part> parts(long sender, long account) {
        List<FillQueue.Part> parts = new ArrayList<>();
        int each = (int) (QUEUED / 40);
        for (int i = 0; i < 20; i++) {
            parts.add(new FillQueue.Part(sender, account, i, "Gmail", "gmail.com", each));
            parts.add(new FillQueue.Part(sender, account, i, "other", "recipient.example", each));
        }
        return parts;
    }

    static String token(BenchApi api, long account) {
        Matcher token =
                TOKEN.matcher(
                        api.call(
                                "accounts/tokens/save",
                                "\"account_id\":" + account + ",\"name\":\"bench\""));
        if (!token.find()) {
            throw new IllegalStateException("no token");
        }
        return token.group(1);
    }

    private static String queued(BenchApi api, long sender) {
        String stats = api.call("senders/queue/stats", "\"id\":" + sender);
        Matcher fresh = Pattern.compile("\"new\":([0-9]+)").matcher(stats);
        return fresh.find()
                ? String.format(Locale.ROOT, "%,d", Long.parseLong(fresh.group(1)))
                : "0";
    }

    /** Each is handed in when the one before has come; sorted, in milliseconds. */
    double[] singles(Under under) {
        return singles(under, "anna@recipient.example");
    }

    double[] singles(Under under, String to) {
        double[] millis = new double[SINGLES];
        for (int i = 0; i < SINGLES; i++) {
            String from = "single" + System.nanoTime() + "@small.example";
            under.host().watch(from);
            send(under, from, "\"" + to + "\"");
            long accepted = System.nanoTime();
            until(() -> under.host().seen() != 0);
            millis[i] = Math.max(0, under.host().seen() - accepted) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    /**
     * Hands a message in.
     *
     * @param to as JSON: an address, or a list of some
     */
    void send(Under under, String from, String to) {
        String body =
                "{\"from\":\""
                        + from
                        + "\",\"to\":"
                        + to
                        + ",\"subject\":\"single\",\"text\":\"Hello.\"}";
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + under.served().address().getPort()
                                                + "/api/v1.1/messages/send"))
                        .header("Authorization", "Bearer " + under.token())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            if (!answer.contains("\"error\":0")) {
                throw new IllegalStateException(answer);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static String row(String store, String first, String last, double[] sorted) {
        return String.format(
                Locale.ROOT,
                "| %s | %s, %s | %d | %.0f, %.0f, %.0f |%n",
                store,
                first,
                last,
                sorted.length,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }

    interface Condition {
        boolean holds();
    }

    static void until(Condition condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("it does not come");
            }
            try {
                TimeUnit.MICROSECONDS.sleep(200);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }
}
