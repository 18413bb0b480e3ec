package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own load program with a script of ours. */
final class PgBenchSide implements Side {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private final Cluster cluster;
    private final String database;
    private final Path script;
    private final int clients;

    PgBenchSide(Cluster cluster, String database, Path root, String script, int clients) {
        this.cluster = cluster;
        this.database = database;
        this.script = root.resolve("bench").resolve(script);
        this.clients = clients;
    }

    /** A database with the product's schema and 128 accounts, and what the scripts need. */
    static void prepare(Cluster cluster, String database) {
        StoreConfig config = StoreConfig.at(cluster.database(database));
        try (Database store = Stores.open(config, Path.of("."), Clock.systemUTC())) {
            Fill.tariff(store);
            Fill.accounts(store, Switching.CLIENTS * Switching.EACH);
        }
        cluster.sql(database, "CREATE SEQUENCE bench_audit_id");
        cluster.sql(
                database,
                "CREATE TABLE bench_audit (LIKE audit INCLUDING ALL);"
                        + " ALTER TABLE bench_audit ALTER id SET DEFAULT nextval('bench_audit_id')");
    }

    @Override
    public String name() {
        return "pgbench, " + script.getFileName();
    }

    @Override
    public Sample run(Duration lasting) {
        List<String> command =
                cluster.client(
                        "pgbench",
                        "-n",
                        "-M",
                        "prepared",
                        "-c",
                        Integer.toString(clients),
                        "-j",
                        "2",
                        "-T",
                        Long.toString(lasting.toSeconds()),
                        "-f",
                        script.toString(),
                        database);
        try {
            Matcher rate = RATE.matcher(Cluster.run(command));
            if (!rate.find()) {
                throw new IllegalStateException("pgbench told no rate");
            }
            return new Sample(Double.parseDouble(rate.group(1)), 0, 0, 0, 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
