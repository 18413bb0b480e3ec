package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.outcomes.FailedAttempt;
import java.util.List;

/** Builds the index of answers anew from the events that are kept, as a moved store needs. */
public final class AnswerIndexBuilder {
    /** Events of a transaction: some tens of milliseconds. */
    private static final int STEP = 2_000;

    private AnswerIndexBuilder() {}

    private record IndexedAnswer(long id, MessageIndex.MessageIndexEntry entry) {}

    /** Reads every event; one that is in the index already changes nothing. */
    public static void rebuild(Database database) {
        MessageIndex index = new MessageIndex();
        long last = 0;
        while (true) {
            long after = last;
            List<IndexedAnswer> found =
                    database.read(tx ->
                            tx.query(
                                    "SELECT id, account_id, message_id, kind, answer, bounce_class, pattern_id"
                                            + " FROM events WHERE id > ? AND kind IN ('sbounce', 'hbounce', 'undeliv')"
                                            + " AND message_id > 0 ORDER BY id LIMIT "
                                            + STEP,
                                    AnswerIndexBuilder::answered,
                                    after));
            if (found.isEmpty()) {
                return;
            }
            database.write(tx -> {
                AnswerIndexer.store(tx, index, found.stream().map(IndexedAnswer::entry).toList());
                return found.size();
            });
            last = found.getLast().id();
        }
    }

    private static IndexedAnswer answered(Row row) {
        return new IndexedAnswer(
                row.number("id"),
                AnswerIndexer.entry(
                        new FailedAttempt(
                                new AccountId(row.number("account_id")),
                                row.number("message_id"),
                                row.text("kind"),
                                row.text("answer"),
                                row.text("bounce_class"),
                                row.number("pattern_id"))));
    }
}
