package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import io.mailyard.events.Events;
import io.mailyard.identity.SigningKeys;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.QueueScope;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.WorkSignal;
import io.mailyard.leases.DeliveryReports;
import io.mailyard.leases.LeaseService;
import io.mailyard.leases.NodeSessions;
import io.mailyard.leases.SenderDirectory;
import io.mailyard.nodes.Nodes;
import io.mailyard.notices.Notices;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.DeliveryEventPublisher;
import io.mailyard.outcomes.FailedAttempt;
import io.mailyard.outcomes.MailCounts;
import io.mailyard.outcomes.PlatformMailListener;
import io.mailyard.outcomes.UndeliveredListener;
import io.mailyard.outcomes.UndeliveredNotifier;
import io.mailyard.policies.Isps;
import io.mailyard.retention.ExpirySweep;
import io.mailyard.retention.PurgeSweep;
import io.mailyard.retention.RecipientPurge;
import io.mailyard.retention.RemovedMessages;
import io.mailyard.retention.Retention;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.senders.Senders;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.statistics.StatisticsKey;
import io.mailyard.statistics.StatisticsWriter;
import io.mailyard.stops.NodeStops;
import io.mailyard.stops.PlatformStop;
import io.mailyard.stops.StopLog;
import io.mailyard.stops.StopReceipts;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Entry point of the queue. */
public final class Queue {
    private final Database database;
    private final Writes writes;
    private final Accounts accounts;
    private final InstantSource clock;
    private final QueueConfig config;
    private final SenderDirectory senders;
    private final UndeliveredNotifier events;
    private final StopLog stops;
    private final WorkSignal signal = new WorkSignal();
    private final QueueStage stage;
    private final MessageWriter mail;
    private final DeliveryReports reports;
    private final NodeSessions sessions;
    private final Rebind routing;
    private final Holds holds;
    private final PlatformStop platform;
    private final QueueFigures figures;
    private final MailCounts counts = new MailCounts();
    private final StatisticsWriter statistics = new StatisticsWriter();
    private final Optional<RoutingEngine> router;
    private final Optional<RebindSweep> rerouting;
    private final List<RemovedMessages> removed = new CopyOnWriteArrayList<>();

    private Queue(
            Database database,
            Writes writes,
            Accounts accounts,
            SenderDirectory senders,
            DeliveryEventListener events,
            Optional<RoutingEngine> router,
            QueueConfig config,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.writes = writes;
        this.clock = clock;
        this.config = config;
        this.senders = senders;
        this.events = new UndeliveredNotifier(events);
        this.stops = new StopLog(database);
        this.stage = new QueueStage(accounts, stops, statistics, senders, signal, config, clock);
        Lanes lanes = new Lanes(accounts);
        this.mail = new MessageWriter(lanes, stage, this.events, counts, config.lifetime());
        this.reports = new DeliveryReports(stage, this.events, counts);
        this.sessions = new NodeSessions(database, stage, this.events, clock, config.lease());
        this.routing = new Rebind(stage, stops, senders);
        this.platform = new PlatformStop(database, stops, signal);
        this.holds = new Holds(database, stage, stops, senders, routing);
        this.router = router;
        router.ifPresent(routingEngine -> holds.onChange(routingEngine.versions()::advance));
        this.rerouting =
                router.map(routingEngine ->
                        new RebindSweep(database, stage, lanes, senders, routingEngine, clock));
        this.figures = new QueueFigures(database, config.lifetime(), clock);
    }

    /** Components that the queue depends on. */
    public record QueueDependencies(
            Database database,
            Writes writes,
            Accounts accounts,
            Nodes nodes,
            Senders senders,
            SigningKeys keys,
            RoutingEngine router,
            Suppressions suppressions,
            Events events,
            Notices notices) {}

    /** Opens the queue and registers it with everything that stops mail. */
    public static Queue open(
            QueueDependencies dependencies, QueueConfig config, InstantSource clock) {
        Queue queue =
                open(
                        dependencies.database(),
                        dependencies.writes(),
                        dependencies.accounts(),
                        new ServingSenders(
                                dependencies.senders(), dependencies.nodes(), dependencies.keys()),
                        new PlatformMailListener(
                                new DeliveryEventPublisher(
                                        dependencies.events(), dependencies.suppressions()),
                                dependencies.notices(),
                                dependencies.events()::happened),
                        Optional.of(dependencies.router()),
                        config,
                        clock);
        queue.platform().events(dependencies.events()::happened);
        dependencies.router().availability(new QueueSenderAvailability(clock));
        dependencies.senders().onChange(queue.routing);
        dependencies
                .senders()
                .detail(
                        StopReceipts.SCHEMA,
                        (tx, sender) -> StopReceipts.ofSender(tx, sender.value()));
        dependencies
                .nodes()
                .onChange(new NodeStops(queue.signal, queue.stops, dependencies.router()::refresh));
        return queue;
    }

    static Queue open(
            Database database,
            Writes writes,
            Accounts accounts,
            SenderDirectory senders,
            DeliveryEventListener events,
            Optional<RoutingEngine> router,
            QueueConfig config,
            InstantSource clock) {
        Queue queue = new Queue(database, writes, accounts, senders, events, router, config, clock);
        accounts.details()
                .add(
                        StopReceipts.SCHEMA,
                        (tx, account) -> StopReceipts.ofAccount(tx, account.value()));
        accounts.dependent(new AccountMail(queue.stage, clock));
        accounts.onState((change, account, turn) ->
                change.tx()
                        .stage(
                                queue.stage,
                                new StagedChange.AccountStateChange(
                                        account.value(), turn, change.now())));
        return queue;
    }

