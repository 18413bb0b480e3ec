package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.NotConfigured;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.mime.Mailbox;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The outbox of our own mail. */
public final class Notices implements AutoCloseable {
    /** A relay that was away for days leaves no more than this behind. */
    private static final int MAX_WAITING = 10_000;

    private final SqlNoticeStore store = new SqlNoticeStore();
    private final Counter tally = new Counter();
    private final InstantSource clock;
    private final RelayConfig config;
    private final @Nullable NoticeSender sender;

    private Notices(
            InstantSource clock, RelayConfig config, @Nullable Relay relay, Database database) {
        this.clock = clock;
        this.config = config;
        this.sender =
                relay == null
                        ? null
                        : new NoticeSender(database, store, relay, config, clock, tally);
    }

    /**
     * The outbox; nothing is sent before {@link #start}.
     *
     * @throws io.mailyard.base.StartException where a file the configuration names is no good
     */
    public static Notices open(Database database, InstantSource clock, RelayConfig config) {
        Mailbox from = config.from();
        Relay relay = from == null || config.missing().isPresent() ? null : new Relay(config, from);
        return new Notices(clock, config, relay, database);
    }

    /** Begins to send what is queued, also by a process before this one. */
    public void start() {
        if (sender != null) {
            sender.start();
        }
    }

    /** What must be set before mail can be sent; empty where all is. */
    public Optional<String> missing() {
        return config.missing();
    }

    /**
     * Queues a mail: durable with the transaction, sent soon after it. What still waits of the same
     * kind for the same user is given up: its link is void.
     *
     * @return the notice's id
     * @throws ApiException 409 where {@link #missing} says what to set, 503 where too many wait
     */
    public long queue(Tx tx, Notice notice) {
        missing()
                .ifPresent(what -> {
                    throw new NotConfigured(what);
                });
        AccountId account = notice.account();
        Long user = notice.user();
        if (account != null && user != null) {
            store.replace(tx, account, user, notice.kind(), clock.instant());
        }
        if (store.waiting(tx, MAX_WAITING) >= MAX_WAITING) {
            throw new ApiException(
                    ErrorCode.NOT_READY,
                    "too many mails wait for the relay: see that mail.relay.host takes them");
        }
        long id = store.insert(tx, notice, UUID.randomUUID().toString(), clock.instant());
        tx.afterCommit(this::queued);
        return id;
    }

    private void queued() {
        tally.queued.incrementAndGet();
        if (sender != null) {
            sender.wake();
        }
    }

    /** What became of the latest mail of a kind to a user. */
    public Optional<NoticeStatus> lastOf(Tx tx, AccountId account, long user, String kind) {
        return store.last(tx, account, user, kind);
    }

    /** How many concern an account. */
    public long countOf(Tx tx, AccountId account) {
        return store.countOf(tx, account);
    }

    /** Deletes all that concerns an account: how many rows. For a purge. */
    public int deleteOf(Tx tx, AccountId account) {
        return store.deleteOf(tx, account);
    }

    /** Deletes all that concerns one user: how many rows. For the user's deletion. */
    public int deleteOf(Tx tx, AccountId account, long user) {
        return store.deleteOf(tx, account, user);
    }

    /** For the metrics. */
    public NoticeCounts counts() {
        return tally.counts();
    }

    /** Stops sending: attempts under way get a few seconds, then are given up and made again. */
    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
