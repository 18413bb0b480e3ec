package io.mailyard.agent;

import io.mailyard.base.Retryable;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.http.HttpEndpoint;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.nodes.Node;
import io.mailyard.queue.NodeSessions;
import io.mailyard.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where nodes on other machines reach the server: a page for each word, the node's key as a Bearer.
 * {@code open} begins a session, {@code sync} waits for stops and for another configuration, {@code
 * lease}, {@code content}, {@code report} and {@code receipt} are the {@link LeaseClient}, {@code
 * close} ends the session. A node reaches its own sessions alone, and of mail and recipients those
 * that it leased (docs/node-protocol.md).
 */
public final class NodeEndpoint implements HttpEndpoint, AutoCloseable {
    /** Under which the words stand. */
    public static final String PATH = "/api/v1.1/node";

    /** Which of the node's processes asks, over its restarts. */
    static final String SLOT = "Node-Slot";

    /** Which run of it. */
    static final String INSTANCE = "Node-Instance";

    /** How long {@code sync} waits at most: less than proxies give up after. */
    private static final long MAX_WAIT_MILLIS = 25_000;

    private static final int MAX_KEY_CHARS = 512;

    /**
     * Calls of one node that are in work at once: an engine's connections, each of which may ask
     * for a message, and a quarter of what the server works at.
     */
    private static final int MOST_CALLS = 512;

    private static final Logger LOG = LoggerFactory.getLogger(NodeEndpoint.class);

    private final LocalLink.House house;
    private final InstantSource clock;
    private final Map<Long, Semaphore> calls = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    NodeEndpoint(LocalLink.House house, InstantSource clock) {
        this.house = house;
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
                            house,
                            new LocalLink.NodeProcess(
                                    node.get().id(),
                                    name(request, SLOT),
                                    name(request, INSTANCE),
                                    ""),
                            () -> stopping);
            return bounded(node.get().id(), word(request.path()), link, request.body());
        } catch (IllegalArgumentException wrong) {
            return text(400, String.valueOf(wrong.getMessage()));
        } catch (Link.SessionGone | LeaseClient.NotLeased gone) {
            return text(404, String.valueOf(gone.getMessage()));
        } catch (NodeSessions.SessionRefused refused) {
            return text(409, String.valueOf(refused.getMessage()));
        } catch (LeaseClient.DeskAway away) {
            return text(503, String.valueOf(away.getMessage()));
        } catch (RuntimeException failed) {
            Optional<String> busy = Retryable.reason(failed);
            if (busy.isPresent()) {
                LOG.debug("a node's call waits: {}", Retryable.detail(failed).orElse(""));
                return text(503, busy.get());
            }
            LOG.error("a node's call failed, request {}", request.requestId(), failed);
            return text(500, "a fault of the server; its log has it under " + request.requestId());
        }
    }

    /** One node cannot take all the calls that the server works at. */
    private HttpReply bounded(long node, String word, LocalLink link, byte[] body) {
        Semaphore mine = calls.computeIfAbsent(node, _ -> new Semaphore(MOST_CALLS));
        if (!mine.tryAcquire()) {
            return text(503, "the node has " + MOST_CALLS + " calls in work already");
        }
        try {
            return answer(word, link, body);
        } finally {
            mine.release();
        }
    }

    private static String word(String path) {
        return path.startsWith(PATH + "/") ? path.substring(PATH.length() + 1) : "";
    }

    /**
     * @throws IllegalArgumentException where a node that speaks this version gets no work here
     */
    static void mustSpeak(long protocol) {
        if (protocol != NodeSessions.PROTOCOL) {
            boolean older = protocol < NodeSessions.PROTOCOL;
            throw new IllegalArgumentException(
                    "the node is "
                            + (older ? "older" : "newer")
                            + " than the server: it speaks version "
                            + protocol
                            + " of the node protocol, the server version "
                            + NodeSessions.PROTOCOL
                            + "; upgrade the "
                            + (older ? "node" : "server"));
        }
    }

    /** Those who wait for news are answered, so that the server's end does not wait for them. */
    @Override
    public void close() {
        stopping = true;
        house.bell().ring();
    }

    private Optional<Node> node(String key) {
        return house.database().glance(tx -> house.nodes().byKey(tx, key, clock.instant()));
    }

    private static String name(HttpRequest request, String header) {
        String given = request.header(header).orElse("");
        if (!given.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    header + " must be 1 to 64 letters, digits, '.', '_' or '-'");
        }
        return given;
    }

    private static HttpReply answer(String word, LocalLink link, byte[] body) {
        LeaseClient desk = link.words();
        return switch (word) {
            case "open" -> {
                ProtocolFields given = ProtocolFields.of(body);
                // the first version had no number
                mustSpeak(given.has("protocol") ? given.id("protocol") : 1);
                Link.Opened opened = link.open();
                yield json(
                        JsonText.write(out ->
                                out.number("node", opened.node())
                                        .number("stop", opened.stop())
                                        .number("protocol", NodeSessions.PROTOCOL)
                                        .number("lease_ms", opened.lease().toMillis())));
            }
            case "sync" -> {
                ProtocolFields given = ProtocolFields.of(body);
                link.mustSpeak();
                long wait = Math.clamp(given.number("wait_ms"), 0, MAX_WAIT_MILLIS);
                yield json(
                        NodeProtocol.news(
                                link.sync(NodeProtocol.said(given), Duration.ofMillis(wait))));
            }
            case "lease" -> {
                link.mustSpeak();
                List<DeliveryTask> parcels =
                        desk.lease(NodeProtocol.wants(ProtocolFields.of(body)));
                yield json(LeasedMail.write(parcels));
            }
            case "content" ->
                    new HttpReply(
                            200,
                            "application/octet-stream",
                            Map.of(),
                            desk.content(ProtocolFields.of(body).id("message")));
            case "report" -> {
                desk.report(NodeProtocol.reports(ProtocolFields.of(body)));
                yield json("{}");
            }
            case "receipt" -> {
                desk.receipt(NodeProtocol.receipt(ProtocolFields.of(body)));
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
        return new HttpReply(
                200, "application/json", Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpReply text(int status, String words) {
        return new HttpReply(
                status,
                "text/plain; charset=utf-8",
                Map.of(),
                (words + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
