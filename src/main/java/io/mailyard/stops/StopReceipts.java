package io.mailyard.stops;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.SortedList;
import io.mailyard.db.Tx;
import io.mailyard.nodes.Nodes;
import io.mailyard.wire.Out;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Receipts of the latest stops of an account or sender: every node that may hold mail of the scope,
 * pending until it has reported or its lease has ended.
 */
public final class StopReceipts {
    /** Number of stops shown; the audit has all of them. */
    private static final int SHOWN = 10;

    /** Causes of stops. */
    public static final List<String> KINDS =
            List.of(
                    "platform",
                    "frozen",
                    "deactivated",
                    "deleted",
                    "held",
                    "purged",
                    "unassigned",
                    "mta_deactivated",
                    "node_deleted");

    private static final String NODES =
            "SELECT r.node_id, coalesce(s.server, '') AS server, r.took_effect_at, r.last_begun_at, r.past_data, r.delivered,"
                    + " r.last_end_at, r.complete, r.lease_ended_at, s.lease_until FROM stop_receipts r"
                    + " LEFT JOIN node_sessions s ON s.id = r.session_id"
                    + " WHERE r.stop_id = ? ORDER BY r.node_id, r.session_id";

    private static final String SELECT =
            "SELECT id, kind, coalesce(account_id, 0) AS account, coalesce(sender_id, 0) AS sender,"
                    + " coalesce(campaign_id, 0) AS campaign, isp,"
                    + " called_at, coalesce(node_id, 0) AS node FROM stops WHERE ";

    private static final ObjectSchema OF_NODE =
            ObjectSchema.of("NodeReceipt", "A node's receipt of a stop.")
                    .number("node_id", "The node.")
                    .text("server", "The server that the node was connected to.")
                    .word(
                            "state",
                            "reported: the node said so; pending: not yet; lease_ended: it was away"
                                    + " until its mail was taken from it.",
                            "reported",
                            "pending",
                            "lease_ended")
                    .time("took_effect_at", "No attempt begins after this time.")
                    .orNull()
                    .time("last_attempt_at", "Start of the last attempt before that.")
                    .orNull()
                    .number("past_data", "Attempts that were past DATA, and ran to their end.")
                    .number("delivered", "How many of those were delivered.")
                    .time("last_end_at", "End of the last of those.")
                    .orNull()
                    .flag("complete", "Whether no attempt is under way.")
                    .time("lease_ended_at", "When its lease ended.")
                    .orNull()
                    .time("pending_until", "When its lease ends at the latest, while pending.")
                    .orNull()
                    .number("millis", "Milliseconds from the call to completion.")
                    .orNull();
    public static final ObjectSchema STOP =
            ObjectSchema.of("Receipt", "A stop, and when it took effect on each node.")
                    .number("id", "Id of the stop.")
                    .text("kind", "Cause of the stop, such as frozen, held, purged.")
                    .time("called_at", "When the stop was called.")
                    .number("account_id", "The account; 0: any.")
                    .number("sender_id", "The sender; 0: any.")
                    .number("campaign_id", "The campaign; 0: any.")
                    .text("isp", "The ISP; empty: any.")
                    .number("node_id", "The node whose MTA was stopped or deleted; 0: any.")
                    .flag("complete", "Whether no attempt is under way on any node.")
                    .time("complete_at", "When it was complete; null: it is not.")
                    .orNull()
                    .number("millis", "Milliseconds from the call to completion.")
                    .orNull()
                    .objects("nodes", OF_NODE, "Receipts of the nodes.");

    /** The schema of the reply. */
    public static final ObjectSchema SCHEMA =
            ObjectSchema.part().objects("receipts", STOP, "Receipts of its stops, newest first.");

    private StopReceipts() {}

    /** A stop as receipts show it. */
    public record ShownStop(
            long id,
            String kind,
            long account,
            long sender,
            long campaign,
            String isp,
            Instant calledAt,
            long node,
            List<NodeReceipt> nodes) {}

    /**
     * A session of a node.
     *
     * @param server the server process that contains the node; empty if none
     * @param tookEffectAt empty if not reported yet
     * @param leaseEndedAt when its lease ended before it had reported completely
     * @param leaseUntil when its lease ends unless it is renewed
     */
    private record NodeReceipt(
            long id,
            String server,
            Optional<Instant> tookEffectAt,
            Optional<Instant> lastAttemptAt,
            long pastData,
            long delivered,
            Optional<Instant> lastEndAt,
            boolean complete,
            Optional<Instant> leaseEndedAt,
            Optional<Instant> leaseUntil) {
        static NodeReceipt read(Row row) {
            return new NodeReceipt(
                    row.number("node_id"),
                    row.text("server"),
                    time(row, "took_effect_at"),
                    time(row, "last_begun_at"),
                    row.number("past_data"),
                    row.number("delivered"),
                    time(row, "last_end_at"),
                    row.flag("complete"),
                    time(row, "lease_ended_at"),
                    time(row, "lease_until"));
        }

        private static Optional<Instant> time(Row row, String column) {
            return Optional.ofNullable(row.timeOrNull(column));
        }

        String state() {
            return !complete && tookEffectAt.isEmpty()
                    ? "pending"
                    : leaseEndedAt.isPresent() ? "lease_ended" : "reported";
        }

        /** When no attempt of the scope was running there any more. */
        Optional<Instant> quietSince() {
            return complete
                    ? Stream.of(tookEffectAt, lastEndAt, leaseEndedAt)
                            .flatMap(Optional::stream)
                            .max(Comparator.naturalOrder())
                    : Optional.empty();
        }
    }

