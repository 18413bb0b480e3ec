package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.accounts.AccountStateListener;
import io.mailyard.base.AccountId;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.QueueScope;
import io.mailyard.outcomes.Ledger;
import io.mailyard.protocol.ProtocolVersions;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener.SenderChange;
import io.mailyard.statistics.StatisticsSums;
import io.mailyard.testing.StoreKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A life of a queue by chance, beside a model of it: after each step what must always hold is held
 * against the store. The same seed gives the same life.
 */
final class History implements AutoCloseable {
    private static final Duration LIFETIME = Duration.ofHours(3);
    private static final QueueConfig CONFIG =
            new QueueConfig(
                    LIFETIME, Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofDays(30));

    private final Random random;
    private final Chance chance;
    private final QueueHarness harness;
    private final List<AccountId> accounts = new ArrayList<>();
    private final SuspensionModel model;
    private final Map<Long, Instant> expiry = new TreeMap<>();
    private final Map<Long, Long> holder = new TreeMap<>();
    private final List<UnreportedTask> leased = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private EngineSession session;
    private int sessions;

    History(StoreKind kind, long seed) {
        random = new Random(seed);
        chance = new Chance(random);
        harness = new QueueHarness(kind, CONFIG);
        model = new SuspensionModel(harness);
        for (int i = 0; i < 3; i++) {
            accounts.add(harness.account());
        }
        session = harness.session("slot");
    }

    /** What happened so far, for whoever looks for the fault. */
    List<String> told() {
        return told;
    }

