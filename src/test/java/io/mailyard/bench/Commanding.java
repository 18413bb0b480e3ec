package io.mailyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A command of the command line, from the shell to its end, and the same call by curl, in turn. The
 * account that it shows is another one each time.
 */
final class Commanding {
    private static final int ACCOUNTS = 50;
    private static final int TURNS = 21;

    private final Bench bench;

    Commanding(Bench bench) {
        this.bench = bench;
    }

    void run() {
        Path data = bench.folder("commands");
        try (Served server = Served.mailyard(bench.root(), data, List.of());
                BenchApi api = bench.api(server, data)) {
            for (int i = 1; i <= ACCOUNTS; i++) {
                api.call(
                        "accounts/save",
                        "\"name\":\"account%d\",\"title\":\"Account %d\",\"tz\":\"UTC\",\"tariff\":1,\"reports_day\":1,\"reports_hour\":1"
                                .formatted(i, i));
            }
            String url = "http://127.0.0.1:" + server.address().getPort();
            Path token = data.resolve("admin-token");
            StringBuilder table =
                    new StringBuilder(
                            "| | ms, median of %d | least | most |%n|---|---|---|---|%n"
                                    .formatted(TURNS));
            long[] nothing = new long[TURNS];
            long[] list = new long[TURNS];
            long[] show = new long[TURNS];
            long[] curl = new long[TURNS];
            for (int i = 0; i < TURNS; i++) {
                String id = String.valueOf(1 + i * 7 % ACCOUNTS);
                nothing[i] = timed(url, token, "--version");
                list[i] = timed(url, token, "accounts", "list", "--limit", id);
                show[i] = timed(url, token, "accounts", "get", id);
                curl[i] = curl(url, token, id);
            }
            table.append(row("`mailyard --version`", nothing))
                    .append(row("`mailyard accounts list`", list))
                    .append(row("`mailyard accounts get`", show))
                    .append(row("`curl`, the same call", curl));
            bench.report("commands", table.toString());
        }
    }

    private long timed(String url, Path token, String... words) {
        ProcessBuilder command = new ProcessBuilder();
        command.command().add(bench.root().resolve("mailyard").toString());
        command.command().addAll(List.of(words));
        command.environment().put("MAILYARD_URL", url);
        if (words.length > 1) {
            command.command().addAll(List.of("--token-file", token.toString()));
        }
        return timed(command);
    }

    private static long curl(String url, Path token, String id) {
        String body = "{\"id\":" + id + "}";
        return timed(
                new ProcessBuilder(
                        "sh",
                        "-c",
                        "curl -sf -o /dev/null -H \"Authorization: Bearer $(cat '"
                                + token
                                + "')\" -d '"
                                + body
                                + "' "
                                + url
                                + "/api/v1.1/admin/accounts/get"));
    }

    private static long timed(ProcessBuilder command) {
        long began = System.nanoTime();
        try {
            Process process = command.redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command.command() + " failed");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        return System.nanoTime() - began;
    }

    private static String row(String name, long[] nanos) {
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.0f |%n",
                name,
                nanos[TURNS / 2] / 1e6,
                nanos[0] / 1e6,
                nanos[TURNS - 1] / 1e6);
    }
}
