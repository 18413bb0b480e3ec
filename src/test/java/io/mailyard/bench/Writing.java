package io.mailyard.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code activate} and {@code deactivate}, 32 connections, against the bare store. */
final class Writing {
    private final Bench bench;

    Writing(Bench bench) {
        this.bench = bench;
    }

    /** On SQLite, against the same statements in the same group commit. */
    void onSqlite() {
        Path data = bench.folder("writes");
        try (Served server = Served.mailyard(bench.root(), data, List.of());
                BenchApi api = bench.api(server, data);
                BareStoreSide bare = new BareStoreSide(bench.folder("bare"))) {
            bench.report("writes-sqlite", against(server, api, bare));
        }
    }

    /** On PostgreSQL, against pgbench with the statements of the change. */
    void onPostgres() {
        Path data = bench.folder("writes-pg");
        try (Cluster cluster = Cluster.start(bench.folder("cluster"))) {
            String url = cluster.database("served");
            try (Served server = Served.mailyard(bench.root(), data, List.of("store.url=" + url));
                    BenchApi api = bench.api(server, data)) {
                PgBenchSide.prepare(cluster, "bare");
                Switching.accounts(api);
                for (String script : List.of("change", "change-chained")) {
                    PgBenchSide bare =
                            new PgBenchSide(
                                    cluster,
                                    "bare",
                                    bench.root(),
                                    script + ".sql",
                                    Switching.CLIENTS);
                    bench.report("writes-postgresql-" + script, contest(server, api, bare));
                }
            }
        }
    }

    private String against(Served server, BenchApi api, Side bare) {
        Switching.accounts(api);
        return contest(server, api, bare);
    }

    private String contest(Served server, BenchApi api, Side bare) {
        long before = Switching.audited(api);
        Side served =
                Side.loaded(
                        "activate, deactivate, 32 connections",
                        server,
                        server.address(),
                        Switching.requests(api));
        Contest contest = Contest.run(served, bare, bench.plan());
        return Contest.HEAD
                + contest.rows()
                + String.format(
                        Locale.ROOT, "%nAudit rows added: %,d.%n", Switching.audited(api) - before);
    }
}
