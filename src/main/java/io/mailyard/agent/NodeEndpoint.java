package io.mailyard.agent;

import io.mailyard.base.Retryable;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.http.HttpEndpoint;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.leases.NodeSessions;
import io.mailyard.nodes.Node;
import io.mailyard.protocol.ContentRequest;
import io.mailyard.protocol.LeaseMessages;
import io.mailyard.protocol.LeaseReply;
import io.mailyard.protocol.NodeUpdates;
import io.mailyard.protocol.OpenReply;
import io.mailyard.protocol.OpenRequest;
import io.mailyard.protocol.ProtocolVersions;
import io.mailyard.protocol.ReportRequest;
import io.mailyard.protocol.StopMessages;
import io.mailyard.protocol.SyncRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP endpoint for nodes on other machines, with the node's key as Bearer token. {@code open}
 * begins a session, {@code sync} waits for stops and configurations, {@code lease}, {@code
 * content}, {@code report} and {@code receipt} implement {@link LeaseClient}, {@code close} ends
 * the session. A node can use only its own sessions, and only mail that it leased
 * (docs/node-protocol.md).
 */
public final class NodeEndpoint implements HttpEndpoint, AutoCloseable {
    /** Path prefix of the calls. */
    public static final String PATH = "/api/v1.1/node";

    /** Header that identifies the node's process across restarts. */
    static final String SLOT = "Node-Slot";

    /** Header that identifies the run of the process. */
    static final String INSTANCE = "Node-Instance";

    /** Of a slot or a run. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Answered to {@code open} while another process with the same key is alive (RFC 4918). */
    static final int KEY_IN_USE = 423;

    /** Maximum wait of {@code sync}: shorter than time-outs of proxies. */
    private static final long MAX_WAIT_MILLIS = 25_000;

    private static final int MAX_KEY_CHARS = 512;

    /**
     * Maximum concurrent calls of one node: an engine's connections may each fetch a message, and
     * this is a quarter of the server's capacity.
     */
    private static final int MAX_CALLS = 512;

    /** Calls that begin something, which another server can do as well. */
    private static final Set<String> ASK_ANOTHER = Set.of("open", "sync", "lease");

    private static final Logger LOG = LoggerFactory.getLogger(NodeEndpoint.class);

    private final LocalLink.ServerSide serverSide;
    private final InstantSource clock;
    private final Map<Long, Semaphore> calls = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile boolean elsewhere;

    NodeEndpoint(LocalLink.ServerSide serverSide, InstantSource clock) {
        this.serverSide = serverSide;
        this.clock = clock;
    }

    @Override
    public HttpReply answer(HttpRequest request) {
        try {
            Optional<Node> node = bearer(request).flatMap(this::node);
            if (node.isEmpty()) {
                return text(401, "the node's key is missing or unknown");
            }
            LocalLink link =
                    new LocalLink(
                            serverSide,
                            new LocalLink.NodeProcess(
                                    node.get().id(),
                                    name(request, SLOT),
                                    name(request, INSTANCE),
                                    ""),
                            () -> stopping);
            return bounded(node.get().id(), commandOf(request.path()), link, request.body());
        } catch (IllegalArgumentException wrong) {
            return text(400, String.valueOf(wrong.getMessage()));
        } catch (Link.SessionUnknown | LeaseClient.NotLeased gone) {
            return text(404, String.valueOf(gone.getMessage()));
        } catch (NodeSessions.SlotInUse used) {
            return text(KEY_IN_USE, String.valueOf(used.getMessage()));
        } catch (NodeSessions.SessionRefused refused) {
            return text(409, String.valueOf(refused.getMessage()));
        } catch (LeaseClient.ServerUnavailable unavailable) {
            return text(503, String.valueOf(unavailable.getMessage()));
        } catch (RuntimeException failed) {
            Optional<String> busy = Retryable.reason(failed);
            if (busy.isPresent()) {
                LOG.debug("a node's call must wait: {}", Retryable.detail(failed).orElse(""));
                return text(503, busy.get());
            }
            LOG.error("a node's call failed, request {}", request.requestId(), failed);
            return text(500, "a fault of the server; its log has it under " + request.requestId());
        }
    }

