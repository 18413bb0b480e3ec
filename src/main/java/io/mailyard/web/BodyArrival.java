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

    /** Room for the first read where the length is not announced. */
    int FIRST_GUESS = 2048;

    /** Reads the whole body, at most {@code limit} bytes, within {@code timeout} in all. */
    static BodyArrival read(Request request, int limit, Duration timeout) {
        long announced = request.getLength();
        if (announced > limit) {
            return new TooLarge(announced);
        }
        byte[] bytes = new byte[announced >= 0 ? (int) announced : FIRST_GUESS];
        int size = 0;
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!waitForMore(request, deadline)) {
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
