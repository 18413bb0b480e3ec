package io.mailyard.messages;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.base.AccountId;
import io.mailyard.base.TraceId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.outcomes.MessageContents;
import java.time.Instant;
import java.util.Optional;

/**
 * Data of the message that a notification is about, and the table {@code dsn_counts} with each
 * account's number in the current hour.
 */
final class SqlDsnStore implements AccountDependent {
    private static final String ORIGINAL =
            "SELECT source, envelope_from, accepted_at, trace_id FROM messages WHERE account_id = ? AND id = ?";

    /** The header is in the first piece, which every stored message has in this row. */
    private static final String BEGINNING =
            "SELECT substr(content, 1, "
                    + MessageContents.PIECE
                    + ") AS content FROM contents WHERE message_id = ?";

    private static final String COUNT =
            "SELECT sent FROM dsn_counts WHERE account_id = ? AND hour >= ?";

    /** A clock set back does not start an earlier hour again. */
    private static final String ADD =
            "INSERT INTO dsn_counts (account_id, hour, sent) VALUES (?, ?, 1)"
                    + " ON CONFLICT (account_id) DO UPDATE SET sent = CASE"
                    + " WHEN dsn_counts.hour >= excluded.hour THEN dsn_counts.sent + 1 ELSE 1 END,"
                    + " hour = CASE WHEN dsn_counts.hour >= excluded.hour THEN dsn_counts.hour"
                    + " ELSE excluded.hour END";

    /**
     * An undelivered message.
     *
     * @param content its beginning, with the header; empty if removed
     */
    record OriginalMessage(
            String source, String envelopeFrom, Instant acceptedAt, byte[] content, TraceId trace) {
        private static OriginalMessage read(Row row, byte[] content) {
            return new OriginalMessage(
                    row.text("source"),
                    row.text("envelope_from"),
                    row.time("accepted_at"),
                    content,
                    TraceId.of(row.bytesOrNull("trace_id")));
        }
    }

    Optional<OriginalMessage> original(Tx tx, AccountId account, long message) {
        byte[] content =
                tx.one(BEGINNING, row -> row.bytes("content"), message).orElse(new byte[0]);
        return tx.one(
                ORIGINAL, row -> OriginalMessage.read(row, content), account.value(), message);
    }

    /** Counts one more in this hour, unless {@code most} is reached. */
    boolean countOne(Tx tx, AccountId account, long hour, int most) {
        long sent = tx.one(COUNT, row -> row.number("sent"), account.value(), hour).orElse(0L);
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
