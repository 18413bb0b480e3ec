package io.mailyard.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Removal of old messages while mail is accepted by HTTP: accepted in a second with nothing to
 * remove, and with a backlog; removed in a second meanwhile. The two turns alternate on one server,
 * and the medians are told.
 */
final class Removing {
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = 3;
    private static final Duration TURN =
            Duration.ofSeconds(System.getenv("BENCH_QUICK") == null ? 20 : 6);

    /** More than can be removed in a turn. */
    private static final int BACKLOG = System.getenv("BENCH_QUICK") == null ? 200_000 : 60_000;

    /** Past every number that the server gives out. */
    private static final long FIRST = 1_000_000_000L;

    private final Bench bench;
    private long filled = FIRST;

    Removing(Bench bench) {
        this.bench = bench;
    }

    void run() {
        StringBuilder table =
                new StringBuilder(
                        "Messages of one recipient, by HTTP over "
                                + CONNECTIONS
                                + " connections, durable before the answer; medians of "
                                + ROUNDS
                                + " turns of "
                                + TURN.toSeconds()
                                + " s each, with and without a backlog of "
                                + BACKLOG
                                + " old messages in turn.\n\n"
                                + "| store | accepted/s, nothing to remove | accepted/s while removing | slower by | removed/s meanwhile | removed to accepted |\n|---|---|---|---|---|---|\n");
        Path data = bench.folder("removing");
        table.append(
                measured("SQLite", data, "jdbc:sqlite:" + data.resolve("mailyard.db"), List.of()));
        try (Cluster cluster = Cluster.start(bench.folder("removing-postgresql"))) {
            String url = cluster.database("removing");
            table.append(
                    measured(
                            "PostgreSQL",
                            bench.folder("removing-pg"),
                            "jdbc:" + url.replaceFirst("//([^@]*)@([^?]*)", "//$2?user=$1"),
                            List.of("store.url=" + url)));
        }
        bench.report("retention", table.toString());
    }

    private String measured(String store, Path data, String jdbc, List<String> more) {
        List<String> settings = new ArrayList<>(more);
        settings.add("messages.retention=1h");
        settings.add("log.level=error");
        List<Double> quiet = new ArrayList<>();
        List<Double> busy = new ArrayList<>();
        List<Double> removed = new ArrayList<>();
        try (Served served = Served.mailyard(bench.root(), data, settings);
                BenchApi api = bench.api(served, data)) {
            long account =
                    api.save(
                            "accounts/save",
                            "\"name\":\"bench\",\"title\":\"Bench\",\"tz\":\"UTC\",\"tariff\":\"default\",\"reports_day\":1,\"reports_hour\":9");
            api.save("senders/akmta/save", "\"name\":\"bench\"");
            String token =
                    api.call(
                            "accounts/tokens/save",
                            "\"account_id\":"
                                    + account
                                    + ",\"name\":\"bench\",\"scopes\":[\"messages:write\"]");
            String secret = token.replaceFirst("(?s).*\"(myt_[^\"]*)\".*", "$1");
            List<List<byte[]>> requests = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                requests.add(List.of(request(secret, i)));
            }
            Load.run(served.address(), requests, TURN.dividedBy(2));
            for (int round = 0; round < ROUNDS; round++) {
                quiet.add(accepted(served, requests));
                fill(jdbc, account);
                long before = old(jdbc);
                long began = System.nanoTime();
                busy.add(accepted(served, requests));
                double seconds = (System.nanoTime() - began) / 1e9;
                removed.add((before - old(jdbc)) / seconds);
                while (old(jdbc) > 0) {
                    pause();
                }
            }
        }
        double alone = median(quiet);
        double beside = median(busy);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.1f %% | %.0f | %.2f |\n",
                store,
                alone,
                beside,
                100 * (1 - beside / alone),
                median(removed),
                median(removed) / beside);
    }

    private static byte[] request(String token, int i) {
        String body =
                "{\"from\":\"a@sender.example\",\"to\":\"b"
                        + i
                        + "@recipient.example\",\"subject\":\"Bench\",\"text\":\"Hello.\"}";
        return ("POST /api/v1.1/messages/send HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                        + token
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static double accepted(Served served, List<List<byte[]>> requests) {
        Load.Result result = Load.run(served.address(), requests, TURN);
        if (result.refused() > 0) {
            throw new IllegalStateException(result.refused() + " messages were refused");
        }
        return result.perSecond();
    }

    /** Ended messages of long ago, each with a recipient. */
    private void fill(String jdbc, long account) {
        String numbers =
                " WITH RECURSIVE n(i) AS (SELECT "
                        + filled
                        + " UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + (filled + BACKLOG - 1)
                        + ") ";
        filled += BACKLOG;
        sql(
                jdbc,
                "INSERT INTO recipients (id, message_id, account_id, lane_id, address, domain,"
                        + " state, due_at, expires_at, attempts, tied_version, kind, ip, host, answer)"
                        + numbers
                        + "SELECT i, i, "
                        + account
                        + ", 1, 'b' || (i % 9973) || '@y.example', 'y.example', 3, 1, 1, 1, 0, '', '', '', '250 ok' FROM n");
        sql(
                jdbc,
                "INSERT INTO messages (id, account_id, source, submitter, envelope_from,"
                        + " header_from, subject, header_id, campaign_id, group_id, size,"
                        + " recipients, accepted_at)"
                        + numbers
                        + "SELECT i, "
                        + account
                        + ", 'http', 't', 'a@x.example', 'a@x.example', 's', 'h', 0, 0, 1, 1, i - "
                        + FIRST
                        + " FROM n");
    }

    private static long old(String jdbc) {
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery(
                                "SELECT count(*) FROM messages WHERE id >= " + FIRST)) {
            found.next();
            return found.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void sql(String jdbc, String text) {
        try (Connection connection = DriverManager.getConnection(jdbc);
                Statement statement = connection.createStatement()) {
            if (jdbc.startsWith("jdbc:sqlite")) {
                statement.execute("PRAGMA busy_timeout = 60000");
            }
            statement.executeUpdate(text);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static double median(List<Double> numbers) {
        double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
