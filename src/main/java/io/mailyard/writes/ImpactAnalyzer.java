package io.mailyard.writes;

import io.mailyard.api.Call;
import io.mailyard.api.Route;
import io.mailyard.audit.AuditEntry;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.function.Consumer;

/**
 * Determines what a change would mean for data of other packages. Called inside the change's
 * transaction, before and after the change.
 */
public interface ImpactAnalyzer {
    /** An analyzer for no call. */
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

    /** Whether the impact of this call is analyzed. */
    boolean concerns(Route route);

    /** Takes a snapshot before the change that a call requests. */
    Snapshot before(Tx tx, Call call);

    /** State before a change. */
    @FunctionalInterface
    interface Snapshot {
        /**
         * Compares with the state after the change.
         *
         * @param changes the recorded changes
         */
        Impact after(Tx tx, List<AuditEntry> changes);
    }

    /**
     * Impact of a change.
     *
     * @param members writes it
     * @param world the data it was computed from and its result, except what changes by itself:
     *     while that is equal, so is the impact
     */
    record Impact(Consumer<Out> members, String world) {}
}
