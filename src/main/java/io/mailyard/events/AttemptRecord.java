package io.mailyard.events;

import io.mailyard.base.AttemptDetails;
import io.mailyard.db.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A delivery attempt as the server stores it.
 *
 * @param node the node that made it; 0: unknown, or no attempt
 * @param next when the next attempt was due, as decided then; empty: none
 */
public record AttemptRecord(AttemptDetails details, long node, Optional<Instant> next) {
    /** No attempt. */
    public static final AttemptRecord NONE =
            new AttemptRecord(AttemptDetails.NONE, 0, Optional.empty());

    private static final List<String> NAMES =
            List.of(
                    "node_id",
                    "stage",
                    "bounce_class",
                    "pattern_id",
                    "pattern",
                    "tls",
                    "connect_ms",
                    "answer_ms",
                    "conversation_id");

    /** Its columns in {@code recipients} and {@code events}, without the next attempt. */
    public static final String COLUMNS = String.join(", ", NAMES);

    /** The columns, each with a place for its value. */
    public static final String ASSIGNED = String.join(" = ?, ", NAMES) + " = ?";

    /** The columns of a table with an alias. */
    public static String columns(String alias) {
        return alias + "." + String.join(", " + alias + ".", NAMES);
    }

    /** Its values, in the order of the columns. */
    public List<@Nullable Object> values() {
        return List.of(
                node,
                details.stage(),
                details.bounceClass(),
                details.patternId(),
                details.pattern(),
                details.tls(),
                details.connectMillis(),
                details.answerMillis(),
                details.conversation());
    }

    /** Reads it without the next attempt. */
    public static AttemptRecord read(Row row) {
        return new AttemptRecord(
                new AttemptDetails(
                        row.text("stage"),
                        row.text("bounce_class"),
                        row.number("pattern_id"),
                        row.text("pattern"),
                        row.text("tls"),
                        row.number("connect_ms"),
                        row.number("answer_ms"),
                        row.number("conversation_id")),
                row.number("node_id"),
                Optional.empty());
    }

    AttemptRecord with(@Nullable Instant due) {
        return new AttemptRecord(details, node, Optional.ofNullable(due));
    }
}
