package io.mailyard.agent;

import io.mailyard.base.CallTrace;
import io.mailyard.delivery.LeaseClient.ServerUnavailable;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's HTTPS client for the processes of its server, with their pinned certificates and the
 * node's key on each call. A call that one process does not answer is repeated at another: a
 * session, its leases and its reports are the store's, which all processes share, and each call may
 * arrive twice (docs/node-protocol.md).
 */
final class ServerClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerClient.class);

    /** A third of the shortest lease, with time for a second process within it. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Longest time to wait for an answer: a lease or a report is one write of the server. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

    /** Of a lease: a process that stands still is left while half of it remains. */
    private static final int TIMEOUTS_PER_LEASE = 4;

    /** For the rest of an answer once it begins: the largest message at 20 Mbit/s. */
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

    /** For the first process, asked again while another one answers. */
    private static final Duration RETURN_TIMEOUT = Duration.ofSeconds(2);

    /** A repeated request for mail has another number: it is made anew. */
    private static final String LEASE = "lease";

    /** Calls of which a process that refuses them is left: its release may be another one. */
    private static final Set<String> SESSION = Set.of("open", "sync");

    private final List<ServerAddress> addresses;
    private final List<HttpClient> clients;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ServerChoice choice;
    private final AtomicInteger connected = new AtomicInteger();
    private final String key;
    private final String slot;
    private final String instance;
    private volatile Duration timeout = LONGEST_TIMEOUT;

    /**
     * @param slot the same for every run over one data folder
     * @param instance different for every run
     */
    ServerClient(ServerAddress.ServerAccess access, String slot, String instance) {
        this(
                access,
                slot,
                instance,
                new ServerChoice(
                        access.addresses().size(),
                        RandomGenerator.of("L64X128MixRandom"),
                        System::nanoTime));
    }

    ServerClient(
            ServerAddress.ServerAccess access, String slot, String instance, ServerChoice choice) {
        this.addresses = access.addresses();
        this.key = access.key();
        this.slot = slot;
        this.instance = instance;
        this.choice = choice;
        this.clients = addresses.stream().map(this::client).toList();
    }

    private HttpClient client(ServerAddress address) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(threads);
        address.pin().ifPresent(pin -> builder.sslContext(pin.context()));
        return builder.build();
    }

    /** Sets how long a lease is, which bounds how long a process may stand still. */
    void setLease(Duration lease) {
        Duration share = lease.dividedBy(TIMEOUTS_PER_LEASE);
        timeout = share.compareTo(LONGEST_TIMEOUT) < 0 ? share : LONGEST_TIMEOUT;
    }

    /** Time within which a process answers. */
    Duration timeout() {
        return timeout;
    }

    /** Calls the server and returns the reply's body. */
    byte[] call(String word, String body) {
        return call(word, body, timeout);
    }

    /**
     * Calls the server and waits up to {@code wait} for the reply of each process.
     *
     * @throws ServerUnavailable where there is none, or it says that the server cannot answer now
     * @throws NodeRefused if the server refuses this node's request
     * @throws Link.SessionUnknown where it does not know the session
     */
    byte[] call(String word, String body, Duration wait) {
        int server = choice.current();
        for (int asked = 1; ; asked++) {
            try {
                byte[] reply = ask(server, word, body, wait);
                recordAnswer(server);
                return reply;
            } catch (ServerUnavailable | NodeRefused failed) {
                if (failed instanceof NodeRefused && !SESSION.contains(word)) {
                    throw failed;
                }
                int next = choice.failed(server);
                if (next == server || asked >= addresses.size() || word.equals(LEASE)) {
                    throw failed;
                }
                LOG.debug(
                        "{} does not serve this node: {}",
                        addresses.get(server),
                        failed.getMessage());
                server = next;
            }
        }
    }

    /** Whether the first process should be asked whether it is back, by {@link #callFirst}. */
    boolean shouldReturn() {
        return choice.shouldReturn();
    }

    /**
     * Calls the first process, which failed some minutes ago, and goes back to it if it answers.
     * Must be a call that is answered at once.
     */
    byte[] callFirst(String word, String body) {
        byte[] reply = ask(0, word, body, RETURN_TIMEOUT);
        choice.returnToFirst();
        recordAnswer(0);
        return reply;
    }

    private void recordAnswer(int server) {
        choice.recordAnswer(server);
        if (server != choice.current()) {
            return; // a call that was under way when the node went to another process
        }
        int before = connected.getAndSet(server);
        if (before != server) {
            LOG.warn(
                    "connected to {} now, no longer to {}",
                    addresses.get(server),
                    addresses.get(before));
        }
    }

    private byte[] ask(int server, String word, String body, Duration wait) {
        ServerAddress address = addresses.get(server);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.uri().resolve(NodeEndpoint.PATH + "/" + word))
                        .timeout(wait)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .header(NodeEndpoint.SLOT, slot)
                        .header(NodeEndpoint.INSTANCE, instance)
                        .POST(BodyPublishers.ofString(body));
        CallTrace.current().traceparent().ifPresent(trace -> request.header("traceparent", trace));
        HttpResponse<byte[]> answer = send(clients.get(server), request.build(), wait);
        return switch (answer.statusCode()) {
            case 200 -> answer.body();
            case 404 -> {
                if (word.equals("open")) {
                    throw new ServerUnavailable(
                            address + " answers 404: " + text(answer.body()).strip());
                }
                throw new Link.SessionUnknown();
            }
            case NodeEndpoint.KEY_IN_USE -> throw new KeyInUse(text(answer.body()));
            case 400, 401, 403, 409 -> throw new NodeRefused(text(answer.body()));
            default ->
                    throw new ServerUnavailable(
                            address
                                    + " answers "
                                    + answer.statusCode()
                                    + ": "
                                    + text(answer.body()).strip());
        };
    }

    private static HttpResponse<byte[]> send(
            HttpClient client, HttpRequest request, Duration wait) {
        String where = request.uri().getAuthority();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(wait.plus(BODY_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new ServerUnavailable(where + " does not answer: " + reason(failed.getCause()));
        } catch (TimeoutException silent) {
            answer.cancel(true);
            throw new ServerUnavailable(where + " does not finish its answer");
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ServerUnavailable("the node is stopping");
        }
    }

    private static String reason(@Nullable Throwable failed) {
        Throwable cause = failed;
        while (cause != null && cause.getCause() != null && cause.getMessage() == null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "unknown";
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    private static String text(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() > 300 ? text.substring(0, 300) : text;
    }

    @Override
    public void close() {
        clients.forEach(HttpClient::shutdownNow);
        threads.shutdownNow();
    }

    /** The server refuses this node or this request. */
    static class NodeRefused extends RuntimeException {
        NodeRefused(String text) {
            super("the server refuses: " + text.strip());
        }
    }

    /** Another process with the same key is alive. */
    static final class KeyInUse extends NodeRefused {
        KeyInUse(String text) {
            super(text);
        }
    }
}
