package io.mailyard.agent;

import io.mailyard.delivery.LeaseClient.DeskAway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node's connection to its server: HTTPS with a pinned certificate, the node's key on each call.
 */
final class ServerClient implements AutoCloseable {
    /** A lease or a report is a write of the server's: it answers within this or is away. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final List<URI> servers;
    private final AtomicInteger current = new AtomicInteger();
    private final String key;
    private final HttpClient client;
    private final String slot;
    private final String instance;

    /**
     * @param servers processes of one server: the next one is asked where one does not answer
     * @param pin empty: the certificate is checked as browsers do
     * @param slot the same for every run over one data folder
     * @param instance another for every run
     */
    ServerClient(
            List<URI> servers,
            String key,
            Optional<PinnedCertificate> pin,
            String slot,
            String instance) {
        this.servers = List.copyOf(servers);
        this.key = key;
        this.slot = slot;
        this.instance = instance;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        pin.ifPresent(one -> builder.sslContext(one.context()));
        this.client = builder.build();
    }

    /** Asks; the answer's body. */
    byte[] ask(String word, String body) {
        return ask(word, body, ANSWER);
    }

    /**
     * Asks and waits as long for the answer.
     *
     * @throws DeskAway where there is none, or it says that the server cannot answer now
     * @throws Refused where the server says that this node may not ask
     * @throws Link.SessionGone where it does not know the session
     */
    byte[] ask(String word, String body, Duration wait) {
        int asked = current.get();
        try {
            return ask(servers.get(asked), word, body, wait);
        } catch (DeskAway away) {
            // whoever asks again asks the next
            current.compareAndSet(asked, (asked + 1) % servers.size());
            throw away;
        }
    }

    private byte[] ask(URI server, String word, String body, Duration wait) {
        HttpRequest request =
                HttpRequest.newBuilder(server.resolve(NodeEndpoint.PATH + "/" + word))
                        .timeout(wait)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .header(NodeEndpoint.SLOT, slot)
                        .header(NodeEndpoint.INSTANCE, instance)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        HttpResponse<byte[]> answer;
        try {
            answer = client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException failed) {
            throw new DeskAway("the server does not answer: " + reason(failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DeskAway("the node is stopping");
        }
        return switch (answer.statusCode()) {
            case 200 -> answer.body();
            case 404 -> throw new Link.SessionGone();
            case 400, 401, 403, 409 -> throw new Refused(text(answer.body()));
            default ->
                    throw new DeskAway(
                            "the server answers "
                                    + answer.statusCode()
                                    + ": "
                                    + text(answer.body()).strip());
        };
    }

    private static String reason(IOException failed) {
        Throwable cause = failed;
        while (cause.getCause() != null && cause.getMessage() == null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }

    private static String text(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() > 300 ? text.substring(0, 300) : text;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** The server does not take this node, or not this question. */
    static final class Refused extends RuntimeException {
        Refused(String text) {
            super("the server refuses: " + text.strip());
        }
    }
}