    /**
     * Leases no mail before its signing keys are known.
     *
     * @param ready returns whether they are known
     * @return a callback to run when they become known
     */
    public Runnable openOnce(BooleanSupplier ready) {
        signal.openOnce(ready);
        return signal::wake;
    }

    /** Completes work that fell due while no server ran, then starts the background tasks. */
    public QueueTasks start() {
        return tasks().start();
    }

    /** Reroutes mail suspended for lack of a sender; returns whether more remains. */
    boolean reroute() {
        return rerouting.map(RebindSweep::sweep).orElse(false);
    }

    /** Adds a listener called after each commit of this process that may activate such mail. */
    void onRoutingMoved(Runnable listener) {
        router.ifPresent(routingEngine -> routingEngine.versions().onAdvance(listener));
    }

    /** Counts what became of mail, in the transactions of the ledger. */
    public StatisticsWriter statistics() {
        return statistics;
    }

    /** Purges those of these recipients that no node attempts; returns their number. */
    public int purgeRecipients(Tx tx, List<Long> recipients, Instant now) {
        return RecipientPurge.purge(tx, stage, events, recipients, now);
    }

    /** Counts addresses that complained, at the end of the write's group. */
    public void countComplaint(Tx tx, AccountId account, String isp, Instant at) {
        tx.stage(
                stage,
                StagedChange.LedgerStep.of(
                        StatisticsKey.of(at, account.value(), 0, isp),
                        StatisticsFigure.COMPLAINTS,
                        1));
    }

    QueueTasks tasks() {
        return new QueueTasks(
                this,
                holds,
                writes,
                new PurgeSweep(database, events, clock),
                new ExpirySweep(database, stage, events, clock),
                retention(),
                new ClockShift(database, stage),
                clock);
    }

    private Retention retention() {
        return new Retention(
                database,
                stage,
                router,
                new Retention.RetentionPeriods(config.retention(), config.thawRamp()),
                clock,
                removed);
    }

    /**
     * Returns the time that the oldest removable message is past its retention; zero if there is
     * none.
     */
    public Duration retentionLag() {
        return retention().behind();
    }

    /**
     * {@code senders/queue/...}, {@code accounts/queue/...}, {@code queue/list}, {@code
     * ledger/get}, {@code platform/...}.
     */
    public List<Route> routes() {
        QueueRoutes scopes = new QueueRoutes(this, holds, senders, writes);
        return Stream.of(
                        scopes.routes(),
                        new QueueListRoutes(this, scopes, clock).routes(),
                        new TryNowRoutes(new TryNow(stage, signal), writes).routes(),
                        new PlatformRoutes(this, writes).routes())
                .flatMap(List::stream)
                .toList();
    }

    /** Assigns the id of a recipient being accepted, which routing uses. */
    public long nextRecipientId(Tx tx) {
        return tx.nextId(MessageWriter.RECIPIENTS);
    }

    /** Assigns the id of a message being accepted. */
    public long nextMessageId(Tx tx) {
        return tx.nextId("messages");
    }

    /**
     * Accepts a message: it is in the queue once the transaction is durable. The caller must check
     * in the same transaction that the account may send.
     */
    public void accept(Tx tx, AcceptedMessage message) {
        mail.accept(tx, message);
    }

    /** The way into the queue for the platform's own mail. */
    public PlatformMail platformMail(Isps isps) {
        return new PlatformMail(mail, stage, isps, clock);
    }

    /** Purges the queued mail of the scope. */
    void purge(Change change, QueueScope scope) {
        stops.add(change.tx(), "purged", scope, change.now());
        change.tx().stage(stage, new StagedChange.PurgeScope(scope));
    }

    Accounts accounts() {
        return accounts;
    }

    /** The emergency stop of the platform. */
    public PlatformStop platform() {
        return platform;
    }

    /** Sessions of running engines. */
    public NodeSessions sessions() {
        return sessions;
    }

    /**
     * The lease client of a session. Its calls renew the session; {@link LeaseClient#lease} throws
     * {@link io.mailyard.leases.SessionEnded} once it has ended, while correct reports are still
     * accepted.
     */
    public LeaseClient leaseClient(EngineSession session) {
        return new LeaseService(
                database, stage, signal, reports, senders, clock, sessions.returns(), session);
    }

    /** The log of stops. */
    public StopLog stops() {
        return stops;
    }

    Rebind routing() {
        return routing;
    }

    Holds holds() {
        return holds;
    }

    Database database() {
        return database;
    }

    /** Queue metrics. */
    public QueueFigures figures() {
        return figures;
    }

    /** Counts of accepted mail and reports since start, for metrics. */
    public MailCounts counts() {
        return counts;
    }

    /**
     * Number of reports since start that arrived after the recipient was leased to another node,
     * for metrics.
     */
    public long lateReports() {
        return reports.late();
    }

    /** Adds a listener for attempts that did not deliver, apart from the platform's own mail. */
    public void onFailedAttempt(FailedAttempt.FailedAttemptListener listener) {
        events.onFailedAttempt(listener);
    }

    /** Adds a listener for messages that are removed for good. */
    public void onRemoved(RemovedMessages listener) {
        removed.add(listener);
    }

    /** Adds a listener for undelivered recipients. */
    public void onUndelivered(UndeliveredListener listener) {
        events.onUndelivered(listener);
    }

    /** Adds a listener called after each commit of this process that may activate such mail. */
    public void onWork(Runnable listener) {
        signal.onWork(listener);
    }

    /**
     * Adds a quick listener called for each stop of this process after its commit, before the call
     * returns.
     */
    public void onStop(Consumer<StopOrder> listener) {
        stops.onStop(listener);
    }
}
