package io.mailyard.crash;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.MailRoute;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends mail without a pause by two servers, as a program that does as the documentation says: what
 * is answered 503, or not at all, is sent again with the same idempotency key, by the other server.
 */
final class FailoverLoad implements AutoCloseable {
    private static final int THREADS = 6;

    /** A client's pause between two messages: enough of them, and time for everything else. */
    private static final long PAUSE_MILLIS = 20;

    /** A client's pause after a 503. */
    private static final long RETRY_MILLIS = 100;

    /** How long a message is tried after the end of the drill. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(90).toNanos();

    private final List<Api> servers;
    private final List<MailRoute> routes;
    private final Map<Long, Set<String>> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Set<Long> frozen = ConcurrentHashMap.newKeySet();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final AtomicLong longest = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ending;

    FailoverLoad(List<Api> servers, List<MailRoute> routes) {
        this.servers = List.copyOf(servers);
        this.routes = List.copyOf(routes);
        routes.forEach(route -> acknowledged.put(route.account(), ConcurrentHashMap.newKeySet()));
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().name("failover-" + i).start(() -> run(number)));
        }
    }

    private void run(int number) {
        for (int mine = 0; !ending; mine++) {
            MailRoute route = routes.get((number + mine) % routes.size());
            if (!frozen.contains(route.account())) {
                send(route, "mail-" + number + "-" + mine, number + mine);
            }
            Program.pause(PAUSE_MILLIS);
        }
    }

    private void send(MailRoute route, String key, int first) {
        for (int tried = 0; ; tried++) {
            Api server =
                    servers.get((first + tried) % servers.size())
                            .withToken(route.token())
                            .with("Idempotency-Key", key);
            try {
                Answer answer =
                        server.call(
                                "/api/v1.1/messages/send",
                                "from",
                                "sender@sender.example",
                                "to",
                                key + "@recipient.example",
                                "subject",
                                route.account() + " " + key,
                                "text",
                                "Hello.");
                if (answer.status() == 200 && answer.error() == 0) {
                    noteAcknowledged(route, key);
                    return;
                }
                if (answer.status() != 503 && answer.error() != 503) {
                    if (!frozen.contains(route.account())) {
                        faults.add(key + ": " + answer);
                    } else if (tried > 0) {
                        unknown.add(key);
                    }
                    return;
                }
                refused.incrementAndGet();
            } catch (UncheckedIOException broken) {
                refused.incrementAndGet();
            }
            if (ending && System.nanoTime() - last.get() > LONGEST_NANOS) {
                faults.add(key + " was not acknowledged by the end");
                return;
            }
            Program.pause(RETRY_MILLIS);
        }
    }

    private void noteAcknowledged(MailRoute route, String key) {
        acknowledged.getOrDefault(route.account(), Set.of()).add(key);
        count.incrementAndGet();
        long now = System.nanoTime();
        long before = last.getAndAccumulate(now, Math::max);
        longest.accumulateAndGet(now - before, Math::max);
    }

    /** From now on this account's mail is refused. */
    void freezes(long account) {
        frozen.add(account);
    }

    int count() {
        return count.get();
    }

    /** How often a call was answered 503 or not at all. */
    int refused() {
        return refused.get();
    }

    /** The longest time without an acknowledged message since it was last asked for. */
    long longestGapMillis() {
        return longest.getAndSet(0) / 1_000_000;
    }

    Queue<String> faults() {
        return faults;
    }

    Set<String> acknowledged(long account) {
        return acknowledged.getOrDefault(account, Set.of());
    }

    /** Keys of which it is not known whether they were accepted before their account was frozen. */
    Set<String> unknown() {
        return unknown;
    }

    @Override
    public void close() {
        ending = true;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
