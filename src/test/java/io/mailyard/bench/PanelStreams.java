package io.mailyard.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Processor time of an idle server for a minute, without and with 50 open streams of the panel: of
 * one page that all look at, and of pages that each reader has for itself.
 */
final class PanelStreams {
    private static final int STREAMS = 50;
    private static final int PERSONS = 5;
    private static final List<String> PAGES =
            List.of("/admin/live", "/admin/queue/live", "/admin/nodes/live", "/admin/health/live");

    private final Bench bench;
    private final long seconds = System.getenv("BENCH_QUICK") == null ? 60 : 10;

    PanelStreams(Bench bench) {
        this.bench = bench;
    }

    void run() {
        Path data = bench.folder("streams");
        StringBuilder table =
                new StringBuilder(
                        "| open streams | processor seconds in "
                                + seconds
                                + " s | share of one processor, % | events read |\n|---|---|---|---|\n");
        try (Served server = Served.mailyard(bench.root(), data, List.of());
                BenchApi api = bench.api(server, data)) {
            List<PanelVisitor> visitors = new ArrayList<>();
            for (int i = 0; i < PERSONS; i++) {
                visitors.add(new PanelVisitor(api, "bench" + i));
            }
            measured(server, List.of(), seconds / 2); // warm
            table.append(row("none", server, List.of()));
            table.append(row("50 of the dashboard", server, streams(visitors, false)));
            table.append(row("50 of pages by turns", server, streams(visitors, true)));
            visitors.forEach(PanelVisitor::close);
        }
        bench.report("streams-panel", table.toString());
    }

    private static List<InputStream> streams(List<PanelVisitor> visitors, boolean byTurns) {
        List<InputStream> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(
                    visitors.get(i % PERSONS).stream(
                            PAGES.get(byTurns ? i / PERSONS % PAGES.size() : 0)));
        }
        return streams;
    }

    private String row(String what, Served server, List<InputStream> streams) {
        double[] found = measured(server, streams, seconds);
        streams.forEach(PanelStreams::close);
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.1f | %.0f |%n",
                what,
                found[0],
                found[0] * 100 / seconds,
                found[1]);
    }

    private static double[] measured(Served server, List<InputStream> streams, long seconds) {
        AtomicLong events = new AtomicLong();
        streams.forEach(stream -> Thread.ofVirtual().start(() -> read(stream, events)));
        try {
            Thread.sleep(5_000); // what is sent at the start
            double cpu = ProcStat.cpuSeconds(server.pid());
            long before = events.get();
            Thread.sleep(seconds * 1000);
            return new double[] {
                ProcStat.cpuSeconds(server.pid()) - cpu, (double) events.get() - before
            };
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static void read(InputStream stream, AtomicLong events) {
        byte[] piece = new byte[65_536];
        try {
            while (stream.read(piece) >= 0) {
                events.incrementAndGet();
            }
        } catch (IOException closed) {
            // by close
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
