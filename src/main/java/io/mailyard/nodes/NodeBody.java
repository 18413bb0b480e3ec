package io.mailyard.nodes;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.wire.Out;
import java.time.Duration;

/** Nodes on the wire (docs/spec/admin-api.md, section 4). */
final class NodeBody {
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    static final Param<Long> EXISTING = Node.ID.required();
    static final Param<Long> OVERLAP =
            Param.of(
                            "overlap_seconds",
                            Types.integer(0, LONGEST_OVERLAP.toSeconds()),
                            "How long the key before works on, at most 30 days.")
                    .defaultsTo(0L);

    private static final ObjectSchema DIFFERENCE =
            ObjectSchema.of("NodeDifference", "A field in which a node differs.")
                    .text("field", "Such as senders[id 3].strategy.concurrent_connections.")
                    .text("running", "What the node runs; null: it has no such field.")
                    .orNull()
                    .text("desired", "What it should run; null: no such field.")
                    .orNull();

    /** The members that {@link #status} writes. */
    static final ObjectSchema STATUS =
            ObjectSchema.of("NodeStatus", "What a node runs, and whether it does.")
                    .flag("synced", "Whether it runs the newest configuration.")
                    .flag("running", "Whether it sends.")
                    .number("revision", "Of the configuration that it runs.")
                    .number("desired_revision", "Of the newest configuration.")
                    .time("last_seen_at", "When it was heard of last; null: never.")
                    .orNull()
                    .texts("drift", "In what it differs from what it should be.")
                    .number("leased", "Queued recipients that it holds now.")
                    .texts("problems", "What it reports, such as an IP that it has not.")
                    .objects("drift_values", DIFFERENCE, "drift with the values of both sides.")
                    .texts("servers", "Server processes that it is connected to, one as a rule.");

    /** A new node, or one with a new key. */
    static final ObjectSchema ISSUED =
            ObjectSchema.of("NodeSaved", "A node that was saved, with its key where it is new.")
                    .number("saved_id", "The node.")
                    .text("key", "Its key, shown this once; absent where it stays.");

    private NodeBody() {}

    static void status(Out out, NodeFacts.NodeState facts) {
        out.flag("synced", facts.synced())
                .flag("running", facts.running())
                .number("revision", facts.revision())
                .number("desired_revision", facts.desiredRevision())
                .time("last_seen_at", facts.lastSeenAt().orElse(null))
                .texts(
                        "drift",
                        facts.drift().stream().map(NodeFacts.ConfigDifference::field).toList())
                .number("leased", facts.leased())
                .texts("problems", facts.problems())
                .objects(
                        "drift_values",
                        facts.drift(),
                        (member, differs) ->
                                member.text("field", differs.field())
                                        .text("running", differs.running().orElse(null))
                                        .text("desired", differs.desired().orElse(null)))
                .texts("servers", facts.servers());
    }
}
