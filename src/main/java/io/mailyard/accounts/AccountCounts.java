package io.mailyard.accounts;

import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.tariffs.TariffId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of accounts by kind, updated with every change: counting a million rows for each page of
 * a list would make pages slower as the platform grows. The changes of a write group are summed and
 * stored once.
 */
final class AccountCounts implements GroupStage<AccountCounts.CountStep> {
    private static final String ADD =
            "INSERT INTO account_counts (tariff_id, is_active, is_frozen, is_deleted, accounts)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (tariff_id, is_active, is_frozen, is_deleted)"
                    + " DO UPDATE SET accounts = account_counts.accounts + excluded.accounts";

    /** The kinds that are counted. */
    record CountedKind(TariffId tariff, boolean active, boolean frozen, boolean deleted) {
        static CountedKind of(Account account) {
            return new CountedKind(
                    account.tariff(),
                    account.active(),
                    account.frozen().isPresent(),
                    account.deletedAt().isPresent());
        }
    }

    /** Adds one account of a kind, or subtracts one. */
    record CountStep(CountedKind kind, int by) {}

    void add(Tx tx, Account account) {
        tx.stage(this, new CountStep(CountedKind.of(account), 1));
    }

    void remove(Tx tx, Account account) {
        tx.stage(this, new CountStep(CountedKind.of(account), -1));
    }

    void move(Tx tx, Account before, Account after) {
        if (!CountedKind.of(before).equals(CountedKind.of(after))) {
            remove(tx, before);
            add(tx, after);
        }
    }

    void activate(Tx tx, CountedKind before, boolean on) {
        tx.stage(this, new CountStep(before, -1));
        tx.stage(
                this,
                new CountStep(
                        new CountedKind(before.tariff(), on, before.frozen(), before.deleted()),
                        1));
    }

    @Override
    public void flush(Tx tx, List<CountStep> steps) {
        Map<CountedKind, Long> sums = new LinkedHashMap<>();
        steps.forEach(step -> sums.merge(step.kind(), (long) step.by(), Long::sum));
        List<@Nullable Object[]> rows = new ArrayList<>();
        sums.forEach((kind, by) -> {
            if (by != 0) {
                rows.add(
                        new @Nullable Object[] {
                            kind.tariff().value(), kind.active(), kind.frozen(), kind.deleted(), by
                        });
            }
        });
        if (!rows.isEmpty()) {
            tx.updateAll(ADD, rows);
        }
    }
}
