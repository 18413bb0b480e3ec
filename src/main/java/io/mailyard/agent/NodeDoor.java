package io.mailyard.agent;

import io.mailyard.base.Busy;
import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Parcel;
import io.mailyard.nodes.Node;
import io.mailyard.web.HttpEndpoint;
import io.mailyard.web.HttpReply;
import io.mailyard.web.HttpRequest;
import io.mailyard.web.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where nodes on other machines reach the server: a page for each word, the node's key as a Bearer.
 * {@code open} begins a session, {@code sync} waits for stops and for another configuration, {@code
 * lease}, {@code content}, {@code report} and {@code receipt} are the {@link Desk}, {@code close}
 * ends the session.
 */
public final class NodeDoor implements HttpEndpoint, AutoCloseable {
    /** Under which the words stand. */
    public static final String PATH = "/api/v1.1/node";

    /** Which of the node's processes asks, over its restarts. */
    static final String SLOT = "Node-Slot";

    /** Which run of it. */
    static final String INSTANCE = "Node-Instance";

    /** How long {@code sync} waits at most: less than proxies give up after. */
    private static final long MAX_WAIT_MILLIS = 25_000;

    private static final int MAX_KEY_CHARS = 512;

    private static final Logger LOG = LoggerFactory.getLogger(NodeDoor.class);

    private final HouseLink.House house;
    private final InstantSource clock;
    private volatile boolean stopping;

    NodeDoor(HouseLink.House house, InstantSource clock) {
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
            HouseLink link =
                    new HouseLink(
                            house,
                            node.get().id(),
                            name(request, SLOT),
                            name(request, INSTANCE),
                            () -> stopping);
            String word = request.path().substring(request.path().lastIndexOf('/') + 1);
            return answer(word, link, request.body());
        } catch (IllegalArgumentException wrong) {
            return text(400, String.valueOf(wrong.getMessage()));
        } catch (Link.SessionGone gone) {
            return text(404, String.valueOf(gone.getMessage()));
        } catch (Desk.DeskAway away) {
            return text(503, String.valueOf(away.getMessage()));
        } catch (RuntimeException failed) {
            Optional<String> busy = Busy.reason(failed);
            if (busy.isPresent()) {
                return text(503, busy.get());
            }
            LOG.error("a node's call failed, request {}", request.requestId(), failed);
            return text(500, "a fault of the server; its log has it under " + request.requestId());
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

    private static HttpReply answer(String word, HouseLink link, byte[] body) {
        Desk desk = link.desk();
        return switch (word) {
            case "open" -> {
                Link.Opened opened = link.open();
                yield json(
                        JsonText.write(out ->
                                out.number("node", opened.node()).number("stop", opened.stop())));
            }
            case "sync" -> {
                Fields given = Fields.of(body);
                long wait = Math.clamp(given.number("wait_ms"), 0, MAX_WAIT_MILLIS);
                yield json(
                        DeskWords.news(link.sync(DeskWords.said(given), Duration.ofMillis(wait))));
            }
            case "lease" -> {
                List<Parcel> parcels = desk.lease(DeskWords.wants(Fields.of(body)));
                yield json(
                        JsonText.write(out -> out.objects("parcels", parcels, DeskWords::parcel)));
            }
            case "content" ->
                    new HttpReply(
                            200,
                            "application/octet-stream",
                            Map.of(),
                            desk.content(Fields.of(body).number("message")));
            case "report" -> {
                desk.report(DeskWords.reports(Fields.of(body)));
                yield json("{}");
            }
            case "receipt" -> {
                desk.receipt(DeskWords.receipt(Fields.of(body)));
                yield json("{}");
            }
            case "close" -> {
                link.close();
                yield json("{}");
            }
            default -> text(400, "no such word");
        };
    }

    private static Optional<String> bearer(HttpRequest request) {
        return request.header("Authorization")
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
