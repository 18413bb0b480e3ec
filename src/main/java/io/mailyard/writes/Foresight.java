package io.mailyard.writes;

import io.mailyard.audit.Draft;
import io.mailyard.db.Tx;
import io.mailyard.web.Call;
import io.mailyard.web.Out;
import io.mailyard.web.Route;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says what a change would mean for what other rooms keep. Asked inside the change's transaction,
 * before the change is made and behind it.
 */
public interface Foresight {
    /** Of no call. */
    Foresight NONE =
            new Foresight() {
                @Override
                public boolean concerns(Route route) {
                    return false;
                }

                @Override
                public Look before(Tx tx, Call call) {
                    throw new IllegalStateException("no call is foreseen");
                }
            };

    /** Whether changes by this call are foreseen. */
    boolean concerns(Route route);

    /** Looks at what stands before the change that a call asks for. */
    Look before(Tx tx, Call call);

    /** What was seen before a change. */
    @FunctionalInterface
    interface Look {
        /**
         * Looks again, behind the change.
         *
         * @param changes what was changed
         */
        Impact after(Tx tx, List<Draft> changes);
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
