package io.mailyard.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server that answers what it is told to, and keeps what it was asked. */
final class ScriptedApi implements AutoCloseable {
    /** One request as it came. */
    record Asked(String path, Map<String, List<String>> headers, Value.Members body) {
        String header(String name) {
            return String.join("|", headers.getOrDefault(name, List.of()));
        }

        /** The body on one line. */
        String json() {
            return PrintedJson.compact(body);
        }
    }

    private record Reply(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();

    ScriptedApi() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next answer, in the order of the calls. */
    ScriptedApi answers(String body) {
        return answers(200, Map.of(), body);
    }

    synchronized ScriptedApi answers(int status, Map<String, String> headers, String body) {
        replies.add(new Reply(status, headers, body));
        return this;
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(1 << 20);
        Reply reply = next(exchange, new String(body, StandardCharsets.UTF_8));
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Reply next(HttpExchange exchange, String body) {
        asked.add(
                new Asked(
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        JsonText.read(body)));
        return Optional.ofNullable(replies.poll())
                .orElseGet(() -> new Reply(599, Map.of(), "no answer is scripted"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
