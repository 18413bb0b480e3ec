package io.mailyard.agent;

import io.mailyard.delivery.LeaseClient.ServerUnavailable;
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
 * A node's HTTPS client for its server, with a pinned certificate and the node's key on each call.
 */
final class ServerClient implements AutoCloseable {
    /** Time-out of a call: a lease or a report is one write of the server. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final List<URI> servers;
    private final AtomicInteger current = new AtomicInteger();
    private final String key;
    private final HttpClient client;
    private final String slot;
    private final String instance;

    /**
     * @param servers processes of one server; the next one is used if one does not respond
     * @param pin empty to check the certificate as browsers do
     * @param slot the same for every run over one data folder
     * @param instance different for every run
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
        pin.ifPresent(pinnedCertificate -> builder.sslContext(pinnedCertificate.context()));
        this.client = builder.build();
    }

    /** Calls the server and returns the reply's body. */
    byte[] call(String word, String body) {
        return call(word, body, ANSWER_TIMEOUT);
    }

    /**
     * Calls the server and waits up to {@code wait} for the reply.
     *
     * @throws ServerUnavailable where there is none, or it says that the server cannot answer now
     * @throws NodeRefused if the server refuses this node's request
     * @throws Link.SessionUnknown where it does not know the session
     */
    byte[] call(String word, String body, Duration wait) {
        int asked = current.get();
        try {
            return call(servers.get(asked), word, body, wait);
        } catch (ServerUnavailable unavailable) {
            // The next call uses the next server.
            current.compareAndSet(asked, (asked + 1) % servers.size());
            throw unavailable;
        }
    }

    private byte[] call(URI server, String word, String body, Duration wait) {
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
            throw new ServerUnavailable("the server does not answer: " + reason(failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ServerUnavailable("the node is stopping");
        }
        return switch (answer.statusCode()) {
            case 200 -> answer.body();
            case 404 -> throw new Link.SessionUnknown();
            case 400, 401, 403, 409 -> throw new NodeRefused(text(answer.body()));
            default ->
                    throw new ServerUnavailable(
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

    /** The server refuses this node or this request. */
    static final class NodeRefused extends RuntimeException {
        NodeRefused(String text) {
            super("the server refuses: " + text.strip());
        }
    }
}
