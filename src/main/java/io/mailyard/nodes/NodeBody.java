package io.mailyard.nodes;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Types;
import io.mailyard.base.NameRules;
import io.mailyard.base.Page;
import io.mailyard.wire.Out;
import java.time.Duration;

/** Nodes on the wire (docs/spec/admin-api.md, section 4). */
final class NodeBody {
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    static final Param<Long> ID = Param.of("id", Types.id(), "The node; absent creates one.");
    static final Param<Long> EXISTING = Param.of("id", Types.id(), "The node.").required();
    static final Param<String> NAME =
            Param.of("name", Types.text(1, 128).map(NodeBody::name), "Unique name.")
                    .requiredToCreate();
    static final Param<String> HOST =
            Param.of(
                            "host",
                            Types.text(1, 300).map(NodeHost::checked),
                            "Where it is reached, such as node1.example.com:8443.")
                    .requiredToCreate();
    static final Param<String> MODE =
            Param.of(
                    "mode",
                    Types.oneOf("HTTPS", "SSL", "SSH").map(NodeBody::mode),
                    "HTTPS, as which SSL is read; SSH where its operator starts the program by hand. Default HTTPS.");
    static final Param<Long> OVERLAP =
            Param.of(
                            "overlap_seconds",
                            Types.integer(0, LONGEST_OVERLAP.toSeconds()),
                            "How long the key before works on, at most 30 days.")
                    .defaultsTo(0L);
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First id on the page, inclusive.").defaultsTo(1L);
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    /** As {@link #listed} writes it. */
    static final ObjectSchema SUMMARY =
            ObjectSchema.of("NodeSummary", "A node in a list.")
                    .number("id", "The node.")
                    .text("name", "Unique name.")
                    .text("host", "Where it is reached, such as node1.example.com:8443.")
                    .word("mode", "How it is reached.", "HTTPS", "SSH");

    /** As {@link #full} writes it. */
    static final ObjectSchema FULL =
            SUMMARY.as("Node", "A machine that mail goes out from.")
                    .flag("mta_active", "Whether its MTA is to send.")
                    .time("sync_wanted_at", "When it was last asked to fetch its configuration.")
                    .orNull()
                    .time("created_at", "When it was made.")
                    .time("updated_at", "When it was changed last.");

    /** As {@link #status} writes it. */
    static final ObjectSchema STATUS =
            ObjectSchema.of("NodeStatus", "What a node runs, and whether it does.")
                    .flag("synced", "Whether it runs the newest configuration.")
                    .flag("running", "Whether it sends.")
                    .number("revision", "Of the configuration that it runs.")
                    .number("desired_revision", "Of the newest configuration.")
                    .time("last_seen_at", "When it was heard of last; null: never.")
                    .orNull()
                    .texts("drift", "In what it differs from what it should be.");

    /** A new node, or one that got a new key. */
    static final ObjectSchema ISSUED =
            ObjectSchema.of("NodeSaved", "A node that was saved, with its key where it is new.")
                    .number("saved_id", "The node.")
                    .text("key", "Its key, shown this once; absent where it stays.");

    private NodeBody() {}

    private static String name(String given) {
        if (!given.equals(given.strip())) {
            throw new IllegalArgumentException("must not start or end with white space");
        }
        return NameRules.visible(given);
    }

    private static String mode(String word) {
        return word.equals("SSL") ? "HTTPS" : word;
    }

    /** As it stands in a list. */
    static void listed(Out out, Node node) {
        out.number("id", node.id())
                .text("name", node.name())
                .text("host", node.host())
                .text("mode", node.mode());
    }

    /** As {@code get} answers it. */
    static void full(Out out, Node node) {
        listed(out, node);
        out.flag("mta_active", node.mtaActive())
                .time("sync_wanted_at", node.syncWantedAt().orElse(null))
                .time("created_at", node.createdAt())
                .time("updated_at", node.updatedAt());
    }

    static void status(Out out, NodeFacts.Facts facts) {
        out.flag("synced", facts.synced())
                .flag("running", facts.running())
                .number("revision", facts.revision())
                .number("desired_revision", facts.desiredRevision())
                .time("last_seen_at", facts.lastSeenAt().orElse(null))
                .texts("drift", facts.drift());
    }
}
