package io.mailyard.outcomes;

import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.db.OpenUpgrade;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code contents} and {@code content_pieces}. A message of at most {@link #PIECE}
 * octets is one row of the first. A larger one has its first octets there and the rest in the
 * second, so that a part of it is read without what precedes it; what was accepted before the
 * second table was known to every server is one row of any size.
 */
public final class MessageContents {
    /**
     * Octets of a piece: most messages are smaller, and a reader who takes them slowly holds no
     * more of a large one in memory.
     */
    public static final int PIECE = 256 * 1024;

    /** Pieces that are stored by one call of the store: 4 MiB. */
    private static final int BATCH = 16;

    /** The migration that makes the second table. */
    private static final int PIECES_MIGRATION = 82;

    private static final String INSERT = "INSERT INTO contents (message_id, content) VALUES (?, ?)";
    private static final String INSERT_PIECE =
            "INSERT INTO content_pieces (message_id, piece, content) VALUES (?, ?, ?)";

    /** The content of an accepted message. */
    public record AcceptedContent(long message, byte[] octets) {}

    private record Rest(int pieces, int octets, boolean isKept) {}

    private MessageContents() {}

    /** Stores the contents of a group of messages. */
    public static void store(Tx tx, List<AcceptedContent> contents) {
        List<@Nullable Object[]> rows = new ArrayList<>(contents.size());
        List<AcceptedContent> large = new ArrayList<>();
        for (AcceptedContent content : contents) {
            byte[] octets = content.octets();
            if (octets.length > PIECE && OpenUpgrade.isKnownToAll(tx, PIECES_MIGRATION)) {
                large.add(content);
                octets = Arrays.copyOf(octets, PIECE);
            }
            rows.add(new @Nullable Object[] {content.message(), octets});
        }
        tx.updateAll(INSERT, rows);
        large.forEach(content -> storeRest(tx, content));
    }

    private static void storeRest(Tx tx, AcceptedContent content) {
        byte[] octets = content.octets();
        List<@Nullable Object[]> rows = new ArrayList<>(BATCH);
        for (int at = PIECE; at < octets.length; at += PIECE) {
            int end = Math.min(octets.length - at, PIECE) + at;
            rows.add(
                    new @Nullable Object[] {
                        content.message(), at / PIECE, Arrays.copyOfRange(octets, at, end)
                    });
            if (rows.size() == BATCH || end == octets.length) {
                tx.updateAll(INSERT_PIECE, rows);
                rows.clear();
            }
        }
    }

    /**
     * The whole content of a message; empty if it is gone before its end.
     *
     * @param first the octets of its row in {@code contents}
     */
    public static Optional<byte[]> whole(Database database, long message, byte[] first) {
        if (first.length != PIECE) {
            return Optional.of(first);
        }
        Rest rest =
                database.readOne(tx ->
                        tx.one(
                                        "SELECT count(*) AS pieces, coalesce(sum(length(content)), 0) AS octets,"
                                                + " (SELECT count(*) FROM contents c WHERE c.message_id = ?) AS kept"
                                                + " FROM content_pieces WHERE message_id = ?",
                                        row ->
                                                new Rest(
                                                        (int) row.number("pieces"),
                                                        (int) row.number("octets"),
                                                        row.number("kept") > 0),
                                        message,
                                        message)
                                .orElseThrow());
        if (!rest.isKept()) {
            return Optional.empty(); // since the first row was read: it need not be the whole
        }
        byte[] whole = Arrays.copyOf(first, PIECE + rest.octets());
        int filled = PIECE;
        for (int i = 1; i <= rest.pieces(); i++) {
            Optional<byte[]> piece = piece(database, message, i);
            if (piece.isEmpty()) {
                return Optional.empty();
            }
            System.arraycopy(piece.get(), 0, whole, filled, piece.get().length);
            filled += piece.get().length;
        }
        return Optional.of(whole);
    }

    /**
     * Some octets of a message behind its row in {@code contents}.
     *
     * @param piece from 1
     */
    static Optional<byte[]> piece(Database database, long message, int piece) {
        return database.readOne(tx ->
                tx.one(
                        "SELECT content FROM content_pieces WHERE message_id = ? AND piece = ?",
                        row -> row.bytes(),
                        message,
                        piece));
    }

    /** Removes the contents of messages; returns how many had one. */
    public static int remove(Tx tx, Collection<Long> messages) {
        InClause.update(tx, "DELETE FROM content_pieces WHERE message_id IN {list}", messages);
        return InClause.update(tx, "DELETE FROM contents WHERE message_id IN {list}", messages);
    }

    /**
     * Drops the contents of those messages that have no recipient left to attempt, unless their
     * account keeps contents. The platform keeps none of its own mail.
     */
    public static void drop(Tx tx, Collection<Long> messages) {
        int dropped =
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
        if (dropped > 0) {
            InClause.update(
                    tx,
                    """
                    DELETE FROM content_pieces WHERE NOT EXISTS
                      (SELECT 1 FROM contents c WHERE c.message_id = content_pieces.message_id)
                      AND message_id IN {list}
                    """,
                    messages);
        }
    }
}
