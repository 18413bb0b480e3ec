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
 * Reads a message after DATA up to CRLF, dot, CRLF and nothing else (RFC 5321 section 4.1.1.4).
 * Invalid messages are read to the same end and discarded, so that no part of a message is ever
 * taken for a command.
 */
final class DataReader implements AutoCloseable {
    /**
     * Maximum line: RFC 5321 section 4.5.3.1.6 allows 1000 octets; programs that write HTML on one
     * line send far more, and mail hosts accept it.
     */
    static final int MAX_LINE = 64 * 1024;

    /** Maximum header section. */
    static final int MAX_HEADER = 1024 * 1024;

    /**
     * A message larger than this reserves all the memory it may need at once: halves of two
     * messages would wait for each other.
     */
    private static final int LARGE = 1024 * 1024;

    private static final int FIRST_CHUNK = 8 * 1024;
    private static final int LARGEST_CHUNK = 256 * 1024;

    /**
     * Discarded input of a message that is too large, in multiples of its size, before the
     * connection is closed.
     */
    private static final int MOST_TIMES_TOO_LARGE = 8;

    /** Why a message is invalid. */
    enum DataFault {
        BARE,
        NUL,
        LONG_LINE,
        LONG_HEADER,
        TOO_LARGE,
        NO_MEMORY
    }

    /** Result of reading. */
    sealed interface ReadResult {
        /**
         * A message with dots unstuffed and CRLF line ends.
         *
         * @param header with the empty line, if there is one
         * @param body the rest; outside of the heap until the reader is closed
         */
        record Message(byte[] header, PreparedMessage.Body body) implements ReadResult {}

        /**
         * @param bare whether a lone CR or LF occurred, so that it is unclear where the client sees
         *     the end of the message
         */
        record FaultyData(DataFault fault, boolean bare) implements ReadResult {}
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

    /** Receives progress, and extends the time limit. */
    @FunctionalInterface
    interface ProgressListener {
        void arrived(long octets);
    }

    /**
     * @param limit maximum octets of a message
     * @param declared size declared by MAIL (SIZE, RFC 1870); 0 if none
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

    /** Reads the whole message. */
    ReadResult read() throws IOException {
        return toTheEnd();
    }

    /** Discards the message. */
    @Override
    public void close() {
        forget();
    }

    /** A lone CR or LF is an ordinary character of its line. */
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
     * Moves a full chunk out of the heap, where the message must fit once more in one piece to be
     * stored.
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

    /** Records the first fault. */
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
            return new ReadResult.FaultyData(found, bare);
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

    /** Copies octets from {@code from}, as many as fit behind {@code at} or are available. */
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
