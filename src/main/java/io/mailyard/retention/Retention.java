package io.mailyard.retention;

import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.GroupStage;
import io.mailyard.db.InClause;
import io.mailyard.db.Removal;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.ResumeRamp;
import io.mailyard.lanes.StagedChange;
import io.mailyard.leases.LostLeases;
import io.mailyard.outcomes.MessageContents;
import io.mailyard.routing.RoutingEngine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Removes obsolete data in steps. */
public final class Retention implements Removal.RemovalTask {
    /** Rows of a purged account removed per transaction. */
    private static final int RECIPIENTS = 2000;

    /** Rows of other tables removed per transaction. */
    private static final int ROWS = 500;

    /** Lifetime of stops and their receipts. */
    public static final Duration STOPS = Duration.ofDays(30);

    /** The lowest message id of an account is its oldest, apart from clock changes. */
    private static final Duration MARGIN = Duration.ofHours(1);

    /** Recipients of messages that have ended. */
    private static final String ENDED = "state > 2";

    /** Recipients that no node attempts. */
    private static final String NOT_ATTEMPTED = "state <> 2";

    /** Messages checked for the oldest removable one. */
    private static final int LOOKED_AT = 10_000;

    private static final String NOT_OPEN =
            " AND NOT EXISTS (SELECT 1 FROM recipients r WHERE r.message_id = messages.id AND r.state <= 2)";

    private final Database database;
    private final GroupStage<StagedChange> stage;
    private final Optional<RoutingEngine> router;
    private final RetentionPeriods kept;
    private final InstantSource clock;
    private final List<RemovedMessages> listeners;

    /** Messages accepted before this time were checked in this round. */
    private long messagesFrom = Long.MIN_VALUE;

    private long lanesFrom;
    private long lostFrom = LostLeases.FIRST;

    public Retention(
            Database database,
            GroupStage<StagedChange> stage,
            Optional<RoutingEngine> router,
            RetentionPeriods kept,
            InstantSource clock,
            List<RemovedMessages> listeners) {
        this.router = router;
        this.database = database;
        this.stage = stage;
        this.kept = kept;
        this.clock = clock;
        this.listeners = listeners;
    }

    /**
     * Times that data is kept.
     *
     * @param messages that have ended, from their acceptance
     * @param ramps of accounts, from their resumption
     */
    public record RetentionPeriods(Duration messages, Duration ramps) {}

    /** A removable message with its number of recipients. */
    private record ExpiredMessage(long id, long acceptedAt, long recipients) {
        static ExpiredMessage of(Row row) {
            return new ExpiredMessage(
                    row.number("id"), row.number("accepted_at"), row.number("recipients"));
        }
    }

    /** Removes about {@code most} rows of finished messages past their retention. */
    @Override
    public Removal.RemovalStep remove(int most) {
        List<ExpiredMessage> old =
                database.read(tx ->
                        tx.query(
                                "SELECT id, accepted_at, recipients FROM messages"
                                        + " WHERE accepted_at >= ? AND accepted_at < ?"
                                        + NOT_OPEN
                                        + " ORDER BY accepted_at LIMIT ?",
                                ExpiredMessage::of,
                                messagesFrom,
                                limit(),
                                most / 2));
        if (old.isEmpty()) {
            messagesFrom = Long.MIN_VALUE;
            return Removal.RemovalStep.NOTHING;
        }
        List<ExpiredMessage> messages = upTo(most, old);
        messagesFrom = messages.getLast().acceptedAt();
        return remove(messages, ENDED, most);
    }

    private Instant limit() {
        return clock.instant().minus(kept.messages());
    }

    /**
     * Finished messages among those checked, since waiting mail may be older than finished mail.
     */
    @Override
    public Duration behind() {
        Instant limit = limit();
        Optional<Instant> oldest =
                database.read(tx ->
                                tx.one(
                                        "SELECT min(accepted_at) FROM (SELECT id, accepted_at FROM messages"
                                                + " WHERE accepted_at < ? ORDER BY accepted_at LIMIT "
                                                + LOOKED_AT
                                                + ") AS messages WHERE TRUE"
                                                + NOT_OPEN,
                                        row -> Optional.ofNullable(row.timeOrNull()),
                                        limit))
                        .flatMap(found -> found);
        return Removal.behind(oldest.orElse(null), limit);
    }

