package io.mailyard.crash;

import io.mailyard.testing.Body;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a balancer does: it asks each server's {@code /readiness} and gives each call to the next
 * one that is ready. It repeats nothing.
 */
final class RoundRobin implements AutoCloseable {
    /** A server whose notice is a second is left within a twentieth of it. */
    private static final long LOOK_MILLIS = 50;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private final List<URI> servers;
    private final AtomicInteger turn = new AtomicInteger();
    private final Thread watch;
    private volatile List<URI> ready = List.of();
    private volatile boolean closed;

    RoundRobin(List<URI> servers) {
        this.servers = List.copyOf(servers);
        this.watch = Thread.ofVirtual().name("readiness").start(this::watch);
    }

    /** An answer, and which server gave it. */
    record BalancedAnswer(int status, String text, URI server) {
        boolean ok() {
            return status == 200 && text.contains("\"error\":0");
        }
    }

    private void watch() {
        while (!closed) {
            List<URI> found = new ArrayList<>();
            for (URI server : servers) {
                if (isReady(server)) {
                    found.add(server);
                }
            }
            ready = List.copyOf(found);
            Program.pause(LOOK_MILLIS);
        }
    }

    private boolean isReady(URI server) {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve("/readiness")).timeout(LIMIT).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException down) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The servers that are ready. */
    List<URI> ready() {
        return ready;
    }

    /**
     * Makes a call at the next server.
     *
     * @param key the idempotency key; empty: none
     */
    BalancedAnswer call(String path, String token, String key, @Nullable Object... namesAndValues)
            throws IOException {
        List<URI> some = ready;
        if (some.isEmpty()) {
            throw new IOException("no server is ready");
        }
        URI server = some.get(Math.floorMod(turn.getAndIncrement(), some.size()));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                server.resolve(
                                        path.startsWith("/") ? path : "/api/v1.1/admin/" + path))
                        .timeout(LIMIT)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Body.json(Body.members(namesAndValues))));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new BalancedAnswer(answer.statusCode(), answer.body(), server);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            watch.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
