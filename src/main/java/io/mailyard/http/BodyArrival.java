package io.mailyard.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** The result of receiving a request's body. */
sealed interface BodyArrival {
    record Complete() implements BodyArrival {}

    record TooLarge() implements BodyArrival {}

    record TooSlow() implements BodyArrival {}

    record BodyConnectionLost() implements BodyArrival {}

    /** The bodies being received, of all addresses or of this one, use all memory that they may. */
    record NoMemory() implements BodyArrival {}

    /** Minimum rate of a link for large mail. */
    int LEAST_BYTES_PER_SECOND = 256 * 1024;

    /**
     * Reads the whole body within {@code timeout}; a large one gets more time according to its
     * size.
     *
     * @param usual size up to which there is no more time
     * @param most maximum size
     */
    static BodyArrival read(
            Request request, ReceivedBody body, int usual, int most, Duration timeout) {
        if (request.getLength() > most) {
            return new TooLarge();
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!waitForMore(request, deadline + more(body.size(), usual))) {
                    return new TooSlow();
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return new BodyConnectionLost();
            }
            ReceivedBody.BodyAddResult added = body.add(chunk.getByteBuffer());
            boolean last = chunk.isLast();
            chunk.release();
            switch (added) {
                case TOO_LARGE -> {
                    return new TooLarge();
                }
                case NO_ROOM -> {
                    return new NoMemory();
                }
                case DONE -> {
                    if (last) {
                        return new Complete();
                    }
                }
            }
        }
    }

    private static long more(int size, int usual) {
        return size <= usual ? 0 : size * 1_000_000_000L / LEAST_BYTES_PER_SECOND;
    }

    /**
     * Reads and discards for a while what the client still sends: a client that writes its whole
     * request before it reads the answer would otherwise find the connection broken (RFC 9112,
     * section 9.6).
     */
    static void discard(Request request, long mostBytes, Duration most, Duration mostSilence) {
        long end = System.nanoTime() + most.toNanos();
        long seen = 0;
        while (seen < mostBytes) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                long now = System.nanoTime();
                if (now >= end
                        || !waitForMore(request, Math.min(end, now + mostSilence.toNanos()))) {
                    return;
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return;
            }
            seen += chunk.remaining();
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                return;
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
