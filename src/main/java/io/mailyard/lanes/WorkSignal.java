package io.mailyard.lanes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Says that there may be mail to lease: after each commit of this process that adds or resumes
 * some.
 */
public final class WorkSignal {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile BooleanSupplier ready = () -> true;

    /** Adds a listener, which must be quick. */
    public void onWork(Runnable listener) {
        listeners.add(listener);
    }

    /** Signals that there may be mail to lease. */
    public void wake() {
        listeners.forEach(Runnable::run);
    }

    /** Leases nothing until {@code ready}. */
    public void openOnce(BooleanSupplier ready) {
        this.ready = ready;
    }

    /** Whether mail may be leased. */
    public boolean isOpen() {
        return ready.getAsBoolean();
    }
}
