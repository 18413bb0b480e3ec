package io.mailyard.http;

import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Limits the TLS handshakes that are calculated at once. A signature costs some 2 ms, for which a
 * stranger pays one connection: a thousand at once would occupy every processor for seconds. Half
 * of the processors sign. Each address has one waiting handshake at a time, so whoever begins many
 * waits for itself; listeners (HTTPS, submission) alternate, so that a flood of one does not delay
 * the other.
 */
public final class HandshakeScheduler {
    private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** Of all listeners: there is one set of processors. Of each listener so many wait for it. */
    private static final Semaphore PROCESSORS = new Semaphore(AT_ONCE, true);

    private final Semaphore listener = new Semaphore(AT_ONCE, true);
    private final ConcurrentHashMap<String, AddressQueue> addresses = new ConcurrentHashMap<>();

    /** The handshakes of one address. */
    private static final class AddressQueue {
        private final Semaphore one = new Semaphore(1, true);
        private int handshakes;
    }

    /** The calculating part of a handshake. */
    @FunctionalInterface
    public interface HandshakeStep<E extends Exception> {
        /**
         * Calculates on the calling thread, which holds a processor's permit meanwhile: it must not
         * wait for the client.
         */
        void run() throws E;
    }

    /**
     * Runs a calculation when it is its turn.
     *
     * @param address the client's address, whose handshakes are calculated one at a time; empty if
     *     many clients share one address
     * @throws InterruptedIOException if the server is stopping
     */
    public <E extends Exception> void run(Optional<String> address, HandshakeStep<E> calculation)
            throws E, InterruptedIOException {
        try (HandshakePermit permit = permit(address)) {
            permit.take();
            calculation.run();
        }
    }

    /** The permit of one handshake, which may need it several times. For one thread. */
    public HandshakePermit permit(Optional<String> address) {
        return new HandshakePermit(address.map(IpText::group));
    }

    /** A handshake's permit to calculate. */
    public final class HandshakePermit implements AutoCloseable {
        private final Optional<String> group;
        private final Semaphore own;
        private boolean taken;

        private HandshakePermit(Optional<String> group) {
            this.group = group;
            this.own =
                    group.map(name ->
                                    addresses.compute(
                                            name,
                                            (_, known) -> {
                                                AddressQueue mine =
                                                        known == null ? new AddressQueue() : known;
                                                mine.handshakes++;
                                                return mine;
                                            }))
                            .map(mine -> mine.one)
                            .orElseGet(() -> new Semaphore(1));
        }

        /** Waits until it may calculate. */
        public void take() throws InterruptedIOException {
            if (taken) {
                return;
            }
            acquire(own);
            try {
                acquire(listener);
                try {
                    acquire(PROCESSORS);
                    taken = true;
                } finally {
                    if (!taken) {
                        listener.release();
                    }
                }
            } finally {
                if (!taken) {
                    own.release();
                }
            }
        }

        /** Releases the permit, for example before waiting for the client. */
        public void give() {
            if (taken) {
                taken = false;
                PROCESSORS.release();
                listener.release();
                own.release();
            }
        }

        @Override
        public void close() {
            give();
            group.ifPresent(name ->
                    addresses.computeIfPresent(
                            name, (_, known) -> --known.handshakes == 0 ? null : known));
        }
    }

    private static void acquire(Semaphore turn) throws InterruptedIOException {
        try {
            turn.acquire();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        }
    }
}
