package io.mailyard.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The line between a node and its server, which a test can cut: the whole of it, or for single
 * words such as {@code sync}.
 */
public final class FakeLine implements AutoCloseable {
    private static final Set<String> PASSED_ON =
            Set.of("authorization", "content-type", "node-slot", "node-instance");

    private final HttpServer listening;
    private final HttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final URI server;
    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private final Set<String> answerless = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger passed = new AtomicInteger();
    private volatile CountDownLatch standing = new CountDownLatch(0);

    private FakeLine(HttpServer listening, URI server) {
        this.listening = listening;
        this.server = server;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(threads)
                        .build();
    }

    public static FakeLine to(URI server) {
        try {
            HttpServer listening =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            FakeLine proxy = new FakeLine(listening, server);
            listening.createContext("/", proxy::pass);
            listening.setExecutor(proxy.threads);
            listening.start();
            return proxy;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Where the node finds the server. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getAddress().getPort());
    }

    /** From now on these words get no answer; without any word, all. */
    public void cut(String... words) {
        cut.addAll(words.length == 0 ? Set.of("") : Set.of(words));
    }

    /** From now on these words arrive, and their answers are lost on the way back. */
    public void loseAnswers(String... words) {
        answerless.addAll(Set.of(words));
    }

    /** How many answers got through. */
    public int passed() {
        return passed.get();
    }

    /** How many answers were lost. */
    public int lost() {
        return lost.get();
    }

    /**
     * From now on nothing gets through and nothing is refused, as of a process that stands still.
     */
    public void standStill() {
        standing = new CountDownLatch(1);
    }

    /** All words get through again. */
    public void mend() {
        cut.clear();
        answerless.clear();
        standing.countDown();
    }

    private static String word(URI path) {
        return path.getPath().substring(path.getPath().lastIndexOf('/') + 1);
    }

    private boolean cut(URI path) {
        return cut.contains("") || cut.contains(word(path));
    }

    private boolean loses(URI path) {
        boolean loses = answerless.contains(word(path));
        if (loses) {
            lost.incrementAndGet();
        }
        return loses;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI path = exchange.getRequestURI();
            byte[] body = exchange.getRequestBody().readAllBytes();
            standing.await();
            if (cut(path)) {
                return;
            }
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(server.resolve(path.getPath()))
                            .POST(BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach((name, values) -> {
                        if (PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                            values.forEach(value -> request.header(name, value));
                        }
                    });
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            standing.await();
            if (!cut(path) && !loses(path)) {
                passed.incrementAndGet();
                exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        standing.countDown();
        listening.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }
}
