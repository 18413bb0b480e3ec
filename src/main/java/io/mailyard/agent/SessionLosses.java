package io.mailyard.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether a process loses its sessions so often that another one must have the same node key: each
 * one's session ends that of the other.
 */
final class SessionLosses {
    /** A server or a lease that ended takes a session once, a node that goes to and fro twice. */
    private static final int MANY = 3;

    private static final long WITHIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Deque<Long> losses = new ArrayDeque<>();

    /** Records a loss; whether it is time to say so: at every third within a minute. */
    boolean lost(long nanos) {
        losses.add(nanos);
        losses.removeIf(earlier -> nanos - earlier > WITHIN_NANOS);
        if (losses.size() < MANY) {
            return false;
        }
        losses.clear();
        return true;
    }
}
