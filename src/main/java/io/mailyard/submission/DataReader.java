package io.mailyard.submission;

import io.mailyard.mime.PreparedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows DATA to its end, which is CRLF, a dot and CRLF and nothing else (RFC 5321
 * section 4.1.1.4). What is at fault is read to that same end and thrown away, so that no part of a
 * message is ever taken for a command.
 */
final class DataReader implements AutoCloseable {
    /**
     * RFC 5321 section 4.5.3.1.6 allows 1000 octets; programs that write HTML in one line send far
     * more, and mail hosts take it.
     */
    static final int MAX_LINE = 64 * 1024;

    /** The header section: nothing sensible has as much. */
    static final int MAX_HEADER = 1024 * 1024;

    /**
     * A message that grows beyond this asks for all the room that it may need at once: half of two
     * messages would wait for each other.
     */
    private static final int LARGE = 1024 * 1024;

    private static final int FIRST_CHUNK = 8 * 1024;
    private static final int LARGEST_CHUNK = 256 * 1024;

    /** What is thrown away of a message that is too large, in its own sizes, before the end. */
    private static final int MOST_TIMES_TOO_LARGE = 8;

    /** What is wrong with a message. */
    enum DataFault {
        BARE,
        NUL,
        LONG_LINE,
        LONG_HEADER,
        TOO_LARGE,
        NO_MEMORY
    }

    /** How it ended. */
    sealed interface ReadResult {
        /**
         * Dots undone, lines end in CRLF.
         *
         * @param header with the empty line, if there is one
         * @param body what follows; stands outside of the heap until the reader is closed
         */
        record Message(byte[] header, PreparedMessage.Body body) implements ReadResult {}

        /**
         * @param bare whether a CR or LF stood alone: where the client, or whoever wrote the
         *     message, takes its end to be is not known
         */
        record Faulty(DataFault fault, boolean bare) implements ReadResult {}
    }

    private final ClientInput in;
    private final int limit;
    private final long declared;
    private final ReceptionMemory.MemoryShare memory;
    private final ProgressListener progress;
    private final List<MemorySegment> full = new ArrayList<>();
    private byte[] chunk = new byte[0];
    private int used;
    private long size;
    private long reserved;
    private boolean inHeader = true;
    private long header;
    private boolean bare;
    private int column;
    private boolean dot;
    private @Nullable DataFault fault;
    private @Nullable Arena outside;

    /** Told how much has arrived; moves the time by which more must come. */
    @FunctionalInterface
    interface ProgressListener {
        void arrived(long octets);
    }

    /**
     * @param limit octets of a message
     * @param declared what MAIL said of it (SIZE, RFC 1870); 0: nothing
     */
    DataReader(
            ClientInput in,
            int limit,
            long declared,
            ReceptionMemory.MemoryShare memory,
            ProgressListener pace) {
        this.in = in;
        this.limit = limit;
        this.declared = declared;
        this.memory = memory;
        this.progress = pace;
    }

    /** Reads it whole. */
    ReadResult read() throws IOException {
        return toTheEnd();
    }

    /** Forgets it. */
    @Override
    public void close() {
        forget();
    }

    /** A CR or LF that stands alone is a character of its line; it begins none and ends none. */
    private ReadResult toTheEnd() throws IOException {
        boolean cr = false;
        while (true) {
            int c = in.octet();
            if (cr && c == '\n') {
                if (dot && column == 1) {
                    return result();
                }
                endLine();
                cr = false;
                continue;
            }
            if (cr) {
                character('\r');
            }
            cr = c == '\r';
            if (!cr) {
                character(c);
            }
        }
    }

    private void endLine() throws IOException {
        put('\r');
        put('\n');
        if (inHeader) {
            inHeader = column > 0;
            header = size;
        }
        column = 0;
    }

    private void character(int c) throws IOException {
        if (column == 0) {
            dot = c == '.';
        }
        if (column > 0 || !dot) {
            put(c);
        }
        if (c == '\r' || c == '\n') {
            bare = true;
            wrong(DataFault.BARE);
        }
        if (c == 0) {
            wrong(DataFault.NUL);
        }
        if (++column > MAX_LINE) {
            wrong(DataFault.LONG_LINE);
        }
    }

    private void put(int c) throws IOException {
        size++;
        if ((size & 0x3FFF) == 0) {
            progress.arrived(size);
        }
        if (fault != null) {
            if (size > (long) limit * MOST_TIMES_TOO_LARGE) {
                throw new EOFException("the client sends a message without end");
            }
            return;
        }
        if (size > limit) {
            wrong(DataFault.TOO_LARGE);
            return;
        }
        if (inHeader && size > MAX_HEADER) {
            wrong(DataFault.LONG_HEADER);
            return;
        }
        if (used == chunk.length && !grown()) {
            wrong(DataFault.NO_MEMORY);
            return;
        }
        chunk[used++] = (byte) c;
    }

    /**
     * A chunk that is full goes outside of the heap: in there the message has to fit in once more,
     * in one piece, as it is stored.
     */
    private boolean grown() {
        int length = Math.clamp(chunk.length * 2L, FIRST_CHUNK, LARGEST_CHUNK);
        if (!room(size + length)) {
            return false;
        }
        if (used > 0) {
            Arena arena = outside;
            if (arena == null) {
                arena = Arena.ofConfined();
                outside = arena;
            }
            MemorySegment segment = arena.allocate(used);
            MemorySegment.copy(chunk, 0, segment, ValueLayout.JAVA_BYTE, 0, used);
            full.add(segment);
        }
        if (chunk.length < length) {
            chunk = new byte[length];
        }
        used = 0;
        return true;
    }

    private boolean room(long needed) {
        if (needed <= reserved) {
            return true;
        }
        long whole = needed;
        if (needed > LARGE) {
            whole = LARGEST_CHUNK + (needed <= declared ? declared : limit);
        }
        int more = (int) (Math.max(needed, whole) - reserved);
        reserved += more;
        return memory.take(more);
    }

    /** The first fault is the one that is told. */
    private void wrong(DataFault found) {
        if (fault == null) {
            fault = found;
            forget();
            memory.close();
        }
    }

    private void forget() {
        full.clear();
        chunk = new byte[0];
        used = 0;
        Arena arena = outside;
        if (arena != null) {
            outside = null;
            arena.close();
        }
    }

    private ReadResult result() {
        DataFault found = fault;
        if (found != null) {
            return new ReadResult.Faulty(found, bare);
        }
        byte[] first = new byte[(int) header];
        copy(0, first, 0);
        int length = (int) (size - header);
        return new ReadResult.Message(
                first,
                new PreparedMessage.Body() {
                    @Override
                    public int length() {
                        return length;
                    }

                    @Override
                    public void copyTo(byte[] target, int at) {
                        copy(header, target, at);
                    }
                });
    }

    /** The octets from {@code from} on, as many as fit behind {@code at} or as there are. */
    private void copy(long from, byte[] target, int at) {
        long skip = from;
        int to = at;
        for (MemorySegment segment : full) {
            long there = segment.byteSize();
            int length = (int) Math.min(Math.max(0, there - skip), target.length - to);
            if (length > 0) {
                MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, skip, target, to, length);
                to += length;
            }
            skip = Math.max(0, skip - there);
        }
        int length = (int) Math.min(Math.max(0, used - skip), target.length - to);
        if (length > 0) {
            System.arraycopy(chunk, (int) skip, target, to, length);
        }
    }
}
