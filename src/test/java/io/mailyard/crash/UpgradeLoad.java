package io.mailyard.crash;

import io.mailyard.crash.RoundRobin.BalancedAnswer;
import io.mailyard.testing.MailRoute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Calls without a pause: reads, writes with keys, writes repeated with their key, and mail. */
final class UpgradeLoad implements AutoCloseable {
    private static final int THREADS = 16;
    private static final int MOST_FAULTS = 20;

    private final RoundRobin balancer;
    private final String token;
    private final List<MailRoute> routes;
    private final int calls;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<Long, Set<String>> acknowledged = new ConcurrentHashMap<>();
    private final Set<Long> frozen = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();

    UpgradeLoad(RoundRobin balancer, String token, List<MailRoute> routes, int calls) {
        this.balancer = balancer;
        this.token = token;
        this.routes = List.copyOf(routes);
        this.calls = calls;
        routes.forEach(route -> acknowledged.put(route.account(), ConcurrentHashMap.newKeySet()));
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().name("load-" + i).start(() -> run(number)));
        }
    }

    /** A write that was answered, to be repeated with its key. */
    private record Written(String path, String bearer, String key, Object[] body, String answer) {}

    private void run(int number) {
        Random random = new Random(number);
        Optional<Written> last = Optional.empty();
        int mine = 0;
        while (begun.get() < calls && faults.size() < MOST_FAULTS) {
            mine++;
            String key = "load-" + number + "-" + mine;
            int kind = mine % 10;
            if (kind < 3) {
                MailRoute route = routes.get(random.nextInt(routes.size()));
                call(
                        List.of("accounts/list", "ledger/get", "nodes/list").get(kind),
                        token,
                        "",
                        kind == 1 ? new Object[] {"account_id", route.account()} : new Object[0]);
            } else if (kind < 6) {
                MailRoute route = routes.get(random.nextInt(routes.size()));
                Object[] body = {"id", route.account(), "title", key};
                last = write("accounts/save", token, key, body);
            } else if (kind < 9) {
                last = send(key, random, last);
            } else {
                last.ifPresent(this::repeat);
                last = Optional.empty();
            }
        }
    }

    private void repeat(Written written) {
        call(written.path(), written.bearer(), written.key(), written.body())
                .map(again -> data(again.text()))
                .filter(again -> !again.equals(written.answer()))
                .ifPresent(again ->
                        faults.add(
                                "another answer to a repeated key: "
                                        + again
                                        + " after "
                                        + written));
    }

    private Optional<Written> send(String key, Random random, Optional<Written> before) {
        MailRoute route = routes.get(random.nextInt(routes.size()));
        if (frozen.contains(route.account())) {
            return before;
        }
        Object[] body = {
            "from",
            "sender@sender.example",
            "to",
            key + "@recipient.example",
            "subject",
            route.account() + " " + key,
            "text",
            "Hello."
        };
        Optional<Written> written = write("/api/v1.1/messages/send", route.token(), key, body);
        if (written.isPresent()) {
            acknowledged.getOrDefault(route.account(), Set.of()).add(key);
        }
        return written;
    }

    private Optional<Written> write(String path, String bearer, String key, Object[] body) {
        return call(path, bearer, key, body)
                .map(given -> new Written(path, bearer, key, body, data(given.text())));
    }

    /** What the call answered; the envelope around it tells this call from its repetition. */
    private static String data(String text) {
        return text.replaceFirst("(?s).*?\"data\":", "").replaceFirst("(?s),\"error\":.*", "");
    }

    private Optional<BalancedAnswer> call(String path, String bearer, String key, Object... body) {
        long began = System.nanoTime();
        begun.incrementAndGet();
        try {
            BalancedAnswer given = balancer.call(path, bearer, key, body);
            longestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
            answered.incrementAndGet();
            if (given.ok()) {
                return Optional.of(given);
            }
            if (!isRefusedByFreeze(bearer, given)) {
                faults.add(path + ": " + given);
            }
        } catch (IOException broken) {
            faults.add(
                    path + " after " + (System.nanoTime() - began) / 1_000_000 + " ms: " + broken);
        }
        return Optional.empty();
    }

    /** A frozen account's own calls are refused, which is an answer as it should be. */
    private boolean isRefusedByFreeze(String bearer, BalancedAnswer given) {
        return given.status() < 500
                && routes.stream()
                        .anyMatch(route ->
                                frozen.contains(route.account()) && route.token().equals(bearer));
    }

    /** From now on this account's mail may be refused. */
    void freezes(long account) {
        frozen.add(account);
    }

    int answered() {
        return answered.get();
    }

    boolean done() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    long longestMillis() {
        return longestNanos.get() / 1_000_000;
    }

    Queue<String> faults() {
        return faults;
    }

    /**
     * The keys of an account's mail that was acknowledged, which are the names of its recipients.
     */
    Set<String> acknowledged(long account) {
        return acknowledged.getOrDefault(account, Set.of());
    }

    @Override
    public void close() {
        begun.set(calls);
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
