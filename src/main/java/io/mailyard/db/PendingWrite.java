package io.mailyard.db;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One write that waits for its group. The caller waits in {@link #await}; only the writer's thread
 * touches the rest before {@link #done}.
 */
final class PendingWrite<T> {
    private final Work<T> work;
    private final boolean rehearsal;
    private final Thread caller = Thread.currentThread();
    private @Nullable T result;
    private @Nullable Throwable thrown;
    private volatile boolean done;

    PendingWrite(Work<T> work, boolean rehearsal) {
        this.work = work;
        this.rehearsal = rehearsal;
    }

    boolean rehearsal() {
        return rehearsal;
    }

    /** Runs the work, perhaps not for the first time; true when it returned. */
    boolean run(Tx tx) {
        result = null;
        thrown = null;
        try {
            result = work.run(tx);
            return true;
        } catch (Throwable e) {
            thrown = e;
            return false;
        }
    }

    /** The work failed, whatever it returned. */
    void fail(RuntimeException e) {
        thrown = e;
    }

    /** What the work returned or threw is final: the caller goes on. */
    void done() {
        done = true;
        LockSupport.unpark(caller);
    }

    /** What the work returned; what it threw is thrown. An interrupt is kept for later. */
    T await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            caller.interrupt();
        }
        Throwable e = thrown;
        if (e != null) {
            throw PendingWrite.<RuntimeException>sneaky(e);
        }
        return result();
    }

    @SuppressWarnings("NullAway") // null only where the work returned null, so T allows it
    private T result() {
        return result;
    }

    /** A work may throw what it does not declare (Kotlin, Lombok, generics): passed on as it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
        throw (E) e;
    }
}
