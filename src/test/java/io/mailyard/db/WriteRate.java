package io.mailyard.db;

import com.sun.management.OperatingSystemMXBean;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures durable writes a second, each one insert and one update: through {@link Database#write}
 * by so many clients, and by bare JDBC. Not a test; run its main method.
 *
 * <p>Bare, on SQLite: one thread, so many writes to a commit as there are clients. On PostgreSQL:
 * as many threads and connections as clients, one write to a commit.
 */
final class WriteRate {
    private static final Duration WARM = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofMillis(1500);
    private static final int ROUNDS = 5;
    private static final OperatingSystemMXBean CPU =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int ROWS = 1000;
    private static final String INSERT = "INSERT INTO rate_log (id, name) VALUES (?, ?)";
    private static final String UPDATE =
            "UPDATE rate_row SET value = value + 1, name = ? WHERE id = ?";
    private static final String TEXT = "a text of some sixty characters, as a queue's row may have";

    private WriteRate() {}

    public static void main(String[] args) throws Exception {
        for (StoreKind kind : StoreKind.values()) {
            if (args.length > 0 && !kind.name().equalsIgnoreCase(args[0])) {
                continue;
            }
            for (int clients : new int[] {1, 8, 32, 128}) {
                compare(kind, clients);
            }
        }
    }

    /** In turns, so that what else the machine does falls on both; the medians are shown. */
    private static void compare(StoreKind kind, int clients) throws Exception {
        TestStores.StoreLocation location = TestStores.place(kind);
        List<Rate> ours = new ArrayList<>();
        List<Rate> staged = new ArrayList<>();
        List<Rate> bare = new ArrayList<>();
        try (Database db = location.open()) {
            create(db);
        }
        for (int i = 0; i < ROUNDS; i++) {
            ours.add(ours(location, clients));
            staged.add(staged(location, clients));
            bare.add(bare(location, clients));
        }
        show(kind, clients, "write", median(ours), median(bare));
        show(kind, clients, "write, all staged", median(staged), median(bare));
        show(kind, clients, "bare", median(bare), median(bare));
    }

    private static void show(StoreKind kind, int clients, String what, Rate rate, Rate bare) {
        System.out.printf(
                "%-10s %3d clients %-20s %s, ratio %.2f%n",
                kind, clients, what, rate, rate.perSecond() / bare.perSecond());
    }

    private record Rate(double perSecond, double cpuMicros, double group) {
        Rate inGroupsOf(double size) {
            return new Rate(perSecond, cpuMicros, size);
        }

        @Override
        public String toString() {
            return "%,7.0f writes/s of %4.0f us of this process in groups of %5.1f"
                    .formatted(perSecond, cpuMicros, group);
        }
    }

    private static Rate median(List<Rate> rates) {
        return rates.stream()
                .sorted(Comparator.comparingDouble(Rate::perSecond))
                .toList()
                .get(rates.size() / 2);
    }

    private static void create(Database db) {
        String bigint = db.dialect() == Dialect.SQLITE ? "integer" : "bigint";
        db.write(tx -> {
            for (String table : new String[] {"rate_log", "rate_row"}) {
                tx.update(
                        "CREATE TABLE "
                                + table
                                + " (id "
                                + bigint
                                + " PRIMARY KEY, value bigint NOT NULL DEFAULT 0, name"
                                + " text)");
            }
            for (long id = 0; id < ROWS; id++) {
                tx.update("INSERT INTO rate_row (id, name) VALUES (?, 'row')", id);
            }
            return true;
        });
    }

    private static Rate ours(TestStores.StoreLocation location, int clients) throws Exception {
        return ours(location, clients, WriteRate::write);
    }

    private static Rate staged(TestStores.StoreLocation location, int clients) throws Exception {
        return ours(location, clients, WriteRate::stage);
    }

    private static Rate ours(TestStores.StoreLocation location, int clients, Work<Integer> work)
            throws Exception {
        try (Database db = location.open()) {
            Rate rate =
                    rate(
                            clients,
                            1,
                            () -> {
                                db.write(work);
                                return true;
                            });
            StoreFigures figures = db.figures();
            return rate.inGroupsOf((double) figures.writes() / figures.groups());
        }
    }

    private static final GroupStage<Long> LOG =
            (tx, ids) -> {
                List<@Nullable Object[]> updates = new ArrayList<>();
                List<@Nullable Object[]> inserts = new ArrayList<>();
                for (long id : ids) {
                    updates.add(new @Nullable Object[] {TEXT, id % ROWS});
                    inserts.add(new @Nullable Object[] {id, TEXT});
                }
                tx.updateAll(UPDATE, updates);
                tx.updateAll(INSERT, inserts);
            };

    private static int stage(Tx tx) {
        tx.stage(LOG, tx.nextId("rate"));
        return 1;
    }

    private static int write(Tx tx) {
        long id = tx.nextId("rate");
        tx.update(UPDATE, TEXT, id % ROWS);
        return tx.update(INSERT, id, TEXT);
    }

    /** Operations a second of so many virtual threads. */
    private static Rate rate(int clients, int each, BooleanSupplier operation) throws Exception {
        AtomicLong count = new AtomicLong();
        long begin = System.nanoTime();
        long end = begin + WARM.plus(MEASURED).toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                while (System.nanoTime() < end && operation.getAsBoolean()) {
                                    count.incrementAndGet();
                                }
                            }));
        }
        Thread.sleep(WARM);
        long warm = count.get();
        long from = System.nanoTime();
        long cpu = CPU.getProcessCpuTime();
        for (Thread thread : threads) {
            thread.join();
        }
        double writes = (double) (count.get() - warm) * each;
        long spent = CPU.getProcessCpuTime() - cpu;
        return new Rate(writes * 1e9 / (System.nanoTime() - from), spent / writes / 1e3, each);
    }

    private static Rate bare(TestStores.StoreLocation location, int clients) throws Exception {
        AtomicLong ids = new AtomicLong(System.nanoTime());
        if (location.config().dialect() == Dialect.SQLITE) {
            String url =
                    "jdbc:sqlite:"
                            + location.folder().resolve(SqliteFile.NAME)
                            + "?jdbc.get_generated_keys=false";
            try (Connection connection = DriverManager.getConnection(url)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("PRAGMA journal_mode = WAL");
                    statement.execute("PRAGMA synchronous = FULL");
                    statement.execute("PRAGMA cache_size = -8192");
                }
                Loop loop = new Loop(connection, ids, clients);
                return rate(1, clients, loop);
            }
        }
        PostgresUrl url = PostgresUrl.parse(location.config().url());
        String jdbc = url.jdbc() + (url.parameters().isEmpty() ? "?" : "&") + "user=" + url.user();
        List<Connection> connections = new ArrayList<>();
        List<Loop> loops = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Connection connection = DriverManager.getConnection(jdbc);
            connections.add(connection);
            loops.add(new Loop(connection, ids, 1));
        }
        AtomicLong next = new AtomicLong();
        ThreadLocal<Loop> mine =
                ThreadLocal.withInitial(() -> loops.get((int) next.getAndIncrement()));
        try {
            return rate(clients, 1, () -> mine.get().getAsBoolean());
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    /** So many writes, then a commit. */
    private static final class Loop implements BooleanSupplier {
        private final Connection connection;
        private final AtomicLong ids;
        private final int group;
        private final PreparedStatement update;
        private final PreparedStatement insert;

        Loop(Connection connection, AtomicLong ids, int group) throws SQLException {
            this.connection = connection;
            this.ids = ids;
            this.group = group;
            connection.setAutoCommit(false);
            this.update = connection.prepareStatement(UPDATE);
            this.insert = connection.prepareStatement(INSERT);
        }

        @Override
        public boolean getAsBoolean() {
            try {
                for (int i = 0; i < group; i++) {
                    long id = ids.incrementAndGet();
                    update.setString(1, TEXT);
                    update.setLong(2, id % ROWS);
                    update.executeUpdate();
                    insert.setLong(1, id);
                    insert.setString(2, TEXT);
                    insert.executeUpdate();
                }
                connection.commit();
                return true;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
