package io.mailyard.queue;

import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.senders.SenderId;
import io.mailyard.wire.JsonText;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds of administrators: kept until they are released or their time has come. Several may cover
 * the same mail; it flows when the last of them has ended.
 */
final class Holds {
    /**
     * Of a sender and of no account: more than anyone looks through; each settle of lanes goes
     * through them. A hold of all of a sender's mail is made all the same.
     */
    static final int MOST_OF_A_SENDER = 1000;

    /** Of one account on one sender, or whatever the sender: one for each campaign under way. */
    static final int MOST_OF_AN_ACCOUNT = 100;

    /** Of one account on all senders together. A hold of the whole account is made all the same. */
    static final int MOST_OF_AN_ACCOUNT_IN_ALL = 1000;

    private static final String SELECT =
            "SELECT " + Hold.COLUMNS + " FROM holds WHERE kind = 'hold'";

    private final Database database;
    private final QueueStage stage;
    private final StopLog stops;
    private final SenderDirectory senders;
    private final Rebind routing;
    private volatile Consumer<Tx> changed = _ -> {};
    private final List<Runnable> endWatchers = new CopyOnWriteArrayList<>();

    Holds(
            Database database,
            QueueStage stage,
            StopLog stops,
            SenderDirectory senders,
            Rebind routing) {
        this.database = database;
        this.stage = stage;
        this.stops = stops;
        this.senders = senders;
        this.routing = routing;
    }

    /**
     * What a release did.
     *
     * @param wider holds that cover some of the scope and go on, since they cover more
     */
    record Released(List<Hold> ended, List<Hold> wider) {}

    /** Says who is told inside the transaction that makes a hold or ends one. */
    void onChange(Consumer<Tx> watcher) {
        changed = watcher;
    }

    /** Told whenever the time of the next end may have moved. */
    void onEndMoved(Runnable watcher) {
        endWatchers.add(watcher);
    }

    /** Holds a scope; one of exactly that scope gets the new end and reason. */
    void hold(Change change, QueueScope scope, Optional<Instant> until, String reason) {
        Tx tx = change.tx();
        List<Hold> all = near(tx, scope);
        Optional<Hold> before = all.stream().filter(one -> one.scope().equals(scope)).findFirst();
        if (before.isPresent()) {
            again(change, before.get(), until, reason);
        } else {
            mustHaveRoom(tx, scope, all);
            first(change, new Hold(tx.nextId("holds"), scope, until, reason, change.now()));
        }
        changed.accept(tx);
        stops.add(tx, "held", scope, change.now());
        tx.stage(stage, new StagedChange.Settle(scope, change.now()));
        tx.afterCommit(() -> endWatchers.forEach(Runnable::run));
    }

    /**
     * Narrow holds are limited, by account where they are of one: so that one account's holds leave
     * room for another's and for the operator's. The widest of each are always possible.
     */
    private static void mustHaveRoom(Tx tx, QueueScope scope, List<Hold> near) {
        if (scope.campaign().isEmpty() && scope.isp().isEmpty()) {
            return;
        }
        long alike =
                near.stream()
                        .filter(one -> one.scope().sender().equals(scope.sender()))
                        .filter(one -> one.scope().account().equals(scope.account()))
                        .count();
        int most = scope.account().isPresent() ? MOST_OF_AN_ACCOUNT : MOST_OF_A_SENDER;
        long inAll =
                scope.account().isPresent()
                        ? tx.number(
                                "SELECT count(*) FROM holds WHERE kind = 'hold' AND account_id = ?",
                                scope.account().getAsLong())
                        : 0;
        if (alike >= most || inAll >= MOST_OF_AN_ACCOUNT_IN_ALL) {
            throw ApiException.conflict(
                    scope.owner()
                            + " has "
                            + (alike >= most ? alike : inAll)
                            + " holds, which is as many as can be: release some, or hold a wider part");
        }
    }

    private void again(Change change, Hold before, Optional<Instant> until, String reason) {
        Hold after = new Hold(before.id(), before.scope(), until, reason, before.createdAt());
        if (!JsonText.difference(before::settings, after::settings).none()) {
            change.recorded(
                    before.scope().action("hold"),
                    subject(before),
                    JsonText.write(before::audited),
                    JsonText.write(after::audited));
            change.tx()
                    .update(
                            "UPDATE holds SET until_at = ?, reason = ? WHERE id = ?",
                            until.orElse(null),
                            reason,
                            before.id());
        }
    }

