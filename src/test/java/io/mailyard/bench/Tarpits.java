package io.mailyard.bench;

import io.mailyard.bench.Fairness.Under;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One account's mail to 1,500 domains whose hosts accept every connection and say nothing; another
 * account hands in single messages, one after the other, by its own sender to a host that is well.
 * How long from the answer that accepts each to its MAIL there, against the same with nothing else
 * queued.
 */
final class Tarpits {
    private static final int DOMAINS = System.getenv("BENCH_QUICK") == null ? 1_500 : 600;
    private static final int EACH = 100;

    private final Bench bench;
    private final Fairness fairness;

    Tarpits(Bench bench) {
        this.bench = bench;
        this.fairness = new Fairness(bench);
    }

    void run() {
        StringBuilder table =
                new StringBuilder(
                        "| store | domains that say nothing, connections they hold | single messages | acceptance to MAIL, ms: p50, p99, most |\n|---|---|---|---|\n");
        table.append(measured("SQLite", bench.folder("tarpit"), List.of()));
        try (Cluster cluster = Cluster.start(bench.folder("tarpit-postgresql"))) {
            String url = cluster.database("tarpit");
            table.append(
                    measured("PostgreSQL", bench.folder("tarpit-pg"), List.of("store.url=" + url)));
        }
        bench.report("tarpit", table.toString());
    }

    private String measured(String store, Path data, List<String> settings) {
        try (MailClock good = MailClock.start();
                Silent silent = Silent.start();
                Served served = Served.mailyard(bench.root(), data, settings);
                BenchApi api = bench.api(served, data)) {
            long hog = MailSetUp.through(api, silent.port(), false);
            api.save(
                    "routes/save",
                    "\"domain\":\"good.example\",\"host\":\"127.0.0.1\",\"tls\":\"never\",\"port\":"
                            + good.port());
            long small =
                    api.save(
                            "accounts/save",
                            "\"name\":\"small\",\"title\":\"Small\",\"tz\":\"UTC\",\"tariff\":\"default\","
                                    + "\"reports_day\":1,\"reports_hour\":9");
            api.save(
                    "senders/akmta/save",
                    "\"name\":\"small\",\"ips\":[{\"node_id\":1,\"ip\":\"127.0.0.1\",\"helo\":\"\"}],"
                            + "\"domain_type\":\"from\",\"return_path_domain\":\"\",\"strategy\":\"bench\",\"account_ids\":["
                            + small
                            + "]");
            Under alone = new Under(served, api, good, Fairness.token(api, small), 2);
            fairness.singles(alone, "anna@good.example");
            StringBuilder rows = new StringBuilder();
            rows.append(row(store, "0, 0", fairness.singles(alone, "anna@good.example")));
            flood(new Under(served, api, good, Fairness.token(api, hog), 1));
            Fairness.until(() -> silent.open() >= 300);
            double[] millis = fairness.singles(alone, "anna@good.example");
            String held = String.format(Locale.ROOT, "%,d, %,d", DOMAINS, silent.open());
            return rows.append(row(store, held, millis)).toString();
        }
    }

    private void flood(Under hog) {
        for (int from = 0; from < DOMAINS; from += EACH) {
            String to =
                    IntStream.range(from, from + EACH)
                            .mapToObj(i -> "\"anna@silent" + i + ".example\"")
                            .collect(Collectors.joining(",", "[", "]"));
            fairness.send(hog, "news@hog.example", to);
        }
    }

    private static String row(String store, String beside, double[] sorted) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %.0f, %.0f, %.0f |%n",
                store,
                beside,
                sorted.length,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }

    /** Accepts and says nothing. */
    private static final class Silent implements AutoCloseable {
        private final ServerSocket listener;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();

        private Silent(ServerSocket listener) {
            this.listener = listener;
        }

        static Silent start() {
            try {
                Silent silent =
                        new Silent(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
                Thread.ofVirtual().start(silent::accept);
                return silent;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        int open() {
            return open.size();
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> hold(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void hold(Socket socket) {
            try (socket) {
                if (socket.getInputStream().read() >= 0) {
                    throw new IllegalStateException("a client that speaks first");
                }
            } catch (IOException gone) {
                // It may leave as it likes.
            } finally {
                open.remove(socket);
            }
        }

        @Override
        public void close() {
            try {
                listener.close();
                for (Socket socket : open) {
                    socket.close();
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
