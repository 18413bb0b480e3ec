package io.mailyard.audit;

import io.mailyard.db.Tx;
import java.util.List;

/** Entry point of the package: adds changes to the chain. */
public final class Audit {
    private static final AuditStage STAGE = new AuditStage();

    private Audit() {}

    /** Adds a change, which is stored if and only if the transaction is. */
    public static void record(Tx tx, AuditEntry change) {
        tx.stage(STAGE, change);
    }

    /** The changes recorded by this transaction so far, for dry runs. */
    public static List<AuditEntry> recorded(Tx tx) {
        return tx.staged(STAGE);
    }
}
