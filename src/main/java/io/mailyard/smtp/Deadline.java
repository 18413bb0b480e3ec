package io.mailyard.smtp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enforces deadlines. A socket time-out restarts at each read and does not cover writes, so a host
 * that sends an octet per minute, or reads nothing, would block a thread for ever. One thread
 * checks all connections; a step only records its deadline.
 */
final class Deadline {
    private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

    /** Precision of deadlines: no SMTP time-out is shorter than seconds. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);

    /** All open connections; bounded by those who open them. */
    private static final Set<SmtpConnection> CONNECTIONS = ConcurrentHashMap.newKeySet();

    private static final Thread WATCHER =
            Thread.ofPlatform().daemon().name("smtp-alarm").start(Deadline::watch);

    private Deadline() {}

    /** Starts watching the connection. */
    static void add(SmtpConnection wire) {
        boolean first = CONNECTIONS.isEmpty();
        CONNECTIONS.add(wire);
        if (first) {
            LockSupport.unpark(WATCHER);
        }
    }

    static void remove(SmtpConnection wire) {
        CONNECTIONS.remove(wire);
    }

    private static void watch() {
        while (true) {
            if (CONNECTIONS.isEmpty()) {
                LockSupport.park(CONNECTIONS);
            } else {
                LockSupport.parkNanos(CONNECTIONS, TICK);
            }
            long now = System.nanoTime();
            CONNECTIONS.forEach(wire -> closeExpired(wire, now));
        }
    }

    /** A connection that cannot be closed must not affect the others. */
    private static void closeExpired(SmtpConnection wire, long now) {
        try {
            wire.closeIfExpired(now);
        } catch (RuntimeException broken) {
            LOG.error("a connection could not be closed", broken);
            remove(wire);
        }
    }
}
