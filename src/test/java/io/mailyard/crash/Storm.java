package io.mailyard.crash;

import io.mailyard.testing.Api;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Clients that change accounts, users and tokens, all at once. */
final class Storm {
    /** Reached only by a machine that does much else. */
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final List<Worker> workers;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean on;

    /** The same calls for the same seed, as far as chance does not part them. */
    Storm(int clients, long seed) {
        Random seeds = new Random(seed);
        workers =
                IntStream.range(0, clients)
                        .mapToObj(i ->
                                new Worker("s%x-w%d".formatted(seed & 0xffff, i), seeds.nextLong()))
                        .toList();
    }

    /** Begins, the clients dealt out to these servers in turn. */
    void begin(List<Api> servers) {
        on = true;
        for (int i = 0; i < workers.size(); i++) {
            Worker worker = workers.get(i);
            Api api = servers.get(i % servers.size());
            threads.add(Thread.ofVirtual().start(() -> worker.run(api, () -> on)));
        }
    }

    /** Lets it go on until so many calls are acknowledged in all, and for some seconds at most. */
    void rage(long acknowledged) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (acknowledged() < acknowledged && System.nanoTime() < deadline) {
            Program.pause(1);
        }
    }

    /** Lets each client end its call; returns when all have. */
    void end() {
        on = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
        threads.clear();
    }

    List<Worker> workers() {
        return workers;
    }

    long acknowledged() {
        return workers.stream().mapToLong(worker -> worker.acknowledged()).sum();
    }

    List<String> wrong() {
        return workers.stream().flatMap(worker -> worker.wrong().stream()).toList();
    }

    List<Op> flying() {
        return workers.stream().flatMap(worker -> worker.flying().stream()).toList();
    }
}
