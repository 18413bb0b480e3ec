package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code accounts/list} by pages of 1000 on platforms of different sizes, with the start and the
 * memory at each.
 */
final class Pages {
    private static final List<Long> SIZES = List.of(1_000L, 100_000L, 1_000_000L);
    private static final int PAGE = 1000;
    private static final int CALLS = 101;
    private static final int STARTS = 3;

    private final Bench bench;

    Pages(Bench bench) {
        this.bench = bench;
    }

    void run() {
        StringBuilder table =
                new StringBuilder(
                        "| accounts | first page, ms (least) | last page, ms (least) | start, ms, median of 3 | resident after the start, MiB |"
                                + " after the pages, MiB |\n|---|---|---|---|---|---|\n");
        SIZES.forEach(size -> table.append(row(size)));
        bench.report("pages", table.toString());
    }

    private String row(long size) {
        Path data = bench.folder("pages");
        Served.mailyard(bench.root(), data, List.of()).close();
        try (Database database = Stores.open(StoreConfig.embedded(), data, Clock.systemUTC())) {
            Fill.accounts(database, size);
        }
        double[] starts = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            try (Served server = Served.mailyard(bench.root(), data, List.of())) {
                starts[i] = server.started().toNanos() / 1e6;
            }
        }
        Arrays.sort(starts);
        try (Served server = Served.mailyard(bench.root(), data, List.of());
                BenchApi api = bench.api(server, data)) {
            long idle = ProcStat.residentMib(server.pid());
            double[] first = times(api, 1);
            double[] last = times(api, size - PAGE + 1);
            return String.format(
                    Locale.ROOT,
                    "| %,d | %.1f (%.1f) | %.1f (%.1f) | %.0f | %d | %d |%n",
                    size,
                    first[CALLS / 2],
                    first[0],
                    last[CALLS / 2],
                    last[0],
                    starts[STARTS / 2],
                    idle,
                    ProcStat.residentMib(server.pid()));
        }
    }

    /** Sorted, in milliseconds, after as many calls that are not counted. */
    private static double[] times(BenchApi api, long fromId) {
        double[] millis = new double[CALLS];
        for (int i = -CALLS; i < CALLS; i++) {
            long began = System.nanoTime();
            api.call("accounts/list", "\"from_id\":" + fromId + ",\"limit\":" + PAGE);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - began) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis;
    }
}
