package io.mailyard.queue;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.queue.StagedChange.AccountTurn;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the states of accounts do to their mail. */
final class AccountStateHandler {
    private final Accounts accounts;
    private final StopLog stops;

    AccountStateHandler(Accounts accounts, StopLog stops) {
        this.accounts = accounts;
        this.stops = stops;
    }

    /**
     * Takes the turns of a group's accounts; whether any mail flows again. Accounts that never had
     * mail cost one statement together.
     */
    boolean take(Tx tx, List<AccountTurn> turns) {
        Set<Long> turned = new LinkedHashSet<>();
        turns.forEach(turn -> turned.add(turn.account()));
        Set<Long> withMail = withLanes(tx, List.copyOf(turned));
        if (withMail.isEmpty()) {
            return false;
        }
        Map<Long, Instant> last = new LinkedHashMap<>();
        for (AccountTurn turn : turns) {
            if (withMail.contains(turn.account())) {
                last.put(turn.account(), turn.now());
                stop(tx, turn);
            }
        }
        Map<AccountId, String> stopped =
                accounts.stopped(tx, last.keySet().stream().map(AccountId::new).toList());
        boolean flows = false;
        for (Map.Entry<Long, Instant> one : last.entrySet()) {
            String state = stopped.getOrDefault(new AccountId(one.getKey()), "");
            flows |= settle(tx, one.getKey(), state, one.getValue());
        }
        return flows;
    }

    private static Set<Long> withLanes(Tx tx, List<Long> accounts) {
        Set<Long> found = new LinkedHashSet<>();
        for (List<Long> part : InClause.parts(accounts)) {
            int size = InClause.size(part.size());
            String values = "(VALUES (?)" + ", (?)".repeat(size - 1) + ")";
            found.addAll(
                    tx.query(
                            "SELECT column1 FROM "
                                    + values
                                    + " AS asked WHERE EXISTS (SELECT 1 FROM lanes WHERE account_id = column1)",
                            row -> row.number(1),
                            InClause.args(part)));
        }
        return found;
    }

    private void stop(Tx tx, AccountTurn turn) {
        switch (turn.turn()) {
            case FROZEN ->
                    stops.add(tx, "frozen", QueueScope.ofAccount(turn.account()), turn.now());
            case DEACTIVATED ->
                    stops.add(tx, "deactivated", QueueScope.ofAccount(turn.account()), turn.now());
            case DELETED ->
                    stops.add(tx, "deleted", QueueScope.ofAccount(turn.account()), turn.now());
            case ACTIVATED, UNFROZEN, RESTORED -> {}
        }
    }

    private static boolean settle(Tx tx, long account, String state, Instant now) {
        QueueScope scope = QueueScope.ofAccount(account);
        int moved =
                tx.update(
                        "UPDATE lanes SET account_state = ? WHERE account_id = ? AND account_state <> ?",
                        state,
                        account,
                        state);
        boolean flows = SuspensionUpdater.settle(tx, scope, now);
        if (moved > 0 && state.isEmpty()) {
            ResumeRamp.begin(tx, account, now);
        }
        return flows;
    }
}
