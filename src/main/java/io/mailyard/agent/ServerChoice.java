package io.mailyard.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Which process of its server a node asks. It keeps to the one that answers. When that fails it
 * goes to the next one that has not failed lately, the first one as it was named, the others in an
 * order of its own, so that the nodes of a lost process spread over the rest. Some minutes later,
 * each node at another time, it goes back to the first one. Thread-safe.
 */
final class ServerChoice {
    /** A process that failed is not asked for this long, twice as long after each failure more. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** A process that is back is found within half a minute, where no other one answers. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A process that has answered for this long has recovered: its failures are forgotten. */
    static final Duration SETTLED = Duration.ofSeconds(30);

    /** Minimum time that a node stays elsewhere before it asks the first process again. */
    static final Duration RETURN_AFTER = Duration.ofMinutes(5);

    /** At most this much longer, by chance, so that the nodes do not return together. */
    static final Duration RETURN_SPREAD = Duration.ofMinutes(10);

    private final List<Integer> order;
    private final int[] failures;
    private final long[] notBefore;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private int current;
    private long since;
    private long returnAt;

    /**
     * @param servers number of processes
     * @param nanos the clock
     */
    ServerChoice(int servers, RandomGenerator random, LongSupplier nanos) {
        this.random = random;
        this.nanos = nanos;
        this.failures = new int[servers];
        this.notBefore = new long[servers];
        this.order = new ArrayList<>();
        for (int server = 0; server < servers; server++) {
            order.add(server);
        }
        Collections.shuffle(order.subList(1, servers), random);
        this.since = nanos.getAsLong();
        Arrays.fill(notBefore, since);
    }

    /** The process to ask now. */
    synchronized int current() {
        return current;
    }

    /**
     * Records that a process failed.
     *
     * @return the process to ask now; the same one if all others failed lately
     */
    synchronized int failed(int server) {
        long now = nanos.getAsLong();
        if (server == current) {
            failures[server]++;
            notBefore[server] = now + pauseNanos(failures[server]);
            order.stream()
                    .filter(other -> other != server && notBefore[other] - now <= 0)
                    .findFirst()
                    .ifPresent(other -> moveTo(other, now));
        }
        return current;
    }

    /** Records that a process answered. */
    synchronized void recordAnswer(int server) {
        if (server == current && nanos.getAsLong() - since > SETTLED.toNanos()) {
            failures[server] = 0;
        }
    }

    /** Whether it is time to ask the first process again; true once. */
    synchronized boolean shouldReturn() {
        long now = nanos.getAsLong();
        boolean due = current != 0 && now - returnAt >= 0;
        if (due) {
            returnAt = now + returnNanos();
        }
        return due;
    }

    /** Goes back to the first process, which has answered. */
    synchronized void returnToFirst() {
        moveTo(0, nanos.getAsLong());
    }

    private void moveTo(int server, long now) {
        if (current == 0) {
            returnAt = now + returnNanos();
        }
        current = server;
        since = now;
    }

    private long pauseNanos(int failed) {
        long longest = LONGEST_PAUSE.toNanos();
        long pause = Math.min(longest, FIRST_PAUSE.toNanos() << Math.min(failed - 1, 10));
        return pause / 2 + random.nextLong(pause / 2);
    }

    private long returnNanos() {
        return RETURN_AFTER.toNanos() + random.nextLong(RETURN_SPREAD.toNanos());
    }
}
