package io.mailyard.queue;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.base.AccountId;
import io.mailyard.db.GroupStage;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.lanes.QueueScope;
import io.mailyard.lanes.StagedChange;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Purges the mail of an account and counts it as purged. Its rows are removed in the background;
 * its ledger row remains.
 */
final class AccountMail implements AccountDependent {
    private final GroupStage<StagedChange> stage;
    private final InstantSource clock;

    AccountMail(GroupStage<StagedChange> stage, InstantSource clock) {
        this.stage = stage;
        this.clock = clock;
    }

    @Override
    public String noun() {
        return "queued";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return tx.number(
                "SELECT coalesce(sum(fresh + retry + proc), 0) FROM lanes WHERE account_id = ?",
                account.value());
    }

    @Override
    public Map<AccountId, Long> counts(Tx tx, List<AccountId> accounts) {
        return InClause.query(
                        tx,
                        "SELECT account_id, sum(fresh + retry + proc) AS queued FROM lanes"
                                + " WHERE account_id IN {list} GROUP BY account_id",
                        accounts.stream().map(AccountId::value).toList(),
                        row ->
                                Map.entry(
                                        new AccountId(row.number("account_id")),
                                        row.number("queued")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        tx.stage(stage, new StagedChange.PurgeScope(QueueScope.ofAccount(account.value())));
        tx.update("DELETE FROM holds WHERE account_id = ?", account.value());
        tx.update("DELETE FROM thaws WHERE account_id = ?", account.value());
        tx.update(
                "INSERT INTO purged_accounts (account_id, purged_at) SELECT ?, ? WHERE EXISTS"
                        + " (SELECT 1 FROM messages WHERE account_id = ?) OR EXISTS"
                        + " (SELECT 1 FROM lanes WHERE account_id = ?)",
                account.value(),
                clock.instant(),
                account.value(),
                account.value());
    }
}
