package io.mailyard.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs command lines of a real shell in this process, which saves a start of Java for each. What
 * {@link #script} gives stands in for {@code mailyard}: it hands over its folder and arguments.
 */
public final class ShellServer implements AutoCloseable {
    private static final int CODES = 200;

    private final HttpServer http;
    private final Map<String, String> variables;

    /**
     * @param variables those of the environment, such as {@code MAILYARD_URL}
     */
    public ShellServer(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        http.createContext("/", this::run);
        http.start();
    }

    /** The lines of bash that stand in for the program, where it is to run in this process. */
    public String script() {
        return """
        left=$(mktemp)
        printf '%s\\0' "$PWD" "$left" "$@" >"$left.given"
        [[ " $* " != *' - '* ]] || cat >"$left.input"
        code=$(command curl -s -o "$left.out" -w '%{http_code}' --data-binary @"$left.given" http://127.0.0.1:PORT/)
        cat "$left.out"
        cat "$left" >&2
        rm -f "$left"*
        exit $((code - 200))
        """
                .replace("PORT", String.valueOf(http.getAddress().getPort()));
    }

    private void run(HttpExchange exchange) throws IOException {
        try (exchange) {
            String given =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            List<String> parts =
                    Arrays.asList(given.substring(0, given.length() - 1).split("\0", -1));
            Path left = Path.of(parts.get(1));
            Path input = Path.of(left + ".input");
            Shell shell = new Shell(Path.of(parts.getFirst()));
            variables.forEach(shell::with);
            if (Files.exists(input)) {
                shell.typing(Files.readString(input));
            }
            Shell.Left end = shell.run(parts.subList(2, parts.size()).toArray(String[]::new));
            Files.writeString(left, end.err());
            byte[] out = end.out().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(CODES + end.code(), out.length == 0 ? -1 : out.length);
            exchange.getResponseBody().write(out);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
