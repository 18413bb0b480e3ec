package io.mailyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An account with much queued is frozen while its mail flows at full rate: how long from the call
 * to the last attempt that a mail host sees begin, by the host's own clock, and whether any begins
 * after the instant that the last receipt names.
 */
final class Stopping {
    private static final Pattern TOOK = Pattern.compile("\"took_effect_at\":\"([^\"]+)\"");
    private static final Pattern PAST = Pattern.compile("\"past_data\":([0-9]+)");

    /** Said first of the stop: no attempt is under way on any node, so each has reported. */
    private static final Pattern COMPLETE =
            Pattern.compile("^\"receipts\":\\[\\{[^{\\[]*\"complete\":true");

    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");

    /** Enough for some seconds of flow. */
    private static final int LOAD = 20_000;

    /** Freezes that take longer are told one by one. */
    private static final double SLOW_MILLIS = 50;

    private final Bench bench;

    Stopping(Bench bench) {
        this.bench = bench;
    }

    void run() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | nodes | freezes | call to the last new attempt, ms: p50, p99, most | MAILs at the host after the receipts' instant, beyond those that the receipts count as past DATA |
                        |---|---|---|---|
                        """);
        table.append(measured(1));
        table.append(measured(3));
        bench.report("stops", table.toString());
    }

    private String measured(int nodes) {
        int freezes = System.getenv("BENCH_QUICK") == null ? 200 : 30;
        Path data = bench.folder("stops");
        int port = Ports.free();
        List<Process> far = new ArrayList<>();
        try (MailClock clock = MailClock.start();
                Served served =
                        Served.mailyard(
                                bench.root(),
                                data,
                                List.of(
                                        "queue.thaw-ramp=0s",
                                        "submission.listen=127.0.0.1:" + port,
                                        "submission.trusted=127.0.0.0/8=bench"));
                BenchApi api = bench.api(served, data)) {
            long account = MailSetUp.through(api, clock.port(), false);
            if (nodes > 1) {
                spread(api, served, far, nodes);
            }
            return row(nodes, freezes, frozen(api, account, clock, port, freezes));
        } finally {
            far.forEach(Process::destroyForcibly);
        }
    }

    /** The sender sends from further nodes, each a process of its own, and not from the server. */
    private void spread(BenchApi api, Served served, List<Process> far, int nodes) {
        StringBuilder ips = new StringBuilder();
        for (int i = 1; i <= nodes; i++) {
            String answer =
                    api.call("nodes/save", "\"name\":\"far" + i + "\",\"host\":\"127.0.0.1\"");
            Matcher key = KEY.matcher(answer);
            if (!key.find()) {
                throw new IllegalStateException(answer);
            }
            ips.append(i == 1 ? "" : ",")
                    .append("{\"node_id\":")
                    .append(i + 1)
                    .append(",\"ip\":\"127.0.0.")
                    .append(i + 1)
                    .append("\",\"helo\":\"\"}");
            far.add(node(served, key.group(1), i));
        }
        api.save("senders/akmta/save", "\"id\":1,\"ips\":[" + ips + "]");
    }

    private Process node(Served served, String key, int number) {
        try {
            Path folder = bench.folder("node" + number);
            Path file = Files.writeString(folder.resolve("key"), key);
            return new ProcessBuilder(
                            bench.root().resolve("mailyard").toString(),
                            "node",
                            "--server",
                            "http://127.0.0.1:" + served.address().getPort(),
                            "--key-file",
                            file.toString(),
                            "--data",
                            folder.resolve("data").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What the freezes gave. */
    private record Found(List<Double> millis, int late) {}

    private static Found frozen(
            BenchApi api, long account, MailClock clock, int port, int freezes) {
        List<Double> millis = new ArrayList<>();
        int late = 0;
        long queued = 0;
        for (int i = 0; i < freezes; i++) {
            if (clock.taken() + LOAD / 4 > queued) {
                api.call("senders/queue/hold", "\"id\":1");
                Sink.source(port, LOAD, 1_000);
                queued += LOAD;
                api.call("senders/queue/release", "\"id\":1");
            }
            long before = clock.taken();
            until(
                    () -> clock.taken() > before + 20,
                    Duration.ofSeconds(60),
                    "the mail does not flow");
            Instant called = Instant.now();
            api.call("accounts/freeze", "\"id\":" + account);
            Instant answered = Instant.now();
            until(
                    () -> COMPLETE.matcher(newest(api, account)).find(),
                    Duration.ofSeconds(60),
                    "a node sends no receipt");
            Receipts receipts = receipts(newest(api, account), answered);
            Instant last = clock.lastMail();
            double took = Math.max(0, Duration.between(called, last).toNanos() / 1e6);
            millis.add(took);
            if (took > SLOW_MILLIS) {
                System.err.printf(
                        Locale.ROOT,
                        "  freeze %d took %.0f ms, its call %d ms%n",
                        i,
                        took,
                        Duration.between(called, answered).toMillis());
            }
            late += Math.max(0, clock.mailsAfter(receipts.effect()) - receipts.pastData());
            api.call("accounts/unfreeze", "\"id\":" + account);
        }
        return new Found(millis, late);
    }

    /** What the nodes said of the last stop: the latest instant, and how many were past DATA. */
    private record Receipts(Instant effect, int pastData) {}

    /** The newest stop of the account, with the receipts of its nodes, as JSON. */
    private static String newest(BenchApi api, long account) {
        String answer = api.call("accounts/get", "\"id\":" + account);
        int first = answer.indexOf("\"receipts\"");
        int second = answer.indexOf("\"kind\"", answer.indexOf("\"kind\"", first) + 1);
        return answer.substring(first, second < 0 ? answer.length() : second);
    }

    private static Receipts receipts(String newest, Instant least) {
        Instant latest = Instant.EPOCH;
        for (Matcher took = TOOK.matcher(newest); took.find(); ) {
            Instant instant = Instant.parse(took.group(1));
            latest = instant.isAfter(latest) ? instant : latest;
        }
        int pastData = 0;
        for (Matcher past = PAST.matcher(newest); past.find(); ) {
            pastData += Integer.parseInt(past.group(1));
        }
        return new Receipts(latest.equals(Instant.EPOCH) ? least : latest, pastData);
    }

    private static String row(int nodes, int freezes, Found found) {
        List<Double> sorted = found.millis().stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "| %d | %d | %.0f, %.0f, %.0f | %d |%n",
                nodes,
                freezes,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                sorted.getLast(),
                found.late());
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition, Duration patience, String otherwise) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(otherwise);
            }
            pause(1);
        }
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
