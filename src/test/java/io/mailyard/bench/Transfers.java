package io.mailyard.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A million suppressions in and out: one import of CSV by HTTP, with another account's single
 * writes beside it, the same import again, and one export.
 */
final class Transfers {
    private static final int ROWS = System.getenv("BENCH_QUICK") == null ? 1_000_000 : 50_000;
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"(my[at]_[^\"]*)\"");
    private static final String HEADER =
            "A million suppressions by HTTP over loopback: import of CSV (53 MB), the same import again, export as CSV; and"
                    + " single suppressions/add of another account, one after another, alone and during the first import.\n\n"
                    + "| store | import, s | rows/s | again, s | export, s | rows/s | add alone, ms median (p99) | during the import | resident after, MiB |\n"
                    + "|---|---|---|---|---|---|---|---|---|\n";

    private final Bench bench;

    Transfers(Bench bench) {
        this.bench = bench;
    }

    /** {@code HOST:PORT TOKEN PID STORE}: measures a server that runs already; prints a row. */
    public static void main(String[] args) {
        String[] address = args[0].split(":", -1);
        System.out.print(HEADER);
        System.out.print(
                measured(
                        args[3],
                        new InetSocketAddress(address[0], Integer.parseInt(address[1])),
                        args[1],
                        Long.parseLong(args[2])));
    }

    void run() {
        StringBuilder table = new StringBuilder(HEADER);
        table.append(measured("SQLite", bench.folder("transfers"), List.of()));
        try (Cluster cluster = Cluster.start(bench.folder("transfers-postgresql"))) {
            table.append(
                    measured(
                            "PostgreSQL",
                            bench.folder("transfers-pg"),
                            List.of("store.url=" + cluster.database("transfers"))));
        }
        bench.report("suppressions", table.toString());
    }

    private String measured(String store, Path data, List<String> settings) {
        try (Served served = Served.mailyard(bench.root(), data, settings)) {
            String token = Files.readString(data.resolve("admin-token")).strip();
            return measured(store, served.address(), token, served.pid());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String measured(String store, InetSocketAddress server, String token, long pid) {
        Caller admin = new Caller(server, token);
        Caller lists = admin.ofNewAccount("lists");
        Caller other = admin.ofNewAccount("other");
        List<Double> alone = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            alone.add(other.added("alone" + i));
        }
        Adding adding = new Adding(other);
        Thread beside = Thread.ofVirtual().start(adding);
        double first = lists.imported();
        adding.over = true;
        try {
            beside.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        double again = lists.imported();
        double export = lists.exported();
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %,.0f | %.1f | %.1f | %,.0f | %s | %s | %d |\n",
                store,
                first,
                ROWS / first,
                again,
                export,
                ROWS / export,
                shown(alone),
                shown(adding.millis),
                ProcStat.residentMib(pid));
    }

    private static String shown(List<Double> millis) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%.1f (%.1f)",
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100));
    }

    private static final class Adding implements Runnable {
        private final Caller caller;
        private final List<Double> millis = new ArrayList<>();
        private volatile boolean over;

        Adding(Caller caller) {
            this.caller = caller;
        }

        @Override
        public void run() {
            for (int i = 0; !over; i++) {
                millis.add(caller.added("beside" + i));
            }
        }
    }

    /** Someone with a token. */
    private record Caller(InetSocketAddress server, String token) {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        Caller ofNewAccount(String name) {
            String saved =
                    text(
                            "admin/accounts/save",
                            "{\"name\":\""
                                    + name
                                    + "\",\"title\":\"Bench\",\"tz\":\"UTC\",\"tariff\":1,\"reports_day\":1,\"reports_hour\":9}");
            String made =
                    text(
                            "admin/accounts/tokens/save",
                            "{\"account_id\":"
                                    + saved.replaceFirst("(?s).*\"saved_id\":([0-9]+).*", "$1")
                                    + ",\"name\":\"bench\"}");
            Matcher found = TOKEN.matcher(made);
            if (!found.find()) {
                throw new IllegalStateException(made);
            }
            return new Caller(server, found.group(1));
        }

        double added(String name) {
            long began = System.nanoTime();
            text("suppressions/add", "{\"email\":\"" + name + "@beside.example\"}");
            return (System.nanoTime() - began) / 1e6;
        }

        double imported() {
            long began = System.nanoTime();
            String answer =
                    sent(
                            request("suppressions/import")
                                    .header("Content-Type", "text/csv")
                                    .POST(HttpRequest.BodyPublishers.ofInputStream(Csv::new))
                                    .build());
            if (!answer.contains("\"refused\":0") || !answer.contains("\"lines\":" + ROWS)) {
                throw new IllegalStateException(answer);
            }
            return (System.nanoTime() - began) / 1e9;
        }

        double exported() {
            long began = System.nanoTime();
            HttpRequest asked =
                    request("suppressions/export")
                            .header("Content-Type", "application/json")
                            .header("Accept", "text/csv")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build();
            try (InputStream in =
                    CLIENT.send(asked, HttpResponse.BodyHandlers.ofInputStream()).body()) {
                long lines = 0;
                byte[] buffer = new byte[64 * 1024];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    for (int i = 0; i < count; i++) {
                        lines += buffer[i] == '\n' ? 1 : 0;
                    }
                }
                if (lines != ROWS + 1) {
                    throw new IllegalStateException(lines + " lines");
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            return (System.nanoTime() - began) / 1e9;
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(
                            URI.create(
                                    "http://"
                                            + server.getHostString()
                                            + ":"
                                            + server.getPort()
                                            + "/api/v1.1/"
                                            + path))
                    .header("Authorization", "Bearer " + token);
        }

        private String text(String path, String json) {
            return sent(
                    request(path)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build());
        }

        private static String sent(HttpRequest request) {
            try {
                String answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
                if (!answer.contains("\"error\":0")) {
                    throw new IllegalStateException(request.uri() + " answered " + answer);
                }
                return answer;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    /** The lines, made as they are read. */
    private static final class Csv extends InputStream {
        private int row;
        private byte[] line = {};
        private int at;

        @Override
        public int read() {
            if (!more()) {
                return -1;
            }
            return line[at++] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int count = 0;
            while (count < length && more()) {
                int part = Math.min(length - count, line.length - at);
                System.arraycopy(line, at, into, from + count, part);
                at += part;
                count += part;
            }
            return count == 0 ? -1 : count;
        }

        private boolean more() {
            if (at == line.length) {
                if (row == ROWS) {
                    return false;
                }
                line =
                        "user%07d@list%03d.recipient.example,unsubscribe,asked\n"
                                .formatted(row * 7919L % 10_000_000L, row % 500)
                                .getBytes(StandardCharsets.UTF_8);
                at = 0;
                row++;
            }
            return true;
        }
    }
}
