package io.mailyard.outcomes;

import io.mailyard.db.Database;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Reads a stored message piece by piece, each in a read of its own, so that none is in memory. */
public final class ContentStream extends InputStream {
    /** Octets that are read first of a message that is one row: most are whole in it. */
    private static final int FIRST_PART = 1024 * 1024;

    /**
     * Both stores read a row from its beginning for each part of it, so that 50 MiB in one row are
     * read 13 times over by these, and 50 times by the first.
     */
    private static final int PART = 4 * FIRST_PART;

    /** The content was removed before it was read to its end. */
    public static final class ContentGoneException extends IOException {
        private ContentGoneException(long message) {
            super("the content of message " + message + " is gone");
        }
    }

    /** The beginning of a message, and what its row and its pieces have. */
    private record Beginning(byte[] part, long octets, int pieces) {}

    private final Database database;
    private final long message;
    private byte[] part = new byte[0];
    private int next;
    private long left;

    /** Octets of the message's row, those of them that were read, and pieces behind it. */
    private long octets = -1;

    private long read;
    private int pieces;
    private int piece;

    /**
     * @param most octets to read
     */
    public ContentStream(Database database, long message, long most) {
        this.database = database;
        this.message = message;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        return fill() ? part[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = Math.min(length, part.length - next);
        System.arraycopy(part, next, to, offset, taken);
        next += taken;
        return taken;
    }

    /**
     * @throws ContentGoneException if the content is gone, as it may be between two pieces: what
     *     was read must not pass for the whole
     */
    private boolean fill() throws ContentGoneException {
        if (next < part.length) {
            return true;
        }
        if (left == 0 || (read == octets && piece == pieces)) {
            return false;
        }
        Optional<byte[]> found;
        if (octets < 0) {
            found = begin();
        } else if (read < octets) {
            found = part(PART);
            read += found.map(octets -> octets.length).orElse(0);
        } else {
            piece++;
            found = MessageContents.piece(database, message, piece);
        }
        part = found.orElseThrow(() -> new ContentGoneException(message));
        giveWay();
        if (part.length > left) {
            part = Arrays.copyOf(part, (int) left);
        }
        next = 0;
        left -= part.length;
        return part.length > 0;
    }

    /**
     * Lets other virtual threads have the processor, which one that reads and never waits would
     * keep to the end of the message. Nothing but their waiting depends on it.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void giveWay() {
        Thread.yield();
    }

    private Optional<byte[]> begin() {
        Optional<Beginning> beginning =
                database.readOne(tx ->
                        tx.one(
                                "SELECT substr(content, 1, CAST(? AS integer)) AS part, length(content) AS octets,"
                                        + " (SELECT count(*) FROM content_pieces p WHERE p.message_id = c.message_id)"
                                        + " AS pieces FROM contents c WHERE message_id = ?",
                                row ->
                                        new Beginning(
                                                row.bytes("part"),
                                                row.number("octets"),
                                                (int) row.number("pieces")),
                                Math.min(FIRST_PART, left),
                                message));
        beginning.ifPresent(found -> {
            octets = found.octets();
            pieces = found.pieces();
            read = found.part().length;
        });
        return beginning.map(Beginning::part);
    }

    private Optional<byte[]> part(int most) {
        return database.readOne(tx ->
                tx.one(
                        "SELECT substr(content, CAST(? AS integer), CAST(? AS integer))"
                                + " FROM contents WHERE message_id = ?",
                        row -> row.bytes(),
                        read + 1,
                        Math.min(most, left),
                        message));
    }
}