    private void first(Change change, Hold hold) {
        insert(change.tx(), "hold", hold);
        change.created(hold.scope().action("hold"), subject(hold), hold::audited);
    }

    static void insert(Tx tx, String kind, Hold hold) {
        tx.update(
                "INSERT INTO holds (id, kind, sender_id, account_id, campaign_id, isp, until_at, reason, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                hold.id(),
                kind,
                hold.scope().sender().orElse(0),
                orNull(hold.scope().account()),
                orNull(hold.scope().campaign()),
                hold.scope().isp(),
                hold.until().orElse(null),
                hold.reason(),
                hold.createdAt());
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /**
     * Ends the holds of the scope and of parts of it.
     *
     * @throws ApiException error 409 where there is none, and a wider one holds the scope
     */
    Released release(Change change, QueueScope scope) {
        List<Hold> ended = new ArrayList<>();
        List<Hold> wider = new ArrayList<>();
        for (Hold hold : near(change.tx(), scope)) {
            if (scope.contains(hold.scope())) {
                ended.add(hold);
            } else if (hold.scope().meets(scope)) {
                wider.add(hold);
            }
        }
        if (ended.isEmpty() && !wider.isEmpty()) {
            throw ApiException.conflict(
                    "this is held as part of more: release "
                            + wider.getFirst().scope().described());
        }
        ended.forEach(hold -> end(change, hold));
        return new Released(ended, wider);
    }

    private void end(Change change, Hold hold) {
        Tx tx = change.tx();
        tx.update("DELETE FROM holds WHERE id = ?", hold.id());
        change.deleted(hold.scope().action("release"), subject(hold), hold::audited);
        changed.accept(tx);
        routing.rescue(tx, hold.scope(), change.now());
        tx.stage(stage, new StagedChange.Settle(hold.scope(), change.now()));
    }

    /** Ends those whose time has come; how many. */
    int endDue(Change change, int limit) {
        List<Hold> due =
                change.tx()
                        .query(
                                SELECT
                                        + " AND until_at IS NOT NULL AND until_at <= ? ORDER BY until_at, id LIMIT ?",
                                Hold::read,
                                change.now(),
                                limit);
        due.forEach(hold -> end(change, hold));
        return due.size();
    }

    Optional<Instant> nextEnd(Tx tx) {
        return tx
                .query(SELECT + " AND until_at IS NOT NULL ORDER BY until_at LIMIT 1", Hold::read)
                .stream()
                .findFirst()
                .flatMap(Hold::until);
    }

    /** Those that may cover something of the scope: of its sender and account. */
    private List<Hold> near(Tx tx, QueueScope scope) {
        if (scope.sender().isEmpty()) {
            return tx.query(
                    SELECT + " AND account_id = ? ORDER BY id",
                    Hold::read,
                    scope.account().orElseThrow());
        }
        long sender = scope.sender().getAsLong();
        senders.mustExist(tx, new SenderId(sender));
        if (scope.account().isEmpty()) {
            return tx.query(SELECT + " AND sender_id = ? ORDER BY id", Hold::read, sender);
        }
        return tx.query(
                SELECT
                        + " AND sender_id IN (?, 0) AND coalesce(account_id, 0) IN (0, ?) ORDER BY id",
                Hold::read,
                sender,
                scope.account().getAsLong());
    }

    /**
     * A page of holds.
     *
     * @param sender of this one alone
     * @param account that are of this account alone
     */
    Slice<Hold> list(Optional<Long> sender, Optional<Long> account, Page page) {
        return database.read(tx -> {
            List<@Nullable Object> args = new ArrayList<>();
            StringBuilder where = new StringBuilder(" WHERE kind = 'hold'");
            sender.ifPresent(id -> {
                where.append(" AND sender_id = ?");
                args.add(id);
            });
            account.ifPresent(id -> {
                where.append(" AND account_id = ?");
                args.add(id);
            });
            long total = tx.number("SELECT count(*) FROM holds" + where, args.toArray());
            args.add(page.fromId());
            args.add(page.limit() + 1);
            List<Hold> rows =
                    tx.query(
                            "SELECT "
                                    + Hold.COLUMNS
                                    + " FROM holds"
                                    + where
                                    + " AND id >= ? ORDER BY id LIMIT ?",
                            Hold::read,
                            args.toArray());
            boolean more = rows.size() > page.limit();
            return new Slice<>(
                    more ? rows.subList(0, page.limit()) : rows,
                    total,
                    more ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty());
        });
    }

    static Subject subject(Hold hold) {
        return hold.scope().subject();
    }
}
