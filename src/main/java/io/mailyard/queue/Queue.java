package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import io.mailyard.events.Events;
import io.mailyard.identity.SigningKeys;
import io.mailyard.nodes.Nodes;
import io.mailyard.notices.Notices;
import io.mailyard.policies.Isps;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.senders.Senders;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The front door of the queue. */
public final class Queue {
    private final Database database;
    private final Writes writes;
    private final Accounts accounts;
    private final InstantSource clock;
    private final QueueConfig config;
    private final SenderDirectory senders;
    private final UndeliveredNotifier telling;
    private final StopLog stops;
    private final QueueStage stage;
    private final MessageWriter mail;
    private final DeliveryReports reports;
    private final NodeSessions sessions;
    private final Rebind routing;
    private final Holds holds;
    private final PlatformStop platform;
    private final QueueFigures figures;
    private final MailCounts counts = new MailCounts();
    private final Optional<RoutingEngine> router;
    private final Optional<RebindSweep> rerouting;

    private Queue(
            Database database,
            Writes writes,
            Accounts accounts,
            SenderDirectory senders,
            DeliveryEventListener telling,
            Optional<RoutingEngine> router,
            QueueConfig config,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.writes = writes;
        this.clock = clock;
        this.config = config;
        this.senders = senders;
        this.telling = new UndeliveredNotifier(telling);
        this.stops = new StopLog(database);
        this.stage = new QueueStage(accounts, stops, config);
        Lanes lanes = new Lanes(accounts);
        this.mail = new MessageWriter(lanes, stage, this.telling, counts, config.lifetime());
        this.reports = new DeliveryReports(stage, this.telling, counts);
        this.sessions = new NodeSessions(database, stage, this.telling, clock, config.lease());
        this.routing = new Rebind(stage, stops, senders);
        this.platform = new PlatformStop(database, stops, stage);
        this.holds = new Holds(database, stage, stops, senders, routing);
        this.router = router;
        router.ifPresent(one -> holds.onChange(one.stamps()::moved));
        this.rerouting =
                router.map(one -> new RebindSweep(database, stage, lanes, senders, one, clock));
        this.figures = new QueueFigures(database, config.lifetime(), clock);
    }

