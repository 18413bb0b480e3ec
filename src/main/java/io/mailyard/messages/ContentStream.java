package io.mailyard.messages;

import io.mailyard.db.Database;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a stored message piece by piece, each in a read of its own, so that none is in memory. */
final class ContentStream extends InputStream {
    /** What most messages are whole in: a tenth of a second of a slow disk. */
    private static final int FIRST_PIECE = 1024 * 1024;

    /**
     * Both stores read a content from its beginning for each piece of it, so that a message of 50
     * MiB is read 13 times over by these, and 50 times by the first.
     */
    private static final int PIECE = 4 * FIRST_PIECE;

    private final Database database;
    private final long message;
    private byte[] piece = new byte[0];
    private int next;
    private long read;
    private long left;

    /**
     * @param most octets to read
     */
    ContentStream(Database database, long message, long most) {
        this.database = database;
        this.message = message;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int part = Math.min(length, piece.length - next);
        System.arraycopy(piece, next, to, offset, part);
        next += part;
        return part;
    }

    /**
     * @throws IOException if the content is gone, as it may be between two pieces: what was read
     *     must not pass for the whole
     */
    private boolean fill() throws IOException {
        if (next < piece.length) {
            return true;
        }
        if (left == 0) {
            return false;
        }
        int most = (int) Math.min(read == 0 ? FIRST_PIECE : PIECE, left);
        Optional<byte[]> found =
                database.<Optional<byte[]>>readOne(tx ->
                        tx.one(
                                "SELECT substr(content, CAST(? AS integer), CAST(? AS integer))"
                                        + " FROM contents WHERE message_id = ?",
                                row -> row.bytes(),
                                read + 1,
                                (long) most,
                                message));
        piece =
                found.orElseThrow(
                        () -> new IOException("the content of message " + message + " is gone"));
        next = 0;
        read += piece.length;
        left = piece.length < most ? 0 : left - piece.length;
        return piece.length > 0;
    }
}
