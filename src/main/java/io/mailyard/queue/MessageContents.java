package io.mailyard.queue;

import io.mailyard.db.Tx;
import java.util.Collection;
import java.util.List;

/** The table {@code contents}. */
final class MessageContents {
    private MessageContents() {}

    /** Drops the contents of those messages that have no recipient left to attempt. */
    static void drop(Tx tx, Collection<Long> messages) {
        for (List<Long> part : InClause.parts(List.copyOf(messages))) {
            tx.update(
                    "DELETE FROM contents WHERE message_id IN "
                            + InClause.list(part.size())
                            + " AND NOT EXISTS (SELECT 1 FROM recipients r"
                            + " WHERE r.message_id = contents.message_id AND r.state <= 2)",
                    InClause.args(part));
        }
    }
}