    void step() {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> send();
            case 4, 5, 6, 7 -> lease();
            case 8, 9, 10 -> report();
            case 11 -> changeAccountState();
            case 12 -> hold();
            case 13 -> release();
            case 14 -> purge();
            case 15 -> turnSender();
            case 16 -> newSession();
            case 17 -> tasks();
            default -> pass();
        }
        check();
    }

    private void say(String what) {
        told.add(what);
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private void send() {
        AccountId account = one(accounts);
        if (!model.states(account).isEmpty() && random.nextBoolean()) {
            return;
        }
        AcceptedRecipient[] recipients = chance.recipients();
        long campaign = random.nextInt(3);
        long message = harness.send(account, campaign, recipients);
        say(
                "message "
                        + message
                        + " of "
                        + account
                        + " campaign "
                        + campaign
                        + " "
                        + List.of(recipients));
        for (long id : ids("message_id = " + message + " AND state = 0")) {
            expiry.put(id, now().plus(LIFETIME));
        }
    }

    private List<Long> ids(String where) {
        return harness.database.read(tx ->
                tx.query(
                        "SELECT id FROM recipients WHERE " + where + " ORDER BY id",
                        row -> row.number(1)));
    }

    private Instant now() {
        return harness.clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void lease() {
        LeaseClient leaseClient = harness.queue.leaseClient(session);
        Set<Long> suspended = model.suspended();
        List<DeliveryTask> tasks = QueueHarness.lease(leaseClient, 1 + random.nextInt(12));
        say("leased " + tasks.stream().map(DeliveryTask::id).toList());
        for (DeliveryTask task : tasks) {
            assertThat(suspended).as("leased though it stands").doesNotContain(task.id());
            assertThat(holder.put(task.id(), session.id())).as("leased twice").isNull();
            assertThat(task.expiresAt())
                    .as("expiry of " + task.id())
                    .isEqualTo(expiry.get(task.id()));
            leased.add(new UnreportedTask(session.id(), task));
        }
    }

    private void report() {
        if (leased.isEmpty()) {
            return;
        }
        Map<Long, List<DeliveryReport>> reports = new LinkedHashMap<>();
        int count = 1 + random.nextInt(leased.size());
        for (int i = 0; i < count; i++) {
            UnreportedTask unreported = leased.remove(random.nextInt(leased.size()));
            DeliveryOutcome outcome = Outcomes.drawn(random, unreported.task(), now());
            say(
                    "session "
                            + unreported.session()
                            + " reports "
                            + unreported.task().id()
                            + " "
                            + outcome);
            reports.computeIfAbsent(unreported.session(), _ -> new ArrayList<>())
                    .add(harness.report(unreported.task(), outcome));
            if (holder.getOrDefault(unreported.task().id(), 0L) == unreported.session()) {
                holder.remove(unreported.task().id());
            }
            if (outcome instanceof DeliveryOutcome.Delivered) {
                holder.remove(unreported.task().id());
            }
        }
        reports.forEach((id, list) ->
                harness.queue
                        .leaseClient(new EngineSession(id, 1, ProtocolVersions.NEWEST))
                        .report(list));
    }

    private void changeAccountState() {
        AccountId account = one(accounts);
        Set<AccountStateListener.Transition> states = model.states(account);
        AccountStateListener.Transition transition =
                one(
                        List.of(
                                AccountStateListener.Transition.FROZEN,
                                AccountStateListener.Transition.DEACTIVATED,
                                AccountStateListener.Transition.DELETED));
        boolean deleted = states.contains(AccountStateListener.Transition.DELETED);
        if (deleted && transition != AccountStateListener.Transition.DELETED) {
            return;
        }
        boolean on = !states.remove(transition);
        if (on) {
            states.add(transition);
        }
        say("account " + account + " " + transition + " " + on);
        switch (transition) {
            case FROZEN -> {
                if (on) {
                    harness.accounts.freeze(account);
                } else {
                    harness.accounts.unfreeze(account);
                }
            }
            case DEACTIVATED -> harness.accounts.activate(account, !on);
            default -> {
                if (on) {
                    harness.accounts.delete(account);
                } else {
                    harness.accounts.restore(account);
                }
            }
        }
    }

    private void hold() {
        QueueScope scope = chance.scope(accounts);
        Optional<Instant> until =
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(now().plusSeconds(1 + random.nextInt(3600)));
        say("hold " + scope.description() + " until " + until);
        change(change -> harness.queue.holds().hold(change, scope, until, "by chance"));
    }

    private void release() {
        QueueScope scope = chance.scope(accounts);
        try {
            change(change -> {
                Holds.Released released = harness.queue.holds().release(change, scope);
                say("release " + scope.description() + " ended " + released.ended().size());
            });
        } catch (io.mailyard.base.ApiException wider) {
            assertThat(wider.text()).contains("as part of more");
        }
    }

    private void change(Consumer<io.mailyard.writes.Change> work) {
        Function<io.mailyard.writes.Change, Boolean> done =
                change -> {
                    work.accept(change);
                    return true;
                };
        harness.accounts.writes().system("test", done);
    }

    private void purge() {
        if (random.nextInt(3) > 0) {
            return;
        }
        QueueScope scope = chance.scope(accounts);
        say("purge " + scope.description());
        change(change -> harness.queue.purge(change, scope));
    }

    private void turnSender() {
        SenderId sender = new SenderId(1 + random.nextInt(2));
        boolean lives = harness.senders.lives(sender.value());
        say("sender " + sender + (lives ? " deleted" : " undeleted"));
        if (lives) {
            harness.senders.delete(sender.value());
        } else {
            harness.senders.undelete(sender.value());
        }
        change(change ->
                harness.queue
                        .routing()
                        .changed(
                                change,
                                sender,
                                lives ? SenderChange.DELETED : SenderChange.UNDELETED));
    }

    /** The engine dies and another begins in its place: what it had is given back. */
    private void newSession() {
        say("session " + session.id() + " dies");
        session = harness.queue.sessions().begin(1, "slot", "run" + ++sessions);
        holder.clear();
    }

    private void tasks() {
        say("tasks");
        QueueTasks tasks = harness.queue.tasks();
        while (tasks.round(true)) {
            // to the end
        }
        boolean over = harness.queue.sessions().find(1, "run" + sessions).isEmpty();
        if ((over && sessions > 0)
                || (sessions == 0 && harness.queue.sessions().find(1, "slot").isEmpty())) {
            holder.clear();
            session = harness.queue.sessions().begin(1, "slot", "run" + ++sessions);
        }
    }

    /** Time passes; what stands does not age. */
    private void pass() {
        Duration by =
                Duration.ofMillis(1 + random.nextInt(random.nextBoolean() ? 5000 : 1_200_000));
        say("passes " + by);
        for (long id : model.suspended()) {
            expiry.computeIfPresent(id, (_, at) -> at.plus(by));
        }
        harness.clock.advance(by);
    }

    private void check() {
        List<String> faults = new ArrayList<>();
        Ledger.Reconciled found = Ledger.reconcile(harness.database, faults::add, _ -> {});
        assertThat(faults).isEmpty();
        assertThat(found.faults()).isZero();
        harness.database.read(tx -> {
            StatisticsSums.mustBeTheLedgers(tx);
            return true;
        });
        assertThat(harness.<Long>number(tx -> Ledger.imbalance(tx).recipients())).isZero();
        Set<Long> suspended = model.suspended();
        List<Long> stands =
                harness.database.read(tx ->
                        tx.query(
                                "SELECT r.id FROM recipients r JOIN lanes l ON l.id = r.lane_id WHERE r.state <= 2"
                                        + " AND l.purged = 0 AND l.stopped_at IS NOT NULL ORDER BY r.id",
                                row -> row.number(1)));
        assertThat(stands).as("what stands").isEqualTo(List.copyOf(suspended));
        assertThat(
                        ids(
                                "state <= 1 AND EXISTS (SELECT 1 FROM lanes l WHERE l.id = recipients.lane_id AND l.purged = 0"
                                        + " AND (recipients.due_at + l.clock_offset < l.due_at AND l.stopped_at IS NULL"
                                        + " AND l.due_at > "
                                        + now().plusSeconds(1).toEpochMilli()
                                        + "))"))
                .as("due before its lane is looked at")
                .isEmpty();
    }

    /** Lifts every reason to stand and delivers all that is left: nothing may be missing. */
    void drain() {
        say("drain");
        for (AccountId account : accounts) {
            harness.accounts.restore(account);
            harness.accounts.activate(account, true);
            harness.accounts.unfreeze(account);
            model.states(account).clear();
        }
        for (long sender = 1; sender <= 2; sender++) {
            if (!harness.senders.lives(sender)) {
                harness.senders.undelete(sender);
                SenderId id = new SenderId(sender);
                change(change ->
                        harness.queue.routing().changed(change, id, SenderChange.UNDELETED));
            }
            QueueScope all = QueueScope.ofSender(sender);
            change(change -> harness.queue.holds().release(change, all));
            accounts.forEach(account ->
                    change(change ->
                            harness.queue
                                    .routing()
                                    .assigned(change, new SenderId(1), account, true)));
        }
        for (int round = 0; round < 40 && harness.sheet().queued() > 0; round++) {
            harness.clock.advance(Duration.ofMinutes(10));
            newSession();
            LeaseClient leaseClient = harness.queue.leaseClient(session);
            leaseClient.report(
                    QueueHarness.lease(leaseClient, 1000).stream()
                            .map(task -> harness.report(task, new DeliveryOutcome.Delivered()))
                            .toList());
        }
        check();
        assertThat(harness.sheet().queued()).as("what is left after a drain").isZero();
        assertThat(harness.sheet().isBalanced()).isTrue();
    }

    @Override
    public void close() {
        harness.close();
    }
}
