package io.mailyard.smtp;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends what takes too long. A socket's own time-out counts from each read and says nothing of
 * writes: a host that sends an octet a minute, or takes none, would hold a thread for ever. One
 * thread looks at all connections; a step costs no more than noting when it must have ended.
 */
final class Deadline {
    private static final Logger LOG = Logger.getLogger(Deadline.class.getName());

    /** How late a step may be ended: nothing in SMTP is shorter than seconds. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);

    /** Every open connection; bounded by those who open them. */
    private static final Set<SmtpConnection> WIRES = ConcurrentHashMap.newKeySet();

    private static final Thread WATCH =
            Thread.ofPlatform().daemon().name("smtp-alarm").start(Deadline::watch);

    private Deadline() {}

    /** Watches over it from now on. */
    static void add(SmtpConnection wire) {
        boolean first = WIRES.isEmpty();
        WIRES.add(wire);
        if (first) {
            LockSupport.unpark(WATCH);
        }
    }

    static void remove(SmtpConnection wire) {
        WIRES.remove(wire);
    }

    private static void watch() {
        while (true) {
            if (WIRES.isEmpty()) {
                LockSupport.park(WIRES);
            } else {
                LockSupport.parkNanos(WIRES, TICK);
            }
            long now = System.nanoTime();
            WIRES.forEach(wire -> look(wire, now));
        }
    }

    /** One that cannot be ended must not keep the others from it. */
    private static void look(SmtpConnection wire, long now) {
        try {
            wire.endLate(now);
        } catch (RuntimeException broken) {
            LOG.log(Level.SEVERE, "a connection could not be ended", broken);
            remove(wire);
        }
    }
}