    /**
     * Receipts of the {@value #SHOWN} newest stops of an account or of its mail with some sender.
     * Read now; the writer may run after the transaction.
     */
    public static Consumer<Out> ofAccount(Tx tx, long account) {
        return shown(tx, "account_id = ?", account);
    }

    /**
     * Receipts of the {@value #SHOWN} newest stops of a sender, or of one account's mail with it.
     * Read now; the writer may run after the transaction.
     */
    public static Consumer<Out> ofSender(Tx tx, long sender) {
        return shown(tx, "sender_id = ?", sender);
    }

    /** Receipts of stops of the whole platform. */
    public static Consumer<Out> ofPlatform(Tx tx) {
        return shown(tx, "account_id IS NULL AND sender_id = ?", 0);
    }

    /** Newest first. */
    private static Consumer<Out> shown(Tx tx, String where, long id) {
        List<ShownStop> stops =
                tx.query(
                        SELECT + where + " ORDER BY id DESC LIMIT " + SHOWN,
                        row -> stop(tx, row),
                        id);
        return out -> out.objects("receipts", stops, StopReceipts::write);
    }

    /** The receipt of a stop; empty if there is no such stop, or no longer. */
    public static Optional<Consumer<Out>> one(Tx tx, long id) {
        return tx.one(SELECT + "id = ?", row -> stop(tx, row), id)
                .map(stop -> out -> write(out, stop));
    }

    /**
     * Filter of the stops that are listed.
     *
     * @param sender only of stops of this sender
     * @param account only of stops of this account
     * @param node only of stops of this node
     * @param kind only of this kind
     * @param isp only of stops of mail to this ISP, in any case
     */
    public record StopFilter(
            Optional<Long> sender,
            Optional<Long> account,
            Optional<Long> node,
            Optional<String> kind,
            Optional<String> isp) {
        private String condition(List<@Nullable Object> args) {
            return "1 = 1"
                    + only("sender_id = ?", sender, args)
                    + only("account_id = ?", account, args)
                    + only("node_id = ?", node, args)
                    + only("kind = ?", kind, args)
                    + isp.map(name -> " AND " + SortedList.is(name, args, "isp")).orElse("");
        }

        private static String only(
                String condition, Optional<?> asked, List<@Nullable Object> args) {
            asked.ifPresent(args::add);
            return asked.isPresent() ? " AND " + condition : "";
        }
    }

    /**
     * A page of receipts, newest or oldest first, the first not beyond {@code page.fromId}.
     *
     * @param oldestFirst or else the newest
     */
    public static Slice<ShownStop> list(Tx tx, StopFilter filter, boolean oldestFirst, Page page) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = filter.condition(args);
        long total = tx.number("SELECT count(*) FROM stops WHERE " + where, args.toArray());
        args.add(page.fromId());
        args.add(page.limit() + 1);
        String order = oldestFirst ? " AND id >= ? ORDER BY id" : " AND id <= ? ORDER BY id DESC";
        List<ShownStop> stops =
                tx.query(SELECT + where + order + " LIMIT ?", row -> stop(tx, row), args.toArray());
        return Slice.of(stops, page, total, ShownStop::id);
    }

    private static ShownStop stop(Tx tx, Row row) {
        return new ShownStop(
                row.number("id"),
                row.text("kind"),
                row.number("account"),
                row.number("sender"),
                row.number("campaign"),
                row.text("isp"),
                row.time("called_at"),
                row.number("node"),
                tx.query(NODES, NodeReceipt::read, row.number("id")));
    }

    /**
     * Writes the members of {@link #STOP}; the engine of the platform's own mail counts for {@code
     * complete} and is not among the nodes.
     */
    public static void write(Out out, ShownStop stop) {
        boolean complete = stop.nodes().stream().allMatch(NodeReceipt::complete);
        Instant quiet =
                stop.nodes().stream()
                        .flatMap(node -> node.quietSince().stream())
                        .max(Comparator.naturalOrder())
                        .orElse(stop.calledAt());
        out.number("id", stop.id())
                .text("kind", stop.kind())
                .time("called_at", stop.calledAt())
                .number("account_id", stop.account())
                .number("sender_id", stop.sender())
                .number("campaign_id", stop.campaign())
                .text("isp", stop.isp())
                .number("node_id", stop.node())
                .flag("complete", complete)
                .time("complete_at", complete ? quiet : null)
                .numberOrNull("millis", complete ? millis(stop, quiet) : null)
                .objects(
                        "nodes",
                        stop.nodes().stream().filter(node -> node.id() != Nodes.PLATFORM).toList(),
                        (member, node) -> write(member, stop, node));
    }

    private static void write(Out out, ShownStop stop, NodeReceipt node) {
        boolean pending = node.state().equals("pending");
        out.number("node_id", node.id())
                .text("server", node.server())
                .text("state", node.state())
                .time("took_effect_at", node.tookEffectAt().orElse(null))
                .time("last_attempt_at", node.lastAttemptAt().orElse(null))
                .number("past_data", node.pastData())
                .number("delivered", node.delivered())
                .time("last_end_at", node.lastEndAt().orElse(null))
                .flag("complete", node.complete())
                .time("lease_ended_at", node.leaseEndedAt().orElse(null))
                .time("pending_until", pending ? node.leaseUntil().orElse(null) : null)
                .numberOrNull(
                        "millis", node.quietSince().map(quiet -> millis(stop, quiet)).orElse(null));
    }

    /** Milliseconds from the call until no attempt of the scope was running. */
    private static Long millis(ShownStop stop, Instant quiet) {
        return Math.max(0, Duration.between(stop.calledAt(), quiet).toMillis());
    }
}
