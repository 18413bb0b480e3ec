package io.mailyard.events;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.AccountStateListener.Transition;
import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Removal;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Events: stored if no other row records them, and sent to the webhooks that receive them. */
public final class Events implements AccountDependent, AutoCloseable {
    private static final String SEQUENCE = "events";

    /** Interval at which old events are removed. */
    private static final Duration REMOVE = Duration.ofSeconds(10);

    private final SqlEventStore store = new SqlEventStore();
    private final SqlDeliveries deliveries = new SqlDeliveries();
    private final ActiveWebhooks hooks = new ActiveWebhooks();
    private final GroupStage<Event> stage = this::store;
    private final AtomicLong dropped = new AtomicLong();
    private final EventConfig config;
    private final Webhooks webhooks;
    private final WebhookSender sender;
    private final WebhookTrials trials;
    private final ConversationStore conversations;
    private final OldRows old;
    private final Removal removal;

    private Events(
            Database database,
            Accounts accounts,
            Writes writes,
            InstantSource clock,
            EventConfig config) {
        this.config = config;
        this.webhooks = new Webhooks(database, accounts, hooks);
        WebhookLog log = new WebhookLog(config.log());
        this.sender =
                new WebhookSender(
                        new WebhookSender.WebhookSenderDependencies(
                                database, writes, webhooks, deliveries, log, clock, dropped),
                        config);
        this.trials = new WebhookTrials(database, webhooks, sender, log, writes, clock);
        this.conversations = new ConversationStore(database, config.conversations(), clock);
        this.old = new OldRows(database, config.keep(), clock, store::oldest, store::forget);
        this.removal =
                new Removal(
                        "old events",
                        database,
                        REMOVE,
                        () -> true,
                        List.of(
                                old,
                                conversations,
                                new OldRows(
                                        database,
                                        config.logKeep(),
                                        clock,
                                        WebhookLog::oldest,
                                        WebhookLog::forget)));
    }

    /** Creates the events of a platform; webhooks are called from {@link #start} on. */
    public static Events open(
            Database database,
            Accounts accounts,
            Writes writes,
            InstantSource clock,
            EventConfig config) {
        Events events = new Events(database, accounts, writes, clock, config);
        events.webhooks.load();
        accounts.dependent(events);
        accounts.dependent(events.webhooks);
        accounts.onState(events::addStateEvent);
        return events;
    }

    /** Starts calling webhooks, also for events that an earlier process left. */
    public void start() {
        sender.start();
        removal.start();
    }

    /** Sets who is notified of webhooks that are switched off because they are gone. */
    public void onSwitchedOff(WebhookListener listener) {
        webhooks.onSwitchedOff(listener);
    }

    /**
     * Returns the time that the oldest event that should be removed is overdue; zero if there is
     * none.
     */
    public Duration behind() {
        return old.behind();
    }

    WebhookTrials trials() {
        return trials;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    /**
     * Adds an event. Staged: the events of a write group are stored at its end by a few statements
     * for all of them, and without any statement if no webhook receives them and another row
     * records them.
     */
    public void happened(Tx tx, Event event) {
        if (kept(event) || hooks.anyWants(event)) {
            tx.stage(stage, event);
        }
    }

    /**
     * Adds an event as {@link #happened} does, but stores it at once, for stages, which cannot
     * stage.
     */
    public void happenedAll(Tx tx, List<Event> events) {
        store(tx, events);
    }

    /**
     * Whether no other row records it: the recipients' rows record ends, the message's row the
     * start.
     */
    private static boolean kept(Event event) {
        return event.kind() == EventKind.SBOUNCE;
    }

    private void store(Tx tx, List<Event> events) {
        List<SqlEventStore.Numbered> kept = new ArrayList<>();
        Map<Long, List<SqlDeliveries.StoredEvent>> told = new HashMap<>();
        for (Event event : events) {
            List<ActiveWebhooks.Hook> wanting = hooks.wanting(event);
            if (!kept(event) && wanting.isEmpty()) {
                continue;
            }
            long id = tx.nextId(SEQUENCE);
            if (kept(event)) {
                kept.add(new SqlEventStore.Numbered(id, event));
            }
            if (!wanting.isEmpty()) {
                SqlDeliveries.StoredEvent one =
                        new SqlDeliveries.StoredEvent(
                                id, event.at(), EventBody.told(id, event), event.trace());
                wanting.forEach(
                        hook -> told.computeIfAbsent(hook.id(), any -> new ArrayList<>()).add(one));
            }
        }
        store.insert(tx, kept);
        if (!told.isEmpty()) {
            long lost = deliveries.add(tx, told, config.queue());
            tx.afterCommit(() -> {
                dropped.addAndGet(lost);
                sender.wake();
            });
        }
    }

    private void addStateEvent(Change change, AccountId account, Transition transition) {
        EventKind kind =
                switch (transition) {
                    case ACTIVATED -> EventKind.ACCOUNT_ACTIVATED;
                    case DEACTIVATED -> EventKind.ACCOUNT_DEACTIVATED;
                    case FROZEN -> EventKind.ACCOUNT_FROZEN;
                    case UNFROZEN -> EventKind.ACCOUNT_UNFROZEN;
                    case DELETED -> EventKind.ACCOUNT_DELETED;
                    case RESTORED -> EventKind.ACCOUNT_RESTORED;
                };
        happened(change.tx(), Event.of(account, kind, change.now()));
    }

    /** The stored events of a message in order: its soft bounces. */
    public List<Event> ofMessage(Tx tx, AccountId account, long messageId) {
        return store.ofMessage(tx, account, messageId);
    }

    /** SMTP conversations of attempts. */
    public ConversationStore conversations() {
        return conversations;
    }

    /** Counts for metrics. */
    public EventCounts counts() {
        return new EventCounts(sender.delivered(), sender.failed(), dropped.get());
    }

    @Override
    public String noun() {
        return "events";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return store.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        store.deleteAll(tx, account);
        conversations.deleteAll(tx, account);
    }

    /**
     * Stops calling webhooks: running requests get a few seconds, then the next process repeats
     * them.
     */
    @Override
    public void close() {
        removal.close();
        sender.close();
    }
}
