package io.mailyard.queue;

import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.lanes.QueueScope;
import io.mailyard.lanes.StagedChange;
import io.mailyard.leases.SenderDirectory;
import io.mailyard.senders.SenderId;
import io.mailyard.stops.StopLog;
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
 * Holds set by administrators, in force until released or until their end time. Several holds may
 * cover the same mail; it becomes active when the last of them has ended.
 */
final class Holds {
    /**
     * Maximum per sender without an account: more than anyone can review, and every suspension
     * update checks them. A hold of all mail of a sender is always possible.
     */
    static final int MAX_PER_SENDER = 1000;

    /** Maximum per account and sender: one for each running campaign. */
    static final int MAX_PER_ACCOUNT_AND_SENDER = 100;

    /** Maximum per account over all senders. A hold of the whole account is always possible. */
    static final int MAX_PER_ACCOUNT = 1000;

    /** Orders of a list; without an end comes after every end. */
    static final SortedList SORTS =
            new SortedList(
                    "holds",
                    new SortKey("until", "coalesce(until_at, " + Long.MAX_VALUE + ")", true),
                    new SortKey("sender", "sender_id", true),
                    SortKey.number("account", "account_id"));

    private static final String IS_HOLD = " WHERE kind = '" + Hold.KIND + "'";
    private static final String SELECT = "SELECT " + Hold.COLUMNS + " FROM holds" + IS_HOLD;

    private final Database database;
    private final GroupStage<StagedChange> stage;
    private final StopLog stops;
    private final SenderDirectory senders;
    private final Rebind routing;
    private volatile Consumer<Tx> changeListener = _ -> {};
    private final List<Runnable> endListeners = new CopyOnWriteArrayList<>();

    Holds(
            Database database,
            GroupStage<StagedChange> stage,
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
     * Result of a release.
     *
     * @param wider holds that cover part of the scope and stay, since they cover more
     */
    record Released(List<Hold> ended, List<Hold> wider) {}

    /** Sets the listener called inside the transaction that creates or ends a hold. */
    void onChange(Consumer<Tx> watcher) {
        changeListener = watcher;
    }

    /** Adds a listener called when the next end time may have changed. */
    void onEndMoved(Runnable listener) {
        endListeners.add(listener);
    }

    /** Holds a scope; an existing hold of exactly that scope gets the new end and reason. */
    void hold(Change change, QueueScope scope, Optional<Instant> until, String reason) {
        Tx tx = change.tx();
        List<Hold> all = covering(tx, scope);
        Optional<Hold> before = all.stream().filter(hold -> hold.scope().equals(scope)).findFirst();
        if (before.isPresent()) {
            replace(change, before.get(), until, reason);
        } else {
            mustHaveRoom(tx, scope, all);
            add(change, new Hold(tx.nextId("holds"), scope, until, reason, change.now()));
        }
        changeListener.accept(tx);
        stops.add(tx, "held", scope, change.now());
        tx.stage(stage, new StagedChange.UpdateSuspension(scope, change.now()));
        tx.afterCommit(() -> endListeners.forEach(Runnable::run));
    }

    /**
     * Limits narrow holds, per account if they have one, so that holds of one account leave room
     * for others and for the operator. The widest holds are always possible.
     */
    private static void mustHaveRoom(Tx tx, QueueScope scope, List<Hold> near) {
        if (scope.campaign().isEmpty() && scope.isp().isEmpty()) {
            return;
        }
        long alike =
                near.stream()
                        .filter(hold -> hold.scope().sender().equals(scope.sender()))
                        .filter(hold -> hold.scope().account().equals(scope.account()))
                        .count();
        int most = scope.account().isPresent() ? MAX_PER_ACCOUNT_AND_SENDER : MAX_PER_SENDER;
        long inAll =
                scope.account().isPresent()
                        ? tx.number(
                                "SELECT count(*) FROM holds" + IS_HOLD + " AND account_id = ?",
                                scope.account().getAsLong())
                        : 0;
        if (alike >= most || inAll >= MAX_PER_ACCOUNT) {
            throw ApiException.conflict(
                    scope.owner()
                            + " has "
                            + (alike >= most ? alike : inAll)
                            + " holds, which is the maximum: release some, or hold a wider part");
        }
    }

    private void replace(Change change, Hold before, Optional<Instant> until, String reason) {
        Hold after = new Hold(before.id(), before.scope(), until, reason, before.createdAt());
        if (!JsonText.difference(before::settings, after::settings).none()) {
            change.recordDifference(
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

    private void add(Change change, Hold hold) {
        insert(change.tx(), Hold.KIND, hold);
        change.recordCreation(hold.scope().action("hold"), subject(hold), hold::audited);
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
     * @throws ApiException error 409 if there is none and a wider hold covers the scope
     */
    Released release(Change change, QueueScope scope) {
        List<Hold> ended = new ArrayList<>();
        List<Hold> wider = new ArrayList<>();
        for (Hold hold : covering(change.tx(), scope)) {
            if (scope.contains(hold.scope())) {
                ended.add(hold);
            } else if (hold.scope().overlaps(scope)) {
                wider.add(hold);
            }
        }
        if (ended.isEmpty() && !wider.isEmpty()) {
            throw ApiException.conflict(
                    "this is held as part of more: release "
                            + wider.getFirst().scope().description());
        }
        ended.forEach(hold -> end(change, hold));
        return new Released(ended, wider);
    }

    private void end(Change change, Hold hold) {
        Tx tx = change.tx();
        tx.update("DELETE FROM holds WHERE id = ?", hold.id());
        change.recordDeletion(hold.scope().action("release"), subject(hold), hold::audited);
        changeListener.accept(tx);
        routing.rescue(tx, hold.scope(), change.now());
        tx.stage(stage, new StagedChange.UpdateSuspension(hold.scope(), change.now()));
    }

    /** Ends holds whose end time has come; returns the number. */
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

    /** Holds that may cover part of the scope, by its sender and account. */
    private List<Hold> covering(Tx tx, QueueScope scope) {
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
     * @param sender only of this sender
     * @param account only of this account
     * @param search words in the reason or the ISP; empty: any
     */
    SortedSlice<Hold> list(
            Optional<Long> sender, Optional<Long> account, String search, SortedPage page) {
        List<@Nullable Object> args = new ArrayList<>();
        StringBuilder where = new StringBuilder("kind = '" + Hold.KIND + "'");
        sender.ifPresent(id -> {
            where.append(" AND sender_id = ?");
            args.add(id);
        });
        account.ifPresent(id -> {
            where.append(" AND account_id = ?");
            args.add(id);
        });
        SortedList.words(search)
                .forEach(word ->
                        where.append(" AND ")
                                .append(SortedList.contains(word, args, "reason", "isp")));
        return database.read(tx ->
                SORTS.read(
                        tx,
                        page,
                        where.toString(),
                        args,
                        (rest, all) ->
                                tx.query(
                                        "SELECT " + Hold.COLUMNS + " FROM holds " + rest,
                                        Hold::read,
                                        all),
                        Hold::id));
    }

    static Subject subject(Hold hold) {
        return hold.scope().subject();
    }
}
