package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.LaneStats;
import io.mailyard.lanes.QueueScope;
import io.mailyard.testing.StoreKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what the queue takes in and gives out in a second, durable: messages of 4.6 KB accepted
 * by so many clients; then leases of 500 and their reports. And what it costs to ask for counts,
 * hold and release with all of it queued. Not a test; run its main method, with the name of a store
 * and how many messages.
 */
final class QueueRate {
    private static final int CLIENTS = 64;
    private static final int ACCOUNTS = 50;
    private static final int CAMPAIGNS = 4;
    private static final int LEASE = 500;
    private static final byte[] CONTENT = new byte[4_600];

    private QueueRate() {}

    public static void main(String[] args) throws InterruptedException {
        Arrays.fill(CONTENT, (byte) 'x');
        StoreKind kind = StoreKind.valueOf(args.length > 0 ? args[0] : "SQLITE");
        long messages = args.length > 1 ? Long.parseLong(args[1]) : 100_000;
        QueueConfig config =
                new QueueConfig(
                        Duration.ofDays(5),
                        Duration.ZERO,
                        Duration.ofHours(1),
                        Duration.ofDays(30));
        try (QueueHarness harness = new QueueHarness(kind, config, false)) {
            List<AccountId> accounts = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                accounts.add(harness.account());
            }
            accept(harness, accounts, messages / 10);
            show(kind, "accept", messages, accept(harness, accounts, messages));
            acts(kind, harness);
            LeaseClient leaseClient = harness.queue.leaseClient(harness.session("rate"));
            long taken = messages / 10 + messages;
            long nanos = System.nanoTime();
            long leasing = 0;
            long done = 0;
            while (done < taken) {
                long began = System.nanoTime();
                List<DeliveryTask> tasks = QueueHarness.lease(leaseClient, LEASE);
                leasing += System.nanoTime() - began;
                leaseClient.report(
                        tasks.stream()
                                .map(task -> harness.report(task, new DeliveryOutcome.Delivered()))
                                .toList());
                done += tasks.size();
            }
            nanos = System.nanoTime() - nanos;
            show(kind, "lease and report", done, nanos);
            System.out.printf("  of that in leases: %.0f%%%n", 100.0 * leasing / nanos);
            System.out.println("  " + harness.sheet());
        }
    }

    private static void show(StoreKind kind, String what, long count, long nanos) {
        System.out.printf(
                "%-10s %-18s %,9d in %5.1f s: %,7.0f/s%n",
                kind, what, count, nanos / 1e9, count * 1e9 / nanos);
    }

    private static long accept(QueueHarness harness, List<AccountId> accounts, long messages)
            throws InterruptedException {
        AtomicLong next = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < CLIENTS; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (long n = next.getAndIncrement();
                                n < messages;
                                n = next.getAndIncrement()) {
                            one(harness, accounts.get((int) (n % ACCOUNTS)), n);
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return System.nanoTime() - began;
    }

    private static void one(QueueHarness harness, AccountId account, long n) {
        String domain = n % 3 > 0 ? "gmail.com" : "d" + n % 100 + ".example";
        AcceptedRecipient recipient = QueueHarness.to("r" + n + "@" + domain, 1);
        harness.database.write(tx -> {
            long id = harness.queue.nextMessageId(tx);
            harness.queue.accept(
                    tx,
                    new AcceptedMessage(
                            id,
                            account,
                            "smtp",
                            "me@account",
                            "bounce@example.com",
                            "me@example.com",
                            "A subject of usual length for a message",
                            "<" + id + "@example.com>",
                            n % CAMPAIGNS,
                            0,
                            Optional.empty(),
                            CONTENT,
                            harness.clock.instant(),
                            List.of(recipient)));
            return id;
        });
    }

    /** What an administrator does with all of it queued, each once to warm up. */
    private static void acts(StoreKind kind, QueueHarness harness) {
        Map<String, Runnable> acts =
                Map.of(
                        "stats",
                        () ->
                                harness.database.read(tx ->
                                        LaneStats.read(
                                                tx, QueueScope.ofSender(1), "account_campaign")),
                        "hold and release",
                        () -> {
                            harness.accounts
                                    .writes()
                                    .system(
                                            "test",
                                            change -> {
                                                harness.queue
                                                        .holds()
                                                        .hold(
                                                                change,
                                                                QueueScope.ofSender(1),
                                                                Optional.empty(),
                                                                "");
                                                return change;
                                            });
                            harness.accounts
                                    .writes()
                                    .system(
                                            "test",
                                            change ->
                                                    harness.queue
                                                            .holds()
                                                            .release(
                                                                    change,
                                                                    QueueScope.ofSender(1)));
                        });
        acts.forEach((what, act) -> {
            act.run();
            long began = System.nanoTime();
            act.run();
            System.out.printf(
                    "%-10s %-18s with %,d queued: %.1f ms%n",
                    kind, what, harness.sheet().queued(), (System.nanoTime() - began) / 1e6);
        });
    }
}
