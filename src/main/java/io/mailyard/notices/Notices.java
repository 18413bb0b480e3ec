package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.mime.Mailbox;
import io.mailyard.mime.OwnMail;
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
 * The platform's own mail: queued with the transaction that causes it, and what became of each. The
 * queue of all mail carries it.
 */
public final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    /** A network that was away for days leaves no more than this behind. */
    private static final int MAX_WAITING = 10_000;

    /** Rows forgotten by one write, so that it stays short. */
    private static final int FORGET_AT_ONCE = 500;

    /** The last answer of a notice that was given up for a later one. */
    static final String REPLACED = "replaced by a later one";

    private final SqlNoticeStore store = new SqlNoticeStore();
    private final Counter tally = new Counter();
    private final InstantSource clock;
    private final RelayConfig config;
    private final Mailbox from;
    private volatile @Nullable NoticeQueue queue;

    /**
     * @param hostName of this host: mail comes from it where {@code mail.from} is not set
     */
    public Notices(InstantSource clock, RelayConfig config, String hostName) {
        this.clock = clock;
        this.config = config;
        this.from = Objects.requireNonNullElseGet(config.from(), () -> ofHost(hostName));
    }

    private static Mailbox ofHost(String hostName) {
        try {
            return new Mailbox("Mailyard", "mailyard@" + hostName);
        } catch (IllegalArgumentException unfit) {
            return new Mailbox("Mailyard", "mailyard@localhost");
        }
    }

    /** Names the queue that carries notices; once, before the first one. */
    public void setQueue(NoticeQueue carrier) {
        queue = carrier;
    }

    /**
     * Queues a mail: durable with the transaction, sent soon after it. What still waits of the same
     * kind for the same user is given up: its link is void.
     *
     * @return the notice's id
     * @throws ApiException 503 where too many wait, of all or of its account
     */
    public long queue(Tx tx, Notice notice) {
        AccountId account = notice.account();
        Long user = notice.user();
        if (account != null && user != null) {
            withdraw(tx, store.waiting(tx, account, user, notice.kind()));
        }
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

    /** An account may have as many waiting as it leaves room for others': half, if it is alone. */
    private void mustHaveRoom(Tx tx, AccountId account) {
        SqlNoticeStore.Waiting waiting = store.countWaiting(tx, account, MAX_WAITING);
        long left = MAX_WAITING - waiting.all();
        if (left <= 0) {
            throw full(MAX_WAITING + " of the platform's own mails");
        }
        if (waiting.own() >= left) {
            throw full(waiting.own() + " mails to users of account " + account.value());
        }
    }

    private static ApiException full(String which) {
        return new ApiException(
                ErrorCode.NOT_READY, which + " wait already: the log says why they do not go out");
    }

    private OwnMail mail(SqlNoticeStore.StoredText words) {
        return new OwnMail(
                from,
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
     * Moves what an earlier version left in an outbox of its own into the queue, each in a
     * transaction: none is lost, and none is sent twice, however many processes do so at once.
     *
     * @return how many were moved
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
            LOG.info("{} of the platform's own mails went from the old outbox to the queue", moved);
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

    /** The mail host has taken it. */
    public void recordSent(Tx tx, long notice, int attempts, String answer, Instant at) {
        if (store.storeEnd(tx, notice, NoticeState.SENT, attempts, answer, at)) {
            tx.afterCommit(tally.sent::incrementAndGet);
        }
    }

    /** An attempt failed; it is made again. */
    public void recordDeferred(Tx tx, long notice, int attempts, String answer) {
        if (store.storeDeferral(tx, notice, attempts, answer)) {
            tx.afterCommit(() -> {
                tally.deferred.incrementAndGet();
                LOG.info("notice {} is tried again: {}", notice, answer);
            });
        }
    }

    /**
     * It will not arrive.
     *
     * @param answer why; empty: its time is over, and the last answer says why
     * @return what an administrator is told; empty where nobody waits for it any more
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

    /** It was withdrawn before it was sent. */
    public void recordWithdrawn(Tx tx, long notice, int attempts, Instant at) {
        if (store.storeEnd(tx, notice, NoticeState.FAILED, attempts, REPLACED, at)) {
            tx.afterCommit(tally.failed::incrementAndGet);
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

    /** Gives up and deletes all that concerns an account: how many. For a purge. */
    public int deleteOf(Tx tx, AccountId account) {
        withdraw(tx, store.waiting(tx, account));
        return store.deleteOf(tx, account);
    }

    /** Gives up and deletes all that concerns one user: how many. For the user's deletion. */
    public int deleteOf(Tx tx, AccountId account, long user) {
        withdraw(tx, store.waiting(tx, account, user));
        return store.deleteOf(tx, account, user);
    }

    /** Forgets what ended longer ago than {@code mail.keep}, some at a time. */
    public void forget(Database database) {
        Instant before = clock.instant().minus(config.keep());
        database.write(tx -> store.forget(tx, before, FORGET_AT_ONCE));
    }

    /** For the metrics. */
    public NoticeCounts counts() {
        return tally.counts();
    }
}
