package io.mailyard.http;

import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Limits the TLS handshakes that are calculated at once. To sign costs some 2 ms, for which a
 * stranger pays a connection: a thousand at once would keep every processor for seconds, and all
 * else waiting. Half of the processors sign. Each address has one handshake among those that wait,
 * so that whoever begins many waits behind itself; listeners (HTTPS, submission) take turns with
 * each other, so that a flood of one does not keep the other waiting.
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

    /** A part of a handshake that only calculates. */
    @FunctionalInterface
    public interface HandshakeStep<E extends Exception> {
        void run() throws E;
    }

    /**
     * Runs a calculation in its turn.
     *
     * @param address of the client, whose handshakes are calculated one at a time; empty where many
     *     clients stand behind one address
     * @throws InterruptedIOException where the server is stopping
     */
    public <E extends Exception> void run(Optional<String> address, HandshakeStep<E> calculation)
            throws E, InterruptedIOException {
        try (HandshakePermit permit = permit(address)) {
            permit.take();
            calculation.run();
        }
    }

    /** The turns of one handshake, which may need several. Of one thread. */
    public HandshakePermit permit(Optional<String> address) {
        return new HandshakePermit(address.map(IpText::group));
    }

    /** Whether its handshake may calculate now. */
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

        /** Lets others calculate, such as before the client is waited for. */
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
