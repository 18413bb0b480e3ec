package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What administrators ask of a queue of 1,000,000 recipients, most of them one account's: counts,
 * hold, release, purge; each against a bare count of the same rows. The effect is read by counts
 * right after each answer.
 */
final class Queued {
    private static final long QUEUED = System.getenv("BENCH_QUICK") == null ? 1_000_000 : 100_000;
    private static final int BIG_CAMPAIGNS = 4;
    private static final int SMALL = 100;

    /** Domains of no ISP, one recipient each, queued by a sender of its own beside the million. */
    private static final int WIDE = (int) (QUEUED / 10);

    private static final int CALLS = 41;
    private static final int HOLDS = 11;
    private static final List<List<String>> ISPS =
            List.of(
                    List.of("Gmail", "gmail.com"),
                    List.of("Outlook", "outlook.com"),
                    List.of("Yahoo", "yahoo.com"),
                    List.of("Mail.ru", "mail.ru"),
                    List.of("Yandex", "yandex.ru"),
                    List.of("iCloud", "icloud.com"),
                    List.of("GMX", "gmx.de"));
    private static final Pattern COUNT = Pattern.compile("\"(new|hold)\":([0-9]+)");
    private static final String BARE =
            "SELECT account_id, count(*) FROM recipients WHERE state <= 1 GROUP BY account_id";

    private final Bench bench;

    Queued(Bench bench) {
        this.bench = bench;
    }

    void run() {
        StringBuilder table =
                new StringBuilder(
                        "| store | call | median, ms | most, ms | bare count, ms | bare to ours |\n|---|---|---|---|---|---|\n");
        Path data = bench.folder("queue");
        table.append(measured("SQLite", data, StoreConfig.embedded(), List.of()));
        try (Cluster cluster = Cluster.start(bench.folder("queue-postgresql"))) {
            String url = cluster.database("queue");
            table.append(
                    measured(
                            "PostgreSQL",
                            bench.folder("queue-pg"),
                            StoreConfig.at(url),
                            List.of("store.url=" + url)));
        }
        bench.report("queue", table.toString());
    }

    /** A server with its queue, and the account of nine tenths of it. */
    private record QueuedHarness(
            BenchApi api, long sender, long wide, long big, StringBuilder rows, String store) {}

    private String measured(String store, Path data, StoreConfig config, List<String> settings) {
        long sender;
        long wide;
        long big;
        List<Long> small = new ArrayList<>();
        try (Served served = Served.mailyard(bench.root(), data, settings);
                BenchApi api = bench.api(served, data)) {
            big = account(api, "big");
            for (int i = 0; i < SMALL; i++) {
                small.add(account(api, "small" + i));
            }
            // without an IP nothing is sent: what is measured is the queue alone
            sender = api.save("senders/akmta/save", "\"name\":\"bench\"");
            wide = api.save("senders/akmta/save", "\"name\":\"wide\"");
        }
        double bare;
        try (Database database = Stores.open(config, data, Clock.systemUTC())) {
            FillQueue.with(database, parts(sender, big, small));
            FillQueue.with(database, domains(wide, small.getFirst()));
            bare = median(5, () -> database.read(tx -> tx.query(BARE, row -> row.number(1))));
        }
        try (Served served = Served.mailyard(bench.root(), data, settings);
                BenchApi api = bench.api(served, data)) {
            QueuedHarness harness =
                    new QueuedHarness(api, sender, wide, big, new StringBuilder(), store);
            asked(harness, bare);
            return harness.rows().toString();
        }
    }

    private static long account(BenchApi api, String name) {
        return api.save(
                "accounts/save",
                "\"name\":\""
                        + name
                        + "\",\"title\":\"Bench\",\"tz\":\"UTC\",\"tariff\":\"default\",\"reports_day\":1,"
                        + "\"reports_hour\":9");
    }

    /** Seven ISPs and 493 domains in each of four campaigns; 18 lanes of each other account. */
    private static List<FillQueue.Part> parts(long sender, long big, List<Long> small) {
        List<FillQueue.Part> parts = new ArrayList<>();
        int each = (int) (QUEUED * 9 / 10 / BIG_CAMPAIGNS / 500);
        for (int campaign = 1; campaign <= BIG_CAMPAIGNS; campaign++) {
            for (int i = 0; i < 500; i++) {
                parts.add(part(sender, big, campaign, i, each));
            }
        }
        int few = (int) (QUEUED / 10 / SMALL / 20);
        for (long account : small) {
            for (int i = 0; i < 20; i++) {
                parts.add(part(sender, account, i % 2, i, few));
            }
        }
        return parts;
    }

    private static List<FillQueue.Part> domains(long sender, long account) {
        return IntStream.range(0, WIDE)
                .mapToObj(i ->
                        new FillQueue.Part(sender, account, 9, "other", "w" + i + ".example", 1))
                .toList();
    }

