package io.mailyard.audit;

import io.mailyard.db.Tx;
import java.util.List;

/** The front door: adds changes to the chain. */
public final class Audit {
    private static final AuditStage STAGE = new AuditStage();

    private Audit() {}

    /** Adds a change; it is stored if and only if the transaction is. */
    public static void record(Tx tx, AuditEntry change) {
        tx.stage(STAGE, change);
    }

    /** What this transaction has recorded so far: a rehearsal answers it. */
    public static List<AuditEntry> recorded(Tx tx) {
        return tx.staged(STAGE);
    }
}