    /** What the queue stands on. */
    public record Ground(
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

    /** Opens the queue; it watches whatever stops mail. */
    public static Queue open(Ground ground, QueueConfig config, InstantSource clock) {
        Queue queue =
                open(
                        ground.database(),
                        ground.writes(),
                        ground.accounts(),
                        new ServingSenders(ground.senders(), ground.nodes(), ground.keys()),
                        new PlatformMailListener(
                                new DeliveryEventPublisher(ground.events(), ground.suppressions()),
                                ground.notices(),
                                ground.events()::happened),
                        Optional.of(ground.router()),
                        config,
                        clock);
        queue.platform().events(ground.events()::happened);
        ground.router().obstacles(new QueueSenderAvailability(clock));
        ground.senders().onChange(queue.routing);
        ground.senders()
                .detail(
                        StopReceipts.SCHEMA,
                        (tx, sender) -> StopReceipts.ofSender(tx, sender.value()));
        ground.nodes().onChange(new NodeStops(queue.stage, queue.stops, ground.router()::refresh));
        return queue;
    }

    static Queue open(
            Database database,
            Writes writes,
            Accounts accounts,
            SenderDirectory senders,
            DeliveryEventListener telling,
            Optional<RoutingEngine> router,
            QueueConfig config,
            InstantSource clock) {
        Queue queue =
                new Queue(database, writes, accounts, senders, telling, router, config, clock);
        accounts.detail(
                StopReceipts.SCHEMA, (tx, account) -> StopReceipts.ofAccount(tx, account.value()));
        accounts.dependent(new AccountMail(queue.stage, clock));
        accounts.onState((change, account, turn) ->
                change.tx()
                        .stage(
                                queue.stage,
                                new StagedChange.AccountTurn(account.value(), turn, change.now())));
        return queue;
    }

    /**
     * Lets no node have mail before it is known what the mail is signed by.
     *
     * @param ready whether it is
     * @return to be run once it is
     */
    public Runnable openOnce(BooleanSupplier ready) {
        stage.openOnce(ready);
        return stage::wake;
    }

    /** Does what fell due while no server ran, then goes on in the background. */
    public QueueTasks start() {
        return tasks().start();
    }

    /** Routes anew what stands for want of a sender; whether there is more to do at once. */
    boolean reroute() {
        return rerouting.map(RebindSweep::sweep).orElse(false);
    }

    /** Runs after each commit of this process that may let such mail flow. */
    void onRoutingMoved(Runnable watcher) {
        router.ifPresent(one -> one.stamps().onMoved(watcher));
    }

    QueueTasks tasks() {
        return new QueueTasks(
                this,
                holds,
                writes,
                new PurgeSweep(database, telling, clock),
                new ExpirySweep(database, stage, telling, clock),
                retention(),
                clock);
    }

    private Retention retention() {
        return new Retention(database, stage, router, config, clock);
    }

    /** By how much the oldest message that should be gone is past its time; zero: there is none. */
    public Duration behind() {
        return retention().behind();
    }

    /**
     * {@code senders/queue/...}, {@code accounts/queue/...}, {@code ledger/get}, {@code
     * platform/...}.
     */
    public List<Route> routes() {
        return Stream.concat(
                        new QueueRoutes(this, holds, senders, writes).routes().stream(),
                        new PlatformRoutes(this, writes).routes().stream())
                .toList();
    }

    /** The number of a recipient that is being accepted: what it is routed by. */
    public long nextRecipientId(Tx tx) {
        return tx.nextId(MessageWriter.RECIPIENTS);
    }

    /** The number of a message that is being accepted. */
    public long nextMessageId(Tx tx) {
        return tx.nextId("messages");
    }

    /**
     * Takes a message in: it is in the queue when the transaction is durable. Whether its account
     * may send is the caller's to have asked in the same transaction.
     */
    public void accept(Tx tx, AcceptedMessage message) {
        mail.accept(tx, message);
    }

    /** The way into the queue for the platform's own mail. */
    public PlatformMail platformMail(Isps isps) {
        return new PlatformMail(mail, stage, isps, clock);
    }

    /** Takes what is queued of the scope out of the queue, for good. */
    void purge(Change change, QueueScope scope) {
        stops.add(change.tx(), "purged", scope, change.now());
        change.tx().stage(stage, new StagedChange.Purge(scope));
    }

    Accounts accounts() {
        return accounts;
    }

    /** The emergency stop of everything. */
    public PlatformStop platform() {
        return platform;
    }

    /** The engines that run. */
    public NodeSessions sessions() {
        return sessions;
    }

    /**
     * The desk at which a session is served. Its calls prolong the session; {@link
     * LeaseClient#lease} throws {@link SessionEnded} once it has ended, while reports are still
     * taken as far as they are true.
     */
    public LeaseClient desk(NodeSessions.Session session) {
        return new LeaseService(database, stage, reports, senders, clock, session);
    }

    /** Every stop there was. */
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

    /** The queue in figures, for metrics. */
    public QueueFigures figures() {
        return figures;
    }

    /** What came in and what nodes told since the start, for metrics. */
    public MailCounts counts() {
        return counts;
    }

    /** Reports since the start that came after their parcel was given to another, for metrics. */
    public long lateReports() {
        return reports.late();
    }

    /** Tells of each recipient that will not be reached. */
    public void onUndelivered(UndeliveredListener watcher) {
        telling.onUndelivered(watcher);
    }

    /** Runs after each commit that put something to be attempted into the queue; quick. */
    public void onWork(Runnable watcher) {
        stage.onWork(watcher);
    }

    /**
     * Told of each stop made in this process once it is durable, before its call returns; quick.
     */
    public void onStop(Consumer<StopOrder> watcher) {
        stops.onStop(watcher);
    }
}
