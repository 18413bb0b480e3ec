package io.mailyard.backups;

import io.mailyard.audit.ChainVerdict;
import io.mailyard.audit.Verifier;
import io.mailyard.db.Database;
import io.mailyard.outcomes.Ledger;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Findings of a look at a whole store.
 *
 * @param auditRows rows of the audit whose chain is whole
 * @param auditHead the head of the chain, as {@code audit verify --head} takes it; empty if broken
 * @param recipients recipients counted one by one
 * @param faults sentences about a broken chain or an unbalanced ledger, at most 20
 */
public record StoreCheck(
        long auditRows, String auditHead, long recipients, long messages, List<String> faults) {
    private static final int MOST_FAULTS = 20;

    /** Verifies the audit and counts every recipient. */
    public static StoreCheck of(Database database) {
        List<String> faults = new ArrayList<>();
        ChainVerdict verdict = new Verifier(database).verify(_ -> {});
        long rows = 0;
        String head = "";
        switch (verdict) {
            case ChainVerdict.Intact(long intact, String hash) -> {
                rows = intact;
                head = intact + ":" + hash;
            }
            case ChainVerdict.ChainBroken(long id, String reason) ->
                    faults.add("the audit's chain is broken at row " + id + ": " + reason);
        }
        Ledger.Reconciled ledger = reconciled(database, faults);
        return new StoreCheck(
                rows, head, ledger.recipients(), ledger.messages(), List.copyOf(faults));
    }

    /** Rows that make no sense are a fault of the store, and no reason to have no backup of it. */
    private static Ledger.Reconciled reconciled(Database database, List<String> faults) {
        try {
            return Ledger.reconcile(
                    database,
                    fault -> {
                        if (faults.size() < MOST_FAULTS) {
                            faults.add(fault);
                        }
                    },
                    _ -> {});
        } catch (IndexOutOfBoundsException
                | IllegalArgumentException
                | IllegalStateException broken) {
            faults.add("recipients cannot be counted: " + broken.getMessage());
            return new Ledger.Reconciled(0, 0, 0, 1);
        }
    }

    void write(Out out) {
        out.number("audit_rows", auditRows)
                .text("audit_head", auditHead)
                .number("recipients", recipients)
                .number("messages", messages)
                .texts("faults", faults);
    }

    static StoreCheck read(Value.Members written) {
        return new StoreCheck(
                JsonMembers.number(written, "audit_rows"),
                JsonMembers.text(written, "audit_head"),
                JsonMembers.number(written, "recipients"),
                JsonMembers.number(written, "messages"),
                JsonMembers.texts(written, "faults"));
    }
}
