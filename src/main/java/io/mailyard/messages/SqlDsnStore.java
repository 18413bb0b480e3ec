package io.mailyard.messages;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.Optional;

/**
 * What a DSN has to know of the message it is about, and the table {@code dsn_counts}: how many
 * each account got in the present hour.
 */
final class SqlDsnStore implements AccountDependent {
    private static final String ORIGINAL =
            "SELECT source, envelope_from, accepted_at FROM messages WHERE account_id = ? AND id = ?";
    private static final String CONTENT = "SELECT content FROM contents WHERE message_id = ?";
    private static final String COUNT =
            "SELECT sent FROM dsn_counts WHERE account_id = ? AND hour >= ?";

    /** A clock that is set back does not begin an old hour anew. */
    private static final String ADD =
            "INSERT INTO dsn_counts (account_id, hour, sent) VALUES (?, ?, 1)"
                    + " ON CONFLICT (account_id) DO UPDATE SET sent = CASE"
                    + " WHEN dsn_counts.hour >= excluded.hour THEN dsn_counts.sent + 1 ELSE 1 END,"
                    + " hour = CASE WHEN dsn_counts.hour >= excluded.hour THEN dsn_counts.hour"
                    + " ELSE excluded.hour END";

    /**
     * A message that did not arrive.
     *
     * @param content empty where it is gone
     */
    record Original(String source, String envelopeFrom, Instant acceptedAt, byte[] content) {
        private static Original read(Row row, byte[] content) {
            return new Original(row.text(1), row.text(2), row.time(3), content);
        }
    }

    Optional<Original> original(Tx tx, AccountId account, long message) {
        byte[] content = tx.one(CONTENT, row -> row.bytes(1), message).orElse(new byte[0]);
        return tx.one(ORIGINAL, row -> Original.read(row, content), account.value(), message);
    }

    /** Counts one more in this hour, where {@code most} are not reached. */
    boolean counted(Tx tx, AccountId account, long hour, int most) {
        long sent = tx.one(COUNT, row -> row.number(1), account.value(), hour).orElse(0L);
        if (sent >= most) {
            return false;
        }
        tx.update(ADD, account.value(), hour);
        return true;
    }

    @Override
    public String noun() {
        return "dsn counts";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return tx.number("SELECT count(*) FROM dsn_counts WHERE account_id = ?", account.value());
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        tx.update("DELETE FROM dsn_counts WHERE account_id = ?", account.value());
    }
}
