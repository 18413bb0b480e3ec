package io.mailyard.writes;

import io.mailyard.api.Call;
import io.mailyard.api.Route;
import io.mailyard.audit.AuditEntry;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says what a change would mean for what other rooms keep. Asked inside the change's transaction,
 * before the change is made and behind it.
 */
public interface ImpactAnalyzer {
    /** Of no call. */
    ImpactAnalyzer NONE =
            new ImpactAnalyzer() {
                @Override
                public boolean concerns(Route route) {
                    return false;
                }

                @Override
                public Snapshot before(Tx tx, Call call) {
                    throw new IllegalStateException("no call is foreseen");
                }
            };

    /** Whether changes by this call are foreseen. */
    boolean concerns(Route route);

    /** Looks at what stands before the change that a call asks for. */
    Snapshot before(Tx tx, Call call);

    /** What was seen before a change. */
    @FunctionalInterface
    interface Snapshot {
        /**
         * Looks again, behind the change.
         *
         * @param changes what was changed
         */
        Impact after(Tx tx, List<AuditEntry> changes);
    }

    /**
     * What a change means.
     *
     * @param members writes it
     * @param world what it was reckoned from and what came of it, but for what moves by itself:
     *     while that is the same, so is the change
     */
    record Impact(Consumer<Out> members, String world) {}
}