    private static FillQueue.Part part(long sender, long account, long campaign, int i, int count) {
        boolean known = i < ISPS.size();
        return new FillQueue.Part(
                sender,
                account,
                campaign,
                known ? ISPS.get(i).getFirst() : "other",
                known ? ISPS.get(i).getLast() : "d" + i + ".example",
                count);
    }

    private static void asked(QueuedHarness harness, double bare) {
        for (String group : List.of("total", "account", "account_campaign", "isp")) {
            String members = "\"id\":" + harness.sender() + ",\"group\":\"" + group + "\"";
            times(harness, "stats by " + group, bare, CALLS, () -> stats(harness, members));
        }
        held(harness, "one ISP", ",\"isp\":\"Gmail\"", bare);
        held(
                harness,
                "one campaign",
                ",\"account_id\":" + harness.big() + ",\"campaign_id\":2",
                bare);
        held(harness, "one account", ",\"account_id\":" + harness.big(), bare);
        held(harness, "the sender", "", bare);
        QueuedHarness wide =
                new QueuedHarness(
                        harness.api(), harness.wide(), 0, 0, harness.rows(), harness.store());
        held(wide, "another sender, as many domains", "", bare);
        purged(wide, "another sender, as many domains", "", bare);
        purged(harness, "one ISP", ",\"isp\":\"Gmail\"", bare);
        purged(
                harness,
                "one campaign",
                ",\"account_id\":" + harness.big() + ",\"campaign_id\":2",
                bare);
        purged(harness, "one account", ",\"account_id\":" + harness.big(), bare);
        // while the rows of all that are ended in the background
        times(
                harness,
                "stats by account, during the sweep",
                bare,
                CALLS,
                () -> stats(harness, "\"id\":" + harness.sender() + ",\"group\":\"account\""));
        held(harness, "the sender, during the sweep", "", bare);
        purged(harness, "the rest", "", bare);
        String ledger = harness.api().call("ledger/get", "");
        if (!ledger.contains("\"balanced\":true")) {
            throw new IllegalStateException(ledger);
        }
    }

    private static String stats(QueuedHarness harness, String members) {
        return harness.api().call("senders/queue/stats", members);
    }

    private static void held(QueuedHarness harness, String what, String part, double bare) {
        String members = "\"id\":" + harness.sender() + part;
        long queued = count(stats(harness, members), "new");
        double[] hold = new double[HOLDS];
        double[] release = new double[HOLDS];
        for (int i = -1; i < HOLDS; i++) {
            double one = millis(() -> harness.api().call("senders/queue/hold", members));
            mustBe(queued, count(stats(harness, members), "hold"), "held");
            double other = millis(() -> harness.api().call("senders/queue/release", members));
            mustBe(queued, count(stats(harness, members), "new"), "released");
            if (i >= 0) {
                hold[i] = one;
                release[i] = other;
            }
        }
        String size = String.format(Locale.ROOT, " (%,d)", queued);
        row(harness, "hold of " + what + size, hold, bare);
        row(harness, "release of " + what + size, release, bare);
    }

    private static void purged(QueuedHarness harness, String what, String part, double bare) {
        String members = "\"id\":" + harness.sender() + part;
        long queued = count(stats(harness, members), "new");
        double[] once = {millis(() -> harness.api().call("senders/queue/purge", members))};
        mustBe(0, count(stats(harness, members), "new"), "left");
        String size = String.format(Locale.ROOT, " (%,d)", queued);
        row(harness, "purge of " + what + size, once, bare);
    }

    private static void mustBe(long expected, long found, String what) {
        if (expected != found) {
            throw new IllegalStateException(found + " are " + what + ", not " + expected);
        }
    }

    /** The first row's. */
    private static long count(String stats, String state) {
        Matcher count = COUNT.matcher(stats);
        while (count.find()) {
            if (count.group(1).equals(state)) {
                return Long.parseLong(count.group(2));
            }
        }
        return 0;
    }

    private static void times(
            QueuedHarness harness, String what, double bare, int calls, Supplier<?> call) {
        double[] millis = new double[calls];
        for (int i = -calls / 2; i < calls; i++) {
            double one = millis(call);
            if (i >= 0) {
                millis[i] = one;
            }
        }
        row(harness, what, millis, bare);
    }

    private static double median(int calls, Supplier<?> call) {
        double[] millis = new double[calls];
        for (int i = -1; i < calls; i++) {
            double one = millis(call);
            if (i >= 0) {
                millis[i] = one;
            }
        }
        Arrays.sort(millis);
        return millis[calls / 2];
    }

    private static double millis(Supplier<?> call) {
        long began = System.nanoTime();
        if (call.get() == null) {
            throw new IllegalStateException("no answer");
        }
        return (System.nanoTime() - began) / 1e6;
    }

    private static void row(QueuedHarness harness, String what, double[] millis, double bare) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        double median = sorted[sorted.length / 2];
        harness.rows()
                .append(
                        String.format(
                                Locale.ROOT,
                                "| %s | %s | %.1f | %.1f | %.0f | %.0f |%n",
                                harness.store(),
                                what,
                                median,
                                sorted[sorted.length - 1],
                                bare,
                                bare / median));
    }
}
