package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.mime.Mailbox;
import io.mailyard.mime.OwnMail;
import io.mailyard.templates.PlatformBrand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform's own mail: queued with the transaction that causes it, with the status of each
 * notice. The queue of all mail delivers it.
 */
public final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    /** Maximum number of waiting notices, even after days without a network. */
    private static final int MAX_WAITING = 10_000;

    /** Rows removed by one write, so that it stays short. */
    private static final int FORGET_AT_ONCE = 500;

    /** The last answer of a notice that was replaced by a later one. */
    static final String REPLACED = "replaced by a later one";

    private final SqlNoticeStore store = new SqlNoticeStore();
    private final Counter tally = new Counter();
    private final InstantSource clock;
    private final RelayConfig config;
    private final Mailbox from;
    private final Mailbox fromToUsers;
    private volatile @Nullable NoticeQueue queue;

    /**
     * Creates it.
     *
     * @param hostName name of this host, the sender's domain if {@code mail.from} is not set
     * @param brand whose mail it is for users of accounts, if {@code mail.from} is not set
     */
    public Notices(InstantSource clock, RelayConfig config, String hostName, PlatformBrand brand) {
        this.clock = clock;
        this.config = config;
        this.from = Objects.requireNonNullElseGet(config.from(), () -> ofHost(hostName));
        this.fromToUsers =
                config.from() == null && !brand.name().isEmpty()
                        ? new Mailbox(brand.name(), from.address())
                        : from;
    }

    private static Mailbox ofHost(String hostName) {
        try {
            return new Mailbox("Mailyard", "mailyard@" + hostName);
        } catch (IllegalArgumentException unfit) {
            return new Mailbox("Mailyard", "mailyard@localhost");
        }
    }

    /** Sets the queue that delivers notices; once, before the first notice. */
    public void setQueue(NoticeQueue carrier) {
        queue = carrier;
    }

    /**
     * Queues a mail: durable with the transaction, sent soon after it. Gives up a waiting notice of
     * the same kind to the same user, whose link has become invalid.
     *
     * @return the notice's id
     * @throws ApiException 503 if too many wait, in total or of its account
     */
    public long queue(Tx tx, Notice notice) {
        AccountId account = notice.account();
        Long user = notice.user();
        if (account != null && user != null) {
            withdraw(tx, store.waiting(tx, account, user, notice.kind()));
        }
        return add(tx, notice);
    }

    /**
     * Queues a mail as {@link #queue} does, but leaves waiting notices of its kind: each says
     * something of its own.
     */
    public long add(Tx tx, Notice notice) {
        AccountId account = notice.account();
        AccountId concerns = account == null ? AccountId.PLATFORM : account;
        mustHaveRoom(tx, concerns);
        Instant now = clock.instant();
        String key = UUID.randomUUID().toString();
        long id = store.insert(tx, notice, key, now);
        OwnMail mail =
                mail(
                        new SqlNoticeStore.StoredText(
                                id,
                                concerns,
                                key,
                                notice.recipient(),
                                notice.language(),
                                notice.subject(),
                                notice.text(),
                                notice.html(),
                                now));
        carrier().add(tx, id, concerns, mail, config.retry().whole());
        tx.afterCommit(tally.queued::incrementAndGet);
        return id;
    }

    /**
     * Limits the waiting notices of an account to as many as it leaves room for: half, if it is the
     * only one.
     */
    private void mustHaveRoom(Tx tx, AccountId account) {
        SqlNoticeStore.WaitingNotices waiting = store.countWaiting(tx, account, MAX_WAITING);
        long left = MAX_WAITING - waiting.all();
        if (left <= 0) {
            throw full(MAX_WAITING + " of the platform's own mails");
        }
        if (waiting.own() >= left) {
            throw full(waiting.own() + " mails to users of account " + account.value());
        }
    }

    /**
     * Whether mail that nobody waits for may be added: it leaves half of the room to mail that
     * somebody does, such as a welcome, and an account gets a tenth of the rest.
     */
    public boolean hasRoomForMore(Tx tx, AccountId account) {
        SqlNoticeStore.WaitingNotices waiting = store.countWaiting(tx, account, MAX_WAITING);
        return waiting.all() < MAX_WAITING / 2 && waiting.own() < MAX_WAITING / 20;
    }

    /** Number of notices of a kind to a user that were queued since a time. */
    public long countOf(Tx tx, AccountId account, long user, String kind, Instant since) {
        return store.countOf(tx, account, user, kind, since);
    }

    private static ApiException full(String which) {
        return new ApiException(
                ErrorCode.NOT_READY, which + " wait already: the log says why they do not go out");
    }

    private OwnMail mail(SqlNoticeStore.StoredText words) {
        return new OwnMail(
                words.concerns().equals(AccountId.PLATFORM) ? from : fromToUsers,
                new Mailbox("", words.recipient()),
                words.subject(),
                words.language().tag(),
                words.text(),
                words.html(),
                words.created(),
                words.key() + "@" + from.domain());
    }

    private NoticeQueue carrier() {
        return Objects.requireNonNull(queue, "no queue carries notices yet");
    }

    private void withdraw(Tx tx, List<Long> notices) {
        notices.forEach(id -> carrier().withdraw(tx, id));
    }

    /**
     * Moves notices from the outbox of an earlier version into the queue, each in a transaction:
     * none is lost, and none is sent twice, however many processes do so at once.
     *
     * @return the number of moved notices
     */
    public int adopt(Database database) {
        int moved = 0;
        List<Long> left = database.read(store::outbox);
        while (!left.isEmpty()) {
            for (long id : left) {
                moved += database.write(tx -> adopt(tx, id));
            }
            left = database.read(store::outbox);
        }
        if (moved > 0) {
            LOG.info(
                    "moved {} of the platform's own mails from the old outbox to the queue", moved);
        }
        return moved;
    }

    private int adopt(Tx tx, long id) {
        Optional<SqlNoticeStore.StoredText> waiting = store.takeFromOutbox(tx, id);
        if (waiting.isEmpty()) {
            return 0;
        }
        Instant now = clock.instant();
        Duration left = Duration.between(now, waiting.get().created().plus(config.retry().whole()));
        if (left.isPositive()) {
            carrier().add(tx, id, waiting.get().concerns(), mail(waiting.get()), left);
            return 1;
        }
        store.storeEnd(tx, id, NoticeState.FAILED, 0, "not delivered in time", now);
        return 0;
    }

    /** Records that the mail host accepted the notice. */
    public void recordSent(Tx tx, long notice, int attempts, String answer, Instant at) {
        if (store.storeEnd(tx, notice, NoticeState.SENT, attempts, answer, at)) {
            tx.afterCommit(tally.sent::incrementAndGet);
        }
    }

    /** Records that an attempt failed and will be repeated. */
    public void recordDeferred(Tx tx, long notice, int attempts, String answer) {
        if (store.storeDeferral(tx, notice, attempts, answer)) {
            tx.afterCommit(() -> {
                tally.deferred.incrementAndGet();
                LOG.info("notice {} will be tried again: {}", notice, answer);
            });
        }
    }

    /**
     * Records that the notice will not arrive.
     *
     * @param answer the reason; empty: it expired, and its last answer is the reason
     * @return a message for administrators; empty if nobody waits for the notice any more
     */
    public Optional<String> recordFailed(
            Tx tx, long notice, int attempts, String answer, Instant at) {
        Optional<NoticeStatus> before = store.find(tx, notice);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        String last = before.get().lastAnswer();
        String reason =
                !answer.isEmpty()
                        ? answer
                        : last.isEmpty() ? "not delivered in time" : "given up; last: " + last;
        store.storeEnd(tx, notice, NoticeState.FAILED, attempts, reason, at);
        String told =
                "the "
                        + before.get().kind()
                        + " mail to "
                        + before.get().recipient()
                        + " failed: "
                        + reason;
        tx.afterCommit(() -> {
            tally.failed.incrementAndGet();
            LOG.warn("notice {}: {}", notice, told);
        });
        return Optional.of(told);
    }

    /** Records that the notice was withdrawn before it was sent. */
    public void recordWithdrawn(Tx tx, long notice, int attempts, Instant at) {
        if (store.storeEnd(tx, notice, NoticeState.FAILED, attempts, REPLACED, at)) {
            tx.afterCommit(tally.failed::incrementAndGet);
        }
    }

    /** The status of the latest mail of a kind to a user. */
    public Optional<NoticeStatus> lastOf(Tx tx, AccountId account, long user, String kind) {
        return store.last(tx, account, user, kind);
    }

    /** Number of notices that concern an account. */
    public long countOf(Tx tx, AccountId account) {
        return store.countOf(tx, account);
    }

    /**
     * Gives up and deletes all notices that concern an account; returns their number. For a purge.
     */
    public int deleteOf(Tx tx, AccountId account) {
        withdraw(tx, store.waiting(tx, account));
        return store.deleteOf(tx, account);
    }

    /**
     * Gives up and deletes all notices that concern one user; returns their number. For the user's
     * deletion.
     */
    public int deleteOf(Tx tx, AccountId account, long user) {
        withdraw(tx, store.waiting(tx, account, user));
        return store.deleteOf(tx, account, user);
    }

    /** Removes some notices that ended longer ago than {@code mail.keep}. */
    public void forget(Database database) {
        Instant before = clock.instant().minus(config.keep());
        database.write(tx -> store.forget(tx, before, FORGET_AT_ONCE));
    }

    /** Counts for metrics. */
    public NoticeCounts counts() {
        return tally.counts();
    }
}
