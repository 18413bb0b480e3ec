package io.mailyard.stops;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.lanes.QueueScope;
import io.mailyard.lanes.ResumeRamp;
import io.mailyard.lanes.StagedChange.AccountStateChange;
import io.mailyard.lanes.SuspensionUpdater;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies account state changes to the accounts' mail. */
public final class AccountStateHandler {
    private final Accounts accounts;
    private final StopLog stops;

    public AccountStateHandler(Accounts accounts, StopLog stops) {
        this.accounts = accounts;
        this.stops = stops;
    }

    /**
     * Handles the state changes of a write group; returns whether any mail becomes active again.
     * Accounts that never had mail cost one statement together.
     */
    public boolean handle(Tx tx, List<AccountStateChange> stateChanges) {
        Set<Long> changed = new LinkedHashSet<>();
        stateChanges.forEach(stateChange -> changed.add(stateChange.account()));
        Set<Long> withMail = accountsWithLanes(tx, List.copyOf(changed));
        if (withMail.isEmpty()) {
            return false;
        }
        Map<Long, Instant> last = new LinkedHashMap<>();
        for (AccountStateChange stateChange : stateChanges) {
            if (withMail.contains(stateChange.account())) {
                last.put(stateChange.account(), stateChange.now());
                recordStop(tx, stateChange);
            }
        }
        Map<AccountId, String> stopped =
                accounts.stopped(tx, last.keySet().stream().map(AccountId::new).toList());
        boolean flows = false;
        for (Map.Entry<Long, Instant> entry : last.entrySet()) {
            String state = stopped.getOrDefault(new AccountId(entry.getKey()), "");
            flows |= updateLanes(tx, entry.getKey(), state, entry.getValue());
        }
        return flows;
    }

    private static Set<Long> accountsWithLanes(Tx tx, List<Long> accounts) {
        Set<Long> found = new LinkedHashSet<>();
        for (List<Long> part : InClause.parts(accounts)) {
            int size = InClause.size(part.size());
            String values = "(VALUES (?)" + ", (?)".repeat(size - 1) + ")";
            found.addAll(
                    tx.query(
                            "SELECT column1 FROM "
                                    + values
                                    + " AS asked WHERE EXISTS (SELECT 1 FROM lanes WHERE account_id = column1)",
                            row -> row.number(),
                            InClause.args(part)));
        }
        return found;
    }

    private void recordStop(Tx tx, AccountStateChange stateChange) {
        switch (stateChange.transition()) {
            case FROZEN ->
                    stops.add(
                            tx,
                            "frozen",
                            QueueScope.ofAccount(stateChange.account()),
                            stateChange.now());
            case DEACTIVATED ->
                    stops.add(
                            tx,
                            "deactivated",
                            QueueScope.ofAccount(stateChange.account()),
                            stateChange.now());
            case DELETED ->
                    stops.add(
                            tx,
                            "deleted",
                            QueueScope.ofAccount(stateChange.account()),
                            stateChange.now());
            case ACTIVATED, UNFROZEN, RESTORED -> {}
        }
    }

    private static boolean updateLanes(Tx tx, long account, String state, Instant now) {
        QueueScope scope = QueueScope.ofAccount(account);
        int moved =
                tx.update(
                        "UPDATE lanes SET account_state = ? WHERE account_id = ? AND account_state <> ?",
                        state,
                        account,
                        state);
        boolean flows = SuspensionUpdater.update(tx, scope, now);
        if (moved > 0 && state.isEmpty()) {
            ResumeRamp.begin(tx, account, now);
        }
        return flows;
    }
}
