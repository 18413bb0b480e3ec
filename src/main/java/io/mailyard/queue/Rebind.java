package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.lanes.QueueScope;
import io.mailyard.lanes.StagedChange;
import io.mailyard.leases.SenderDirectory;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener;
import io.mailyard.stops.StopLog;
import io.mailyard.writes.Change;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moves mail whose sender no longer serves its account to another sender that does, or suspends it
 * until one does. Lanes move with one statement per account; mail held by an administrator stays.
 */
final class Rebind implements SenderListener {
    private static final String ALIVE = "purged = 0 AND fresh + retry + proc > 0";

    /** Mail that is not routed by a virtual sender; {@link RebindSweep} handles the rest. */
    private static final String PLAIN = ALIVE + " AND vsender_id = 0";

    static final String NOT_HELD =
            " AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.kind = '"
                    + Hold.KIND
                    + "' AND h.sender_id IN (lanes.sender_id, 0)"
                    + " AND coalesce(h.account_id, 0) IN (0, lanes.account_id)"
                    + " AND (h.campaign_id IS NULL OR h.campaign_id = lanes.campaign_id)"
                    + " AND (h.isp = '' OR h.isp = lanes.isp))";

    /** Condition that a lane is suspended for lack of its sender. */
    static final String STRANDED =
            "(sender_id = 0 OR EXISTS (SELECT 1 FROM holds d WHERE d.kind <> '"
                    + Hold.KIND
                    + "' AND d.sender_id = lanes.sender_id"
                    + " AND (d.account_id IS NULL OR d.account_id = lanes.account_id)))";

    private final GroupStage<StagedChange> stage;
    private final StopLog stops;
    private final SenderDirectory senders;

    Rebind(GroupStage<StagedChange> stage, StopLog stops, SenderDirectory senders) {
        this.stage = stage;
        this.stops = stops;
        this.senders = senders;
    }

    @Override
    public void changed(Change change, SenderId sender, SenderChange kind) {
        Tx tx = change.tx();
        QueueScope scope = QueueScope.ofSender(sender.value());
        switch (kind) {
            case SAVED ->
                    // Its addresses may have changed: no mail waits for a former one.
                    tx.update(
                            "UPDATE lanes SET tie_version = tie_version + 1 WHERE sender_id = ? AND fresh + retry + proc > 0",
                            sender.value());
            case DELETED -> strand(change, "deleted", scope);
            case UNDELETED -> {
                recover(tx, "deleted", scope, change.now());
                accountsOf(tx, STRANDED).forEach(account -> rescue(tx, account, change.now()));
            }
        }
    }

    @Override
    public void assigned(Change change, SenderId sender, AccountId account, boolean assigned) {
        QueueScope scope = QueueScope.ofSender(sender.value(), account.value());
        if (assigned) {
            recover(change.tx(), "unassigned", scope, change.now());
            rescue(change.tx(), account, change.now());
        } else {
            strand(change, "unassigned", scope);
        }
    }

    /** Suspends the scope because its sender no longer serves it. */
    private void strand(Change change, String kind, QueueScope scope) {
        Tx tx = change.tx();
        Hold reason = new Hold(tx.nextId("holds"), scope, Optional.empty(), "", change.now());
        Holds.insert(tx, kind, reason);
        stops.add(tx, kind, scope, change.now());
        rescue(tx, scope, change.now());
        tx.stage(stage, new StagedChange.UpdateSuspension(scope, change.now()));
    }

    private void recover(Tx tx, String kind, QueueScope scope, Instant now) {
        tx.update(
                "DELETE FROM holds WHERE kind = ? AND sender_id = ? AND (account_id IS NULL OR account_id = ?)",
                kind,
                scope.sender().orElseThrow(),
                scope.account().orElse(0));
        tx.stage(stage, new StagedChange.UpdateSuspension(scope, now));
    }

    /** Moves lanes of the scope that lack their sender to senders that serve them. */
    void rescue(Tx tx, QueueScope scope, Instant now) {
        List<Long> stranded =
                tx.query(
                        "SELECT DISTINCT account_id FROM lanes WHERE "
                                + PLAIN
                                + " AND "
                                + scope.sqlCondition()
                                + " AND "
                                + STRANDED,
                        row -> row.number(),
                        scope.argsAfter());
        stranded.forEach(account -> rescue(tx, new AccountId(account), now));
    }

    private void rescue(Tx tx, AccountId account, Instant now) {
        Optional<SenderId> to = senders.firstFor(tx, account);
        if (to.isEmpty()) {
            return;
        }
        int moved =
                tx.update(
                        "UPDATE lanes SET sender_id = ?, tie_version = tie_version + 1 WHERE "
                                + PLAIN
                                + " AND account_id = ? AND sender_id <> ? AND "
                                + STRANDED
                                + NOT_HELD,
                        to.get().value(),
                        account.value(),
                        to.get().value());
        if (moved > 0) {
            tx.stage(
                    stage,
                    new StagedChange.UpdateSuspension(
                            QueueScope.ofSender(to.get().value(), account.value()), now));
        }
    }

    private static Set<AccountId> accountsOf(Tx tx, String condition) {
        Set<AccountId> accounts = new LinkedHashSet<>();
        tx.query(
                        "SELECT DISTINCT account_id FROM lanes WHERE "
                                + PLAIN
                                + " AND ("
                                + condition
                                + ")",
                        row -> new AccountId(row.number()))
                .forEach(accounts::add);
        return accounts;
    }
}
