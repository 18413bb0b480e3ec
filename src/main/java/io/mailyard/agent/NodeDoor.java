package io.mailyard.agent;

import io.mailyard.base.Busy;
import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.StopOrder;
import io.mailyard.web.HttpEndpoint;
import io.mailyard.web.HttpReply;
import io.mailyard.web.HttpRequest;
import io.mailyard.web.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where nodes on other machines reach the server: a page for each word, the node's key as a Bearer.
 * {@code open} begins a session, {@code sync} waits for stops and for another configuration, {@code
 * lease}, {@code content}, {@code report} and {@code receipt} are the {@link Desk}.
 */
public final class NodeDoor implements HttpEndpoint {
    /** Under which the words stand. */
    public static final String PATH = "/api/v1.1/node";

    /** Which process of the node asks. */
    static final String INSTANCE = "Node-Instance";

    /** How long {@code sync} waits at most: less than proxies give up after. */
    private static final long MAX_WAIT_MILLIS = 25_000;

    /** How long a bell that another process should have rung can be missed. */
    private static final long POLL_MILLIS = 250;

    private static final Logger LOG = LoggerFactory.getLogger(NodeDoor.class);

    private final Posts posts;
    private final Bell bell;

    NodeDoor(Posts posts, Bell bell) {
        this.posts = posts;
        this.bell = bell;
    }

    @Override
    public HttpReply answer(HttpRequest request) {
        try {
            Optional<String> key = bearer(request);
            OptionalLong node = key.isEmpty() ? OptionalLong.empty() : posts.nodeByKey(key.get());
            if (node.isEmpty()) {
                return text(401, "the node's key is missing or unknown");
            }
            String instance = request.header(INSTANCE).orElse("");
            if (!instance.matches("[A-Za-z0-9._-]{1,64}")) {
                return text(400, INSTANCE + " must be 1 to 64 letters, digits, '.', '_' or '-'");
            }
            String word = request.path().substring(request.path().lastIndexOf('/') + 1);
            return answer(word, node.getAsLong(), instance, request.body());
        } catch (IllegalArgumentException wrong) {
            return text(400, String.valueOf(wrong.getMessage()));
        } catch (RuntimeException failed) {
            Optional<String> busy = Busy.reason(failed);
            if (busy.isEmpty()) {
                LOG.error("a node's call failed, request {}", request.requestId(), failed);
                return text(
                        500, "a fault of the server; its log has it under " + request.requestId());
            }
            return text(503, busy.get());
        }
    }

    private HttpReply answer(String word, long node, String instance, byte[] body) {
        if (word.equals("open")) {
            return open(node, instance);
        }
        OptionalLong session = posts.session(node, instance);
        if (session.isEmpty()) {
            return text(404, "no session of this process: open one");
        }
        Desk desk = posts.desk(session.getAsLong());
        return switch (word) {
            case "sync" -> sync(node, session.getAsLong(), Fields.of(body));
            case "lease" -> lease(desk, Fields.of(body));
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
            default -> text(400, "no such word");
        };
    }

    private HttpReply open(long node, String instance) {
        long lastStop = posts.lastStop();
        posts.open(node, instance);
        return json(JsonText.write(out -> out.number("node", node).number("stop", lastStop)));
    }

    private static HttpReply lease(Desk desk, Fields wants) {
        List<Parcel> parcels = desk.lease(DeskWords.wants(wants));
        return json(JsonText.write(out -> out.objects("parcels", parcels, DeskWords::parcel)));
    }

    /** Answers once there is something new, or when the time is over. */
    private HttpReply sync(long node, long session, Fields said) {
        posts.seen(
                session,
                new Posts.Running(
                        said.number("revision"), said.flag("running"), said.texts("problems")));
        long revision = said.number("revision");
        long stop = said.number("stop");
        long sync = said.number("sync");
        long end =
                System.nanoTime()
                        + Math.clamp(said.number("wait_ms"), 0, MAX_WAIT_MILLIS) * 1_000_000L;
        while (true) {
            long seen = bell.rings();
            List<StopOrder> stops = posts.stopsAfter(stop);
            Posts.Wanted wanted = posts.wanted(node);
            long syncWanted = posts.syncWanted(node).orElse(0L);
            long left = (end - System.nanoTime()) / 1_000_000;
            boolean news = wanted.revision() != revision || syncWanted != sync;
            if (!stops.isEmpty() || news || left <= 0) {
                return news(stops, news ? Optional.of(wanted) : Optional.empty(), syncWanted);
            }
            try {
                bell.await(seen, Math.min(left, POLL_MILLIS));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return text(503, "the server is stopping");
            }
        }
    }

    private static HttpReply news(
            List<StopOrder> stops, Optional<Posts.Wanted> wanted, long syncWanted) {
        return json(
                JsonText.write(out -> {
                    out.objects("stops", stops, DeskWords::stop).number("sync", syncWanted);
                    wanted.ifPresent(config ->
                            out.number("revision", config.revision())
                                    .text("hash", config.hash())
                                    .text("config", config.json()));
                }));
    }

    private static Optional<String> bearer(HttpRequest request) {
        return request.header("Authorization")
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("bearer "))
                .map(header -> header.substring("bearer ".length()).strip())
                .filter(key -> !key.isEmpty() && key.length() <= 512);
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
