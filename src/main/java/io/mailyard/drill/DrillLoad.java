package io.mailyard.drill;

import io.mailyard.wire.Out;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Clients that use the server of a drill while faults are done to it. Each repeats a call under its
 * idempotency key until it is answered, as a careful application does, and notes the answer.
 */
final class DrillLoad implements AutoCloseable {
    private static final int AGAIN_MILLIS = 20;

    /**
     * Time in nanoseconds for which calls that are under way at the end of the load may still be
     * repeated.
     */
    private static final long LAST_CALLS_NANOS = TimeUnit.SECONDS.toNanos(100);

    private final DrillCalls calls;
    private final FaultsFound faults;
    private final List<Thread> clients = new ArrayList<>();
    private volatile long endedNanos;
    private volatile boolean over;

    DrillLoad(DrillCalls calls, FaultsFound faults) {
        this.calls = calls;
        this.faults = faults;
    }

    /** Starts a client, which ends when the load is over. */
    void add(String name, Runnable client) {
        clients.add(
                Thread.ofVirtual()
                        .name("drill-" + name)
                        .start(() -> {
                            try {
                                client.run();
                            } catch (DrillFailure failed) {
                                if (!Thread.currentThread().isInterrupted()) {
                                    faults.add(failed.sentence());
                                }
                            } catch (RuntimeException unexpected) {
                                // a load that ends unnoticed would let a drill pass
                                faults.add("the client " + name + " failed: " + unexpected);
                            }
                        }));
    }

    boolean isOver() {
        return over;
    }

    /**
     * Makes a call until it is answered by more than "try again"; empty where the load has ended
     * before.
     */
    Optional<DrillCalls.DrillAnswer> untilAnswered(
            String path, String token, String key, Consumer<Out> body) {
        while (!over || System.nanoTime() - endedNanos < LAST_CALLS_NANOS) {
            try {
                DrillCalls.DrillAnswer answer = calls.call(path, token, key, body);
                if (!answer.isBusy()) {
                    return Optional.of(answer);
                }
            } catch (IOException away) {
                if (Thread.currentThread().isInterrupted()) {
                    return Optional.empty();
                }
            }
            DrillTime.pause(AGAIN_MILLIS);
        }
        return Optional.empty();
    }

    /** Notes an answer that no call of the load should get. */
    void wrong(String path, DrillCalls.DrillAnswer answer) {
        faults.add(path + " was answered " + answer);
    }

    /** Lets each client end its last call; returns when all have. */
    void end() {
        endedNanos = System.nanoTime();
        over = true;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DrillFailure("interrupted", stopped);
        }
    }

    /** Ends without waiting for answers. */
    @Override
    public void close() {
        over = true;
        clients.forEach(Thread::interrupt);
    }
}
