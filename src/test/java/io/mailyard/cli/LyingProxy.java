package io.mailyard.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;

/** Stands before a server and tells lies about what it answers. */
final class LyingProxy implements AutoCloseable {
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> addresses = new CopyOnWriteArrayList<>();

    /**
     * A proxy.
     *
     * @param lie returns the answer, from the path and the true one
     */
    LyingProxy(URI truth, BinaryOperator<String> lie) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> forward(exchange, truth, lie));
        server.start();
    }

    private void forward(HttpExchange exchange, URI truth, BinaryOperator<String> lie)
            throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        bodies.add(sent);
        addresses.add(exchange.getRequestURI().toString());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(truth.resolve(exchange.getRequestURI().toString()))
                        .POST(HttpRequest.BodyPublishers.ofString(sent));
        for (String name : List.of("Content-Type", "Authorization")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try (exchange) {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            byte[] told =
                    lie.apply(exchange.getRequestURI().getPath(), answer.body())
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.statusCode(), told.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(told);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The bodies that it was sent. */
    List<String> bodies() {
        return bodies;
    }

    /** Paths and queries that it was asked for. */
    List<String> addresses() {
        return addresses;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }
}