    /** The first of them, about {@code most} rows but at least one message. */
    private static List<ExpiredMessage> upTo(int most, List<ExpiredMessage> messages) {
        long rows = 0;
        for (int count = 0; count < messages.size(); count++) {
            rows += 1 + messages.get(count).recipients();
            if (rows > most) {
                return messages.subList(0, Math.max(1, count));
            }
        }
        return messages;
    }

    /** Condition that no recipient will be attempted again. */
    private Removal.RemovalStep remove(List<ExpiredMessage> messages, String which, int most) {
        ExpiredMessage first = messages.getFirst();
        if (first.recipients() > most) {
            return Removal.timed(
                    database,
                    true,
                    tx -> {
                        int removed = shrink(tx, first.id(), which, most);
                        return removed < most
                                ? removed + removeMessages(tx, List.of(first.id()))
                                : removed;
                    });
        }
        List<Long> ids = messages.stream().map(ExpiredMessage::id).toList();
        return Removal.timed(
                database,
                true,
                tx -> {
                    int rows = 0;
                    for (List<Long> part : InClause.parts(ids)) {
                        rows += tx.update(recipientsOf(part.size(), which), InClause.args(part));
                        rows += removeMessages(tx, part);
                    }
                    return rows;
                });
    }

    /**
     * Forces the message index whatever PostgreSQL's planner estimates: before the table was
     * analyzed, and where messages have many recipients, it would read the whole table for each
     * step.
     */
    private String recipientsOf(int messages, String which) {
        String list = InClause.list(messages);
        if (database.dialect() == Dialect.SQLITE) {
            return "DELETE FROM recipients WHERE " + which + " AND message_id IN " + list;
        }
        return "DELETE FROM recipients WHERE ctid = ANY (ARRAY(SELECT r.place FROM unnest(ARRAY["
                + list.substring(1, list.length() - 1)
                + "]) AS m(id) CROSS JOIN LATERAL (SELECT x.ctid AS place FROM recipients x"
                + " WHERE x.message_id = m.id AND x."
                + which
                + " OFFSET 0) AS r))";
    }

    /** The message records how many recipients remain, so that counts stay correct. */
    private static int shrink(Tx tx, long message, String which, int most) {
        int removed =
                tx.update(
                        "DELETE FROM recipients WHERE id IN (SELECT id FROM recipients WHERE message_id = ? AND "
                                + which
                                + " LIMIT ?)",
                        message,
                        most);
        tx.update("UPDATE messages SET recipients = recipients - ? WHERE id = ?", removed, message);
        return removed;
    }

    private int removeMessages(Tx tx, List<Long> messages) {
        listeners.forEach(listener -> listener.removed(tx, messages));
        String list = InClause.list(messages.size());
        MessageContents.remove(tx, messages);
        return tx.update("DELETE FROM messages WHERE id IN " + list, InClause.args(messages));
    }

    /** Removes part of the mail of a purged account; returns whether more remains now. */
    public boolean purgedAccounts() {
        Optional<Long> account =
                database.readOne(tx ->
                        tx
                                .query(
                                        "SELECT account_id FROM purged_accounts ORDER BY purged_at, account_id LIMIT 1",
                                        row -> row.number())
                                .stream()
                                .findFirst());
        return account.isPresent() && purge(account.get());
    }

    private boolean purge(long account) {
        List<ExpiredMessage> messages =
                database.read(tx ->
                        tx.query(
                                "SELECT id, accepted_at, recipients FROM messages WHERE account_id = ?"
                                        + " AND NOT EXISTS (SELECT 1 FROM recipients r"
                                        + " WHERE r.message_id = messages.id AND r.state = 2) ORDER BY id LIMIT ?",
                                ExpiredMessage::of,
                                account,
                                ROWS));
        if (!messages.isEmpty()) {
            remove(upTo(RECIPIENTS, messages), NOT_ATTEMPTED, RECIPIENTS);
            return true;
        }
        return database.write(tx -> forget(tx, account));
    }

