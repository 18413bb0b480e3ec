package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.base.CallTrace;
import io.mailyard.base.Retryable;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.Work;
import io.mailyard.events.SqlDeliveries.Lease;
import io.mailyard.events.SqlDeliveries.StoredEvent;
import io.mailyard.smtp.TlsContexts;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to webhooks, in several processes side by side: each webhook under a lease, one
 * request after another, so that its events keep their order. A webhook whose host does not accept
 * them pauses, longer each time, without delaying others.
 */
final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

    /** Concurrent requests of one process: sixteen accounts with slow hosts use them up. */
    private static final int MAX_AT_ONCE = 64;

    /** Maximum of these for one account, however many slow hosts it has. */
    static final int OF_AN_ACCOUNT = 4;

    /** Requests to one webhook before others have their turn. */
    private static final int MAX_IN_A_ROW = 20;

    /**
     * Duration of a lease, longer than a request's time-out: so long a webhook waits if a process
     * dies.
     */
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(20);

    /**
     * Changes of other processes apply within a second: half of that, the rest is for the query.
     */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Between two looks: what happens meanwhile goes by one request. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private static final Duration SWEEP = Duration.ofSeconds(10);

    /** Rows deleted by one write, so that it stays short. */
    private static final int SWEEP_AT_ONCE = 1000;

    /** Time for running requests at the end. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /**
     * A result that is not stored means another request, so an unavailable store gets some seconds.
     */
    private static final int KEEP_TRIES = 5;

    /**
     * Pauses are up to this much longer, so that webhooks of one host do not all return at once.
     */
    private static final double JITTER = 0.1;

    private static final int FACTOR = 5;

    private final WebhookSenderDependencies dependencies;
    private final EventConfig config;
    private final WebhookPost post;
    private final BackgroundLoop rounds;
    private final String owner = UUID.randomUUID().toString();
    private final Semaphore slots = new Semaphore(MAX_AT_ONCE);
    private final Map<AccountId, Integer> running = new ConcurrentHashMap<>();
    private final Set<Thread> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private long sweptNanos = System.nanoTime() - SWEEP.toNanos();

    /** Its dependencies. */
    record WebhookSenderDependencies(
            Database database,
            Writes writes,
            Webhooks webhooks,
            SqlDeliveries deliveries,
            WebhookLog log,
            InstantSource clock,
            AtomicLong dropped) {}

    WebhookSender(WebhookSenderDependencies dependencies, EventConfig config) {
        this.dependencies = dependencies;
        this.config = config;
        this.post =
                new WebhookPost(config.privateNetworks(), TlsContexts::verifying, config.timeout());
        this.rounds = new BackgroundLoop("webhooks", LOOK, this::round);
    }

    void start() {
        if (single()) {
            dependencies.database().write(tx -> dependencies.deliveries().release(tx, ""));
        }
        rounds.start();
    }

    /** SQLite has a single process: leases are those of a dead one, and all changes are its own. */
    private boolean single() {
        return dependencies.database().dialect() == Dialect.SQLITE;
    }

    /** Signals that there may be something to send. */
    void wake() {
        rounds.wake();
    }

    long delivered() {
        return delivered.get();
    }

    long failed() {
        return failed.get();
    }

    private boolean round() throws InterruptedException {
        if (!single()) {
            dependencies.webhooks().load();
        }
        sweep();
        int free = slots.availablePermits();
        Instant now = dependencies.clock().instant();
        if (free == 0
                || dependencies.database().gate().drains()
                || !dependencies
                        .database()
                        .readOne(tx -> dependencies.deliveries().anyDue(tx, now))) {
            return false;
        }
        Thread.sleep(GATHER);
        List<EventBatch> claimed =
                dependencies
                        .database()
                        .write(tx ->
                                dependencies
                                        .deliveries()
                                        .claim(tx, lease(), now, free, this::room));
        for (EventBatch batch : claimed) {
            slots.acquire();
            running.merge(batch.owner(), 1, Integer::sum);
            underWay.add(
                    Thread.ofVirtual()
                            .name("webhook-" + batch.webhookId())
                            .start(() -> tell(batch)));
        }
        return !claimed.isEmpty();
    }

    /** Returns how many more of an account's webhooks may be called now. */
    private int room(AccountId account) {
        return OF_AN_ACCOUNT - running.getOrDefault(account, 0);
    }

    private Lease lease() {
        Instant until = dependencies.clock().instant().plus(config.timeout()).plus(LEASE_MARGIN);
        return new Lease(owner, until);
    }

    /** Drops events that are too old. */
    private void sweep() {
        if (System.nanoTime() - sweptNanos < SWEEP.toNanos()) {
            return;
        }
        sweptNanos = System.nanoTime();
        Instant now = dependencies.clock().instant();
        Instant old = now.minus(config.retryFor());
        if (dependencies.database().readOne(tx -> dependencies.deliveries().anyOlder(tx, old))) {
            long gone =
                    dependencies
                            .database()
                            .write(tx ->
                                    dependencies.deliveries().dropOld(tx, old, now, SWEEP_AT_ONCE));
            dependencies.dropped().addAndGet(gone);
        }
    }

    private void tell(EventBatch first) {
        try {
            Optional<EventBatch> batch = Optional.of(first);
            for (int i = 1; batch.isPresent(); i++) {
                boolean goOn =
                        i < MAX_IN_A_ROW
                                && !rounds.closing()
                                && !dependencies.database().gate().drains();
                batch = told(batch.get(), goOn);
            }
        } catch (InterruptedException stopped) {
            LOG.debug("a request of webhook {} will be repeated", first.webhookId());
        } catch (RuntimeException fault) {
            LOG.error(
                    "webhook {} will be tried again when its lease ends", first.webhookId(), fault);
        } finally {
            underWay.remove(Thread.currentThread());
            running.computeIfPresent(first.owner(), (_, count) -> count == 1 ? null : count - 1);
            slots.release();
            wake();
        }
    }

    /** Sends one request; returns the next batch if it was accepted. */
    private Optional<EventBatch> told(EventBatch batch, boolean goOn) throws InterruptedException {
        List<StoredEvent> events =
                dependencies.database().read(tx -> dependencies.deliveries().events(tx, batch));
        Optional<WebhookRequest> request =
                events.isEmpty()
                        ? Optional.empty()
                        : Optional.of(WebhookRequest.of(batch.webhookId(), events));
        Instant began = dependencies.clock().instant();
        WebhookAnswer answer = new WebhookAnswer(200, "", Optional.empty());
        if (request.isEmpty()) {
            return settled(batch, request, began, answer, goOn);
        }
        WebhookRequest sent = request.get();
        return CallTrace.of(sent.trace())
                .call(() -> {
                    WebhookAnswer answered =
                            sent(batch.owner(), batch.url(), batch.secrets(), sent);
                    return settled(batch, request, began, answered, goOn);
                });
    }

    /** Sends a request now, outside of any order. */
    WebhookAnswer sent(
            AccountId owner, String url, WebhookSecret.SecretPair secrets, WebhookRequest request)
            throws InterruptedException {
        Instant now = dependencies.clock().instant();
        return post.send(owner, url, request.headers(secrets, now), request.body());
    }

    private Optional<EventBatch> settled(
            EventBatch batch,
            Optional<WebhookRequest> request,
            Instant began,
            WebhookAnswer answer,
            boolean goOn)
            throws InterruptedException {
        Instant now = dependencies.clock().instant();
        Optional<WebhookLog.WebhookLogEntry> entry =
                request.map(what ->
                        WebhookLog.WebhookLogEntry.of(
                                WebhookLog.WebhookLogKind.EVENTS, what, answer, began, now));
        if (answer.taken()) {
            int events = request.map(WebhookRequest::events).orElse(0);
            delivered.addAndGet(events);
            return durably(tx -> {
                entry.ifPresent(row -> dependencies.log().add(tx, batch.webhookId(), row));
                return dependencies
                        .deliveries()
                        .recordDelivery(tx, batch, events, lease(), goOn, now, answer.shown());
            });
        }
        failed.incrementAndGet();
        LOG.info("webhook {} did not accept its events: {}", batch.webhookId(), answer.shown());
        Instant next = now.plus(rest(batch.failures(), answer.retryAfter()));
        durably(tx -> {
            entry.ifPresent(row -> dependencies.log().add(tx, batch.webhookId(), row));
            return dependencies
                    .deliveries()
                    .recordFailure(tx, batch, owner, now, answer.shown(), next);
        });
        if (answer.gone()) {
            dependencies.writes().system("webhooks", change -> switchOff(change, batch));
        }
        return Optional.empty();
    }

    private boolean switchOff(Change change, EventBatch batch) {
        dependencies.webhooks().switchOff(change, batch.owner(), batch.webhookId());
        return true;
    }

    private Duration rest(int failures, Optional<Duration> asked) {
        Duration rest = config.retryFirst();
        for (int i = 0; i < failures && rest.compareTo(config.retryLongest()) < 0; i++) {
            rest = rest.multipliedBy(FACTOR);
        }
        long most = config.retryLongest().toMillis();
        long wanted = Math.max(rest.toMillis(), asked.map(Duration::toMillis).orElse(0L));
        long millis = Math.min(wanted, most);
        return Duration.ofMillis(
                millis + (long) (millis * JITTER * ThreadLocalRandom.current().nextDouble()));
    }

    private <T> T durably(Work<T> work) throws InterruptedException {
        for (int i = 1; i < KEEP_TRIES; i++) {
            try {
                return dependencies.database().write(work);
            } catch (RuntimeException storeAway) {
                LOG.debug("the result of a webhook's request is not stored yet", storeAway);
                Thread.sleep(LOOK);
            }
        }
        return dependencies.database().write(work);
    }

    @Override
    public void close() {
        if (!rounds.started()) {
            post.close();
            return;
        }
        rounds.close(GRACE);
        try {
            if (!slots.tryAcquire(MAX_AT_ONCE, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                underWay.forEach(Thread::interrupt);
                slots.tryAcquire(MAX_AT_ONCE, GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
            dependencies.database().write(tx -> dependencies.deliveries().release(tx, owner));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException storeAway) {
            LOG.warn(
                    "webhooks' leases could not be released and expire by themselves: {}",
                    Retryable.detail(storeAway).orElse(storeAway.toString()));
        }
        post.close();
    }
}
