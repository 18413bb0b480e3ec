package io.mailyard.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** How the body of a request came in. */
sealed interface BodyArrival {
    record Whole(byte[] body) implements BodyArrival {}

    record TooLarge(long seen) implements BodyArrival {}

    record TooSlow() implements BodyArrival {}

    record Broken(String reason) implements BodyArrival {}

    /** There are too many large ones at once. */
    record NoRoom() implements BodyArrival {}

    /** Room for the first read where the length is not announced. */
    int FIRST_GUESS = 2048;

    /** A slower link than this carries no large mail. */
    int LEAST_BYTES_PER_SECOND = 256 * 1024;

    /**
     * How much is taken.
     *
     * @param usual bytes for which no room is asked
     * @param most bytes in all
     * @param share where room is asked for more than the usual
     */
    record Limits(int usual, int most, LargeBodies.Share share) {
        /** Whether there is room for so many bytes. */
        boolean room(long bytes) {
            return bytes <= usual || share.take((int) bytes);
        }
    }

    /**
     * Reads the whole body within {@code timeout} in all; a large one is given more, as its size
     * asks for.
     */
    static BodyArrival read(Request request, Limits limits, Duration timeout) {
        int limit = limits.most();
        long announced = request.getLength();
        if (announced > limit) {
            return new TooLarge(announced);
        }
        if (!limits.room(announced)) {
            return new NoRoom();
        }
        byte[] bytes = new byte[announced >= 0 ? (int) announced : FIRST_GUESS];
        int size = 0;
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean asked = announced >= 0;
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!waitForMore(request, deadline + large(size, limits.usual()))) {
                    return new TooSlow();
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return new Broken(String.valueOf(chunk.getFailure().getMessage()));
            }
            int arrived = chunk.remaining();
            if (size + arrived > limit) {
                chunk.release();
                return new TooLarge((long) size + arrived);
            }
            if (!asked && size + arrived > limits.usual()) {
                asked = limits.room(limit);
                if (!asked) {
                    chunk.release();
                    return new NoRoom();
                }
            }
            if (size + arrived > bytes.length) {
                bytes =
                        Arrays.copyOf(
                                bytes, Math.min(limit, Math.max(size + arrived, bytes.length * 2)));
            }
            chunk.getByteBuffer().get(bytes, size, arrived);
            size += arrived;
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                return new Whole(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
            }
        }
    }

    private static long large(int size, int usual) {
        return size <= usual ? 0 : size * 1_000_000_000L / LEAST_BYTES_PER_SECOND;
    }

    private static boolean waitForMore(Request request, long deadline) {
        Semaphore arrived = new Semaphore(0);
        request.demand(arrived::release);
        try {
            return arrived.tryAcquire(
                    Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