    /** Its lanes are removed last; while a node attempts some of its mail they wait. */
    private static boolean forget(Tx tx, long account) {
        if (tx.number("SELECT count(*) FROM messages WHERE account_id = ?", account) > 0) {
            tx.update(
                    "UPDATE purged_accounts SET purged_at = purged_at + 1000 WHERE account_id = ?",
                    account);
            return false;
        }
        tx.update("DELETE FROM lanes WHERE account_id = ?", account);
        tx.update("DELETE FROM purged_accounts WHERE account_id = ?", account);
        return true;
    }

    /** Removes empty lanes that no message names; returns the number checked. */
    public int lanes() {
        Instant before = clock.instant().minus(MARGIN);
        List<Long> idle =
                database.readOne(tx ->
                        tx.query(
                                "SELECT id FROM lanes WHERE id > ? AND fresh + retry + proc = 0 AND purged <> 1"
                                        + " AND accepted_at < ? AND coalesce((SELECT m.accepted_at FROM messages m"
                                        + " WHERE m.account_id = lanes.account_id ORDER BY m.id LIMIT 1), ?)"
                                        + " > accepted_at + ? ORDER BY id LIMIT ?",
                                row -> row.number(),
                                lanesFrom,
                                before,
                                Lanes.NEVER,
                                MARGIN.toMillis(),
                                ROWS));
        lanesFrom = idle.size() < ROWS ? 0 : idle.getLast();
        if (!idle.isEmpty()) {
            database.write(tx -> {
                tx.stage(stage, new StagedChange.RemoveLanes(idle, before));
                return idle.size();
            });
        }
        return idle.size();
    }

    /** Removes old stops except the newest, which numbers tasks. */
    public boolean stops() {
        Instant before = clock.instant().minus(STOPS);
        List<Long> old =
                database.readOne(tx ->
                        tx.query(
                                "SELECT id FROM stops WHERE called_at < ? AND id < (SELECT max(id) FROM stops)"
                                        + " ORDER BY id LIMIT ?",
                                row -> row.number(),
                                before,
                                ROWS));
        for (List<Long> part : InClause.parts(old)) {
            String list = InClause.list(part.size());
            database.write(tx -> {
                tx.update(
                        "DELETE FROM stop_receipts WHERE stop_id IN " + list, InClause.args(part));
                return tx.update("DELETE FROM stops WHERE id IN " + list, InClause.args(part));
            });
        }
        return old.size() == ROWS;
    }

    /** Removes expired locks and ramps, and sessions that ended long ago and hold nothing. */
    public void rest() {
        Instant now = clock.instant();
        Instant oldest =
                database.readOne(tx ->
                        Instant.ofEpochMilli(
                                tx.number(
                                        "SELECT coalesce(min(accepted_at), ?) FROM messages",
                                        now)));
        Instant limit = now.minus(kept.messages());
        Instant before = oldest.isBefore(limit) ? oldest : limit;
        if (lostFrom != LostLeases.FIRST
                || database.readOne(tx ->
                        tx.number(
                                "SELECT count(*) FROM (SELECT 1 FROM lost_leases LIMIT 1) AS any_row"))
                        > 0) {
            lostFrom = database.write(tx -> LostLeases.sweep(tx, lostFrom));
        }
        database.write(tx -> {
            router.ifPresent(routingEngine -> routingEngine.forget(tx, before, ROWS));
            ResumeRamp.sweep(tx, now, kept.ramps());
            tx.update("DELETE FROM locks WHERE until_at <= ?", now);
            return tx.update(
                    "DELETE FROM node_sessions WHERE ended_at < ? AND NOT EXISTS"
                            + " (SELECT 1 FROM recipients WHERE session_id = node_sessions.id)",
                    now.minus(STOPS));
        });
    }
}
