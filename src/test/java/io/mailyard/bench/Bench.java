package io.mailyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs the parts of the bench that are named, prints what they found and keeps it. */
public final class Bench {
    private final Path root;
    private final Path work;
    private final Contest.ContestPlan plan;

    private Bench(Path root, Path work, Contest.ContestPlan plan) {
        this.root = root;
        this.work = work;
        this.plan = plan;
    }

    /** {@code ROOT WORK PART...}: the repository, an empty folder, and what to run. */
    public static void main(String[] args) throws IOException {
        boolean quick = System.getenv("BENCH_QUICK") != null;
        Duration patience = Duration.ofMinutes(1);
        Contest.ContestPlan plan =
                quick
                        ? new Contest.ContestPlan(300_000, patience, Duration.ofSeconds(1), 7)
                        : new Contest.ContestPlan(300_000, patience, Duration.ofSeconds(3), 11);
        Bench bench = new Bench(Path.of(args[0]), Path.of(args[1]), plan);
        System.out.println(bench.machine());
        Map<String, Runnable> parts = bench.parts();
        for (String part : List.of(args).subList(2, args.length)) {
            Runnable run = parts.get(part);
            if (run == null) {
                System.err.println("no part " + part + "; there are " + parts.keySet());
                System.exit(64);
            } else {
                run.run();
            }
        }
    }

    private Map<String, Runnable> parts() {
        Writing writing = new Writing(this);
        Relaying relaying = new Relaying(this);
        return Map.ofEntries(
                Map.entry("reads", new Reads(this)::onSqlite),
                Map.entry("reads-postgresql", new Reads(this)::onPostgres),
                Map.entry("commands", new Commanding(this)::run),
                Map.entry("signatures", new Signing(this)::run),
                Map.entry("pages", new Pages(this)::run),
                Map.entry("pages-panel", new PanelLists(this)::run),
                Map.entry("streams-panel", new PanelStreams(this)::run),
                Map.entry("writes", writing::onSqlite),
                Map.entry("writes-postgresql", writing::onPostgres),
                Map.entry("stops", new Stopping(this)::run),
                Map.entry("retention", new Removing(this)::run),
                Map.entry("suppressions", new Transfers(this)::run),
                Map.entry("queue", new Queued(this)::run),
                Map.entry("tarpit", new Tarpits(this)::run),
                Map.entry("fairness", new Fairness(this)::run),
                Map.entry("refusals", new Refusing(this)::run),
                Map.entry("mail", relaying::onSqlite),
                Map.entry("mail-dkim", relaying::signed),
                Map.entry("mail-postgresql", relaying::onPostgres));
    }

    Path root() {
        return root;
    }

    /** Where data folders and logs are. */
    Path work() {
        return work;
    }

    Contest.ContestPlan plan() {
        return plan;
    }

    /** A new data folder. */
    Path folder(String name) {
        try {
            Path folder = Files.createTempDirectory(work, name + "-");
            return Files.setPosixFilePermissions(
                    folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A client with the token that the server made at its first start. */
    BenchApi api(Served server, Path data) {
        try {
            return new BenchApi(
                    server.address(), Files.readString(data.resolve("admin-token")).strip());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Prints a table and keeps it in the folder {@code bench/results}, as the page of that name.
     */
    void report(String name, String table) {
        String text = "<!-- " + machine() + " -->\n" + table;
        System.out.println("\n" + name + "\n" + table);
        try {
            Path folder = Files.createDirectories(root.resolve("bench/results"));
            Files.writeString(folder.resolve(name + ".md"), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String machine() {
        return String.format(
                Locale.ROOT,
                "%s, %d processors, %s %s, Java %s, load average %s",
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                loadAverage());
    }

    private static String loadAverage() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        } catch (IOException unknown) {
            return "unknown";
        }
    }
}
