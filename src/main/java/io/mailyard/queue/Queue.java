package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.delivery.Desk;
import io.mailyard.delivery.StopOrder;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The front door of the queue. */
public final class Queue {
    private final Database database;
    private final InstantSource clock;
    private final SenderFacts senders;
    private final Stops stops;
    private final QueueStage stage;
    private final Mail mail;
    private final Reports reports;
    private final Sessions sessions;

    private Queue(
            Database database,
            Accounts accounts,
            SenderFacts senders,
            Telling telling,
            QueueConfig config,
            InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.senders = senders;
        this.stops = new Stops(database);
        this.stage = new QueueStage(accounts, stops, config);
        this.mail = new Mail(new Lanes(accounts), stage, telling, config.lifetime());
        this.reports = new Reports(stage, telling);
        this.sessions = new Sessions(database, stage, telling, clock, config.lease());
    }

    /** Opens the queue and watches what stops mail. */
    public static Queue open(
            Database database,
            Accounts accounts,
            SenderFacts senders,
            QueueConfig config,
            InstantSource clock) {
        return open(database, accounts, senders, Telling.NOBODY, config, clock);
    }

    static Queue open(
            Database database,
            Accounts accounts,
            SenderFacts senders,
            Telling telling,
            QueueConfig config,
            InstantSource clock) {
        Queue queue = new Queue(database, accounts, senders, telling, config, clock);
        accounts.onState((change, account, turn) ->
                change.tx()
                        .stage(
                                queue.stage,
                                new Item.AccountTurn(account.value(), turn, change.now())));
        return queue;
    }

    /** The number of a message that is being accepted. */
    public long nextMessageId(Tx tx) {
        return tx.nextId("messages");
    }

    /**
     * Takes a message in: it is in the queue when the transaction is durable. Whether its account
     * may send is the caller's to have asked in the same transaction.
     */
    public void accept(Tx tx, Accepted message) {
        mail.accept(tx, message);
    }

    /** The engines that run. */
    public Sessions sessions() {
        return sessions;
    }

    /**
     * The desk at which a session is served. Its calls prolong the session; {@link Desk#lease}
     * throws {@link SessionOver} once it has ended, while reports are still taken as far as they
     * are true.
     */
    public Desk desk(Sessions.Session session) {
        return new SessionDesk(database, stage, reports, senders, clock, session);
    }

    /** Every stop there was. */
    public Stops stops() {
        return stops;
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
