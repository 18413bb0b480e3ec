package io.mailyard.queue;

import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.web.Out;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the nodes said of the latest stops of an account or a sender (spec/states.md, "receipt").
 */
final class Receipts {
    /** Stops shown; the audit has all of them. */
    private static final int SHOWN = 10;

    private static final String NODES =
            "SELECT node_id, took_effect_at, last_begun_at, past_data, delivered, last_end_at, complete FROM stop_receipts"
                    + " WHERE stop_id = ? ORDER BY node_id, session_id";

    private Receipts() {}

    private record Stop(
            long id,
            String kind,
            long account,
            long sender,
            long campaign,
            String isp,
            Instant calledAt,
            List<Node> nodes) {}

    private record Node(
            long id,
            Instant tookEffectAt,
            Optional<Instant> lastAttemptAt,
            long pastData,
            long delivered,
            Optional<Instant> lastEndAt,
            boolean complete) {}

    static Consumer<Out> ofAccount(Tx tx, long account) {
        return shown(tx, "account_id = ?", account);
    }

    static Consumer<Out> ofSender(Tx tx, long sender) {
        return shown(tx, "sender_id = ?", sender);
    }

    /** Newest first. */
    private static Consumer<Out> shown(Tx tx, String where, long id) {
        List<Stop> stops =
                tx.query(
                        "SELECT id, kind, coalesce(account_id, 0), coalesce(sender_id, 0), coalesce(campaign_id, 0), isp,"
                                + " called_at FROM stops WHERE "
                                + where
                                + " ORDER BY id DESC LIMIT "
                                + SHOWN,
                        row -> stop(tx, row),
                        id);
        return out -> out.objects("receipts", stops, Receipts::write);
    }

    private static Stop stop(Tx tx, Row row) {
        return new Stop(
                row.number(1),
                row.text(2),
                row.number(3),
                row.number(4),
                row.number(5),
                row.text(6),
                row.time(7),
                tx.query(NODES, Receipts::node, row.number(1)));
    }

    private static Node node(Row row) {
        return new Node(
                row.number(1),
                row.time(2),
                Optional.ofNullable(row.timeOrNull(3)),
                row.number(4),
                row.number(5),
                Optional.ofNullable(row.timeOrNull(6)),
                row.flag(7));
    }

    private static void write(Out out, Stop stop) {
        out.number("id", stop.id())
                .text("kind", stop.kind())
                .time("called_at", stop.calledAt())
                .number("account_id", stop.account())
                .number("sender_id", stop.sender())
                .number("campaign_id", stop.campaign())
                .text("isp", stop.isp())
                .objects("nodes", stop.nodes(), (member, node) -> write(member, stop, node));
    }

    private static void write(Out out, Stop stop, Node node) {
        out.number("node_id", node.id())
                .time("took_effect_at", node.tookEffectAt())
                .time("last_attempt_at", node.lastAttemptAt().orElse(null))
                .number("past_data", node.pastData())
                .number("delivered", node.delivered())
                .time("last_end_at", node.lastEndAt().orElse(null))
                .flag("complete", node.complete())
                .numberOrNull("millis", node.complete() ? millis(stop, node) : null);
    }

    /** From the call to the moment when nothing of the scope was under way any more. */
    private static Long millis(Stop stop, Node node) {
        Instant end =
                node.lastEndAt()
                        .filter(last -> last.isAfter(node.tookEffectAt()))
                        .orElse(node.tookEffectAt());
        return Math.max(0, Duration.between(stop.calledAt(), end).toMillis());
    }
}
