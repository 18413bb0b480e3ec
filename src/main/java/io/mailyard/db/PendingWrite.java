package io.mailyard.db;

import io.mailyard.base.CallTrace;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A write waiting for its group. The caller waits in {@link #await}; only the writer's thread uses
 * the rest before {@link #done}.
 */
final class PendingWrite<T> {
    private final Work<T> work;
    private final boolean dryRun;
    private final Thread caller = Thread.currentThread();
    private final CallTrace trace = CallTrace.current();
    private @Nullable T result;
    private @Nullable Throwable thrown;
    private volatile boolean done;

    PendingWrite(Work<T> work, boolean dryRun) {
        this.work = work;
        this.dryRun = dryRun;
    }

    boolean dryRun() {
        return dryRun;
    }

    /** Runs the work, possibly again; true if it returned. */
    boolean run(Tx tx) {
        result = null;
        thrown = null;
        try {
            result = trace.call(() -> work.run(tx));
            return true;
        } catch (Throwable e) {
            thrown = e;
            return false;
        }
    }

    /** Records that the work failed. */
    void fail(RuntimeException e) {
        thrown = e;
    }

    /** Makes the result final: the caller continues. */
    void done() {
        done = true;
        LockSupport.unpark(caller);
    }

    /** The result of the work; throws its exception. An interrupt is deferred. */
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

    /** Work may throw undeclared exceptions (Kotlin, Lombok, generics), which are passed on. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
        throw (E) e;
    }
}
