package io.mailyard.outcomes;

import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import java.util.Collection;

/** The table {@code contents}. */
public final class MessageContents {
    private MessageContents() {}

    /**
     * Drops the contents of those messages that have no recipient left to attempt, unless their
     * account keeps contents. The platform keeps none of its own mail.
     */
    public static void drop(Tx tx, Collection<Long> messages) {
        InClause.update(
                tx,
                """
                DELETE FROM contents WHERE NOT EXISTS
                  (SELECT 1 FROM recipients r WHERE r.message_id = contents.message_id AND r.state <= 2)
                  AND NOT EXISTS (SELECT 1 FROM messages m JOIN accounts a ON a.id = m.account_id
                    WHERE m.id = contents.message_id AND a.content_keep <> 'none')
                  AND message_id IN {list}
                """,
                messages);
    }
}
