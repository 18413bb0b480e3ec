package io.mailyard.http;

import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A request's body while it arrives. It takes memory for the octets received, not for those
 * announced, and outside the heap, so that bodies that never end cannot fill the heap. For one
 * thread.
 */
final class ReceivedBody implements AutoCloseable {
    /** Part of a body that comes with its connection and is never refused for lack of memory. */
    static final int FREE = 8 * 1024;

    private static final int LARGEST_SEGMENT = 256 * 1024;

    /** The result of {@link #add}. */
    enum BodyAddResult {
        DONE,
        TOO_LARGE,
        NO_ROOM
    }

    private final SharedMemory.MemoryPart memory;
    private final int most;
    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> segments = new ArrayList<>();
    private int usedOfLast;
    private int size;

    /**
     * Creates an empty body.
     *
     * @param memory provides memory beyond {@link #FREE}
     * @param most maximum size in bytes
     */
    ReceivedBody(SharedMemory.MemoryPart memory, int most) {
        this.memory = memory;
        this.most = most;
    }

    int size() {
        return size;
    }

    /** Adds the remaining octets of the buffer. */
    BodyAddResult add(ByteBuffer more) {
        if (more.remaining() > most - size) {
            return BodyAddResult.TOO_LARGE;
        }
        while (more.hasRemaining()) {
            if ((segments.isEmpty() || usedOfLast == segments.getLast().byteSize())
                    && !addSegment()) {
                return BodyAddResult.NO_ROOM;
            }
            MemorySegment last = segments.getLast();
            int part = (int) Math.min(more.remaining(), last.byteSize() - usedOfLast);
            MemorySegment.copy(
                    MemorySegment.ofBuffer(more.slice(more.position(), part)),
                    0,
                    last,
                    usedOfLast,
                    part);
            more.position(more.position() + part);
            usedOfLast += part;
            size += part;
        }
        return BodyAddResult.DONE;
    }

    /** Grows by the received size, so that at most half of the memory is empty. */
    private boolean addSegment() {
        int capacity = Math.min(most - size, Math.clamp(size, FREE, LARGEST_SEGMENT));
        if (!segments.isEmpty() && !memory.take(capacity)) {
            return false;
        }
        segments.add(arena.allocate(capacity));
        usedOfLast = 0;
        return true;
    }

    /** A copy of the whole body, on the heap. */
    byte[] bytes() {
        byte[] bytes = new byte[size];
        int at = 0;
        for (MemorySegment segment : segments) {
            int part = (int) Math.min(segment.byteSize(), size - at);
            MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, bytes, at, part);
            at += part;
        }
        return bytes;
    }

    /** The whole body as a stream, without a copy. */
    InputStream stream() {
        return new InputStream() {
            private int segment;
            private int at;
            private int left = size;

            @Override
            public int read() {
                byte[] bytes = new byte[1];
                return read(bytes, 0, 1) < 0 ? -1 : bytes[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                if (left == 0) {
                    return length == 0 ? 0 : -1;
                }
                MemorySegment source = segments.get(segment);
                int part = (int) Math.min(Math.min(length, left), source.byteSize() - at);
                MemorySegment.copy(source, ValueLayout.JAVA_BYTE, at, into, from, part);
                at += part;
                left -= part;
                if (at == source.byteSize()) {
                    segment++;
                    at = 0;
                }
                return part;
            }
        };
    }

    @Override
    public void close() {
        giveBack();
    }

    /** Returns the memory; does nothing when called again. */
    void giveBack() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        memory.close();
    }
}