    /** Limits the concurrent calls of one node. */
    private HttpReply bounded(long node, String word, LocalLink link, byte[] body) {
        Semaphore mine = calls.computeIfAbsent(node, _ -> new Semaphore(MAX_CALLS));
        if (!mine.tryAcquire()) {
            return text(503, "the node has " + MAX_CALLS + " calls in work already");
        }
        try {
            return elsewhere && ASK_ANOTHER.contains(word)
                    ? text(503, "this server is stopping: ask another one")
                    : answer(word, link, body);
        } finally {
            mine.release();
        }
    }

    private static String commandOf(String path) {
        return path.startsWith(PATH + "/") ? path.substring(PATH.length() + 1) : "";
    }

    /**
     * The version that a node and this server speak to each other.
     *
     * @throws IllegalArgumentException where there is none: such a node gets no work here
     */
    static int spoken(ProtocolVersions node) {
        return node.common(ProtocolVersions.OWN)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                node.refusal("node", ProtocolVersions.OWN, "server")));
    }

    /**
     * From now on nodes get no session, news or mail here, so that they ask another server; what
     * they did is still accepted.
     */
    public void sendElsewhere() {
        elsewhere = true;
        close();
    }

    /** Answers waiting calls, so that closing the server does not wait for them. */
    @Override
    public void close() {
        stopping = true;
        serverSide.changes().signal();
    }

    private Optional<Node> node(String key) {
        return serverSide
                .database()
                .readOne(tx -> serverSide.nodes().byKey(tx, key, clock.instant()));
    }

    private static String name(HttpRequest request, String header) {
        String given = request.header(header).orElse("");
        if (!NAME.matcher(given).matches()) {
            throw new IllegalArgumentException(
                    header + " must be 1 to 64 letters, digits, '.', '_' or '-'");
        }
        return given;
    }

    private static HttpReply answer(String word, LocalLink link, byte[] body) {
        LeaseClient leaseClient = link.sessionClient();
        return switch (word) {
            case "open" -> {
                OpenRequest request = OpenRequest.CODEC.read(body);
                int spoken = spoken(request.versions());
                Link.NodeSession opened = link.open(spoken, request.lastRun());
                yield json(
                        OpenReply.CODEC.write(
                                new OpenReply(
                                        opened.node(),
                                        opened.stop(),
                                        opened.lease(),
                                        spoken,
                                        ProtocolVersions.OWN)));
            }
            case "sync" -> {
                SyncRequest request = SyncRequest.CODEC.read(body);
                link.requireProtocol();
                long wait = Math.clamp(request.waitMillis(), 0, MAX_WAIT_MILLIS);
                yield json(
                        NodeUpdates.CODEC.write(
                                link.sync(request.status(), Duration.ofMillis(wait))));
            }
            case "lease" -> {
                link.requireProtocol();
                List<DeliveryTask> tasks = leaseClient.lease(LeaseMessages.CAPACITY.read(body));
                yield json(LeaseReply.CODEC.write(new LeaseReply(tasks)));
            }
            case "content" ->
                    new HttpReply.WholeReply(
                            200,
                            "application/octet-stream",
                            Map.of(),
                            leaseClient.content(ContentRequest.CODEC.read(body).message()));
            case "report" -> {
                leaseClient.report(ReportRequest.CODEC.read(body).reports());
                yield json("{}");
            }
            case "receipt" -> {
                leaseClient.receipt(StopMessages.RECEIPT.read(body));
                yield json("{}");
            }
            case "close" -> {
                link.end();
                yield json("{}");
            }
            default -> text(404, "the node protocol has no such word");
        };
    }

    private static Optional<String> bearer(HttpRequest request) {
        List<String> fields = request.headers("Authorization");
        return Optional.of(String.join(",", fields))
                .filter(_ -> fields.size() == 1)
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(header -> header.substring("bearer ".length()).strip())
                .filter(key -> !key.isEmpty() && key.length() <= MAX_KEY_CHARS);
    }

    private static HttpReply json(String body) {
        return new HttpReply.WholeReply(
                200, "application/json", Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpReply text(int status, String words) {
        return new HttpReply.WholeReply(
                status,
                "text/plain; charset=utf-8",
                Map.of(),
                (words + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
