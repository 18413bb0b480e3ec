package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * {@code users/list} over 10,000 accounts of ten users each, in random order, 64 connections. No
 * rows or answers are cached; tokens, the state of accounts and the store's own pages are.
 */
final class Reads {
    private static final int CONNECTIONS = 64;
    private static final int ACCOUNTS = 10_000;
    private static final int USERS = 10;
    private final Bench bench;

    Reads(Bench bench) {
        this.bench = bench;
    }

    /** On SQLite, against the same Jetty answering a constant of that size. */
    void onSqlite() {
        Path data = bench.folder("reads");
        Served.mailyard(bench.root(), data, List.of()).close();
        fill(StoreConfig.embedded(), data);
        try (Served server = Served.mailyard(bench.root(), data, List.of());
                BenchApi api = bench.api(server, data)) {
            int size = api.call("accounts/users/list", "\"account_id\":" + ACCOUNTS / 2).length();
            String number = Integer.toString(size);
            try (Served constant = Served.main(bench.work(), ConstantServer.class, number)) {
                List<List<byte[]>> requests = requests(api);
                Side answer =
                        Side.loaded(
                                "Jetty, a constant of " + size + " bytes",
                                constant,
                                constant.address(),
                                requests);
                report("reads", server, requests, answer);
            }
        }
    }

    /** On PostgreSQL, against pgbench reading the same rows. */
    void onPostgres() {
        Path data = bench.folder("reads-pg");
        try (Cluster cluster = Cluster.start(bench.folder("cluster"))) {
            String url = cluster.database("served");
            List<String> settings = List.of("store.url=" + url);
            Served.mailyard(bench.root(), data, settings).close();
            fill(StoreConfig.at(url), data);
            cluster.sql("served", "VACUUM ANALYZE");
            try (Served server = Served.mailyard(bench.root(), data, settings);
                    BenchApi api = bench.api(server, data)) {
                Side bare =
                        new PgBenchSide(cluster, "served", bench.root(), "users.sql", CONNECTIONS);
                report("reads-postgresql", server, requests(api), bare);
            }
        }
    }

    private void report(String name, Served server, List<List<byte[]>> requests, Side other) {
        Side served = Side.loaded("users/list", server, server.address(), requests);
        Contest contest = Contest.run(served, other, bench.plan());
        String cached =
                String.format(
                        Locale.ROOT,
                        "%nEach request is for another of %,d accounts of %d users, shuffled. Cached:"
                                + " tokens, the state of accounts, pages of the store; no rows, no"
                                + " answers.%n",
                        ACCOUNTS,
                        USERS);
        bench.report(name, Contest.HEAD + contest.rows() + cached);
    }

    private static void fill(StoreConfig config, Path data) {
        try (Database database = Stores.open(config, data, Clock.systemUTC())) {
            Fill.accounts(database, ACCOUNTS);
            Fill.users(database, ACCOUNTS, USERS);
        }
    }

    /** A request for each account, dealt to the connections in random order. */
    private static List<List<byte[]>> requests(BenchApi api) {
        List<byte[]> all = new ArrayList<>();
        for (int account = 1; account <= ACCOUNTS; account++) {
            all.add(api.request("accounts/users/list", "\"account_id\":" + account));
        }
        Collections.shuffle(all, new Random(1));
        List<List<byte[]>> dealt = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            dealt.add(all.subList(i * ACCOUNTS / CONNECTIONS, (i + 1) * ACCOUNTS / CONNECTIONS));
        }
        return dealt;
    }
}
