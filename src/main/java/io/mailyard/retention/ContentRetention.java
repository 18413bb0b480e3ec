package io.mailyard.retention;

import io.mailyard.accounts.ContentKeep;
import io.mailyard.db.Database;
import io.mailyard.db.Removal;
import io.mailyard.outcomes.MessageContents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes contents of mail that has ended where its account keeps them for less time than messages.
 * Goes through the messages of these accounts by id, some at a time, and begins anew at the end.
 */
public final class ContentRetention implements Removal.RemovalTask {
    private static final String ACCOUNTS =
            "SELECT id, content_keep FROM accounts WHERE content_keep <> '' AND id > ? ORDER BY id LIMIT 1";

    private static final String ENDED =
            "SELECT m.id, CASE WHEN c.message_id IS NULL OR EXISTS (SELECT 1 FROM recipients r"
                    + " WHERE r.message_id = m.id AND r.state <= 2) THEN 0 ELSE 1 END AS removable FROM messages m"
                    + " LEFT JOIN contents c ON c.message_id = m.id"
                    + " WHERE m.account_id = ? AND m.id > ? AND m.accepted_at < ? ORDER BY m.id LIMIT ?";

    private final Database database;
    private final InstantSource clock;
    private final Map<Long, Long> seen = new HashMap<>();
    private long account;

    public ContentRetention(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Keeping(long account, String keep) {}

    private record Looked(long message, boolean removable) {}

    @Override
    public Removal.RemovalStep remove(int most) {
        Optional<Keeping> next =
                database.readOne(tx ->
                        tx.one(
                                ACCOUNTS,
                                row -> new Keeping(row.number("id"), row.text("content_keep")),
                                account));
        if (next.isEmpty()) {
            account = 0;
            return Removal.RemovalStep.NOTHING;
        }
        Keeping keeping = next.get();
        Duration keep = ContentKeep.of(keeping.keep()).orElse(Duration.ZERO);
        Instant before = clock.instant().minus(keep);
        long from = seen.getOrDefault(keeping.account(), 0L);
        List<Looked> looked =
                database.readOne(tx ->
                        tx.query(
                                ENDED,
                                row -> new Looked(row.number("id"), row.number("removable") == 1),
                                keeping.account(),
                                from,
                                before,
                                most));
        if (looked.size() < most) {
            account = keeping.account();
            seen.remove(keeping.account());
        } else {
            seen.put(keeping.account(), looked.getLast().message());
        }
        List<Long> removable =
                looked.stream().filter(Looked::removable).map(Looked::message).toList();
        if (removable.isEmpty()) {
            return new Removal.RemovalStep(0, 0, true);
        }
        return Removal.timed(database, true, tx -> MessageContents.remove(tx, removable));
    }

    @Override
    public Duration behind() {
        return Duration.ZERO;
    }
}
