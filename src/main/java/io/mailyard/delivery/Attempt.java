package io.mailyard.delivery;

import io.mailyard.smtp.ConversationAbort;
import io.mailyard.smtp.DataGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One message offered to one host for one or more recipients. A stop can cancel it until DATA;
 * after that it completes on its own. All tasks belong to the same message, destination, account
 * and campaign and know the same stops, so an order covers either all of them or none.
 */
final class Attempt implements DataGate {
    private enum AttemptState {
        BEGUN,
        /** DATA is about to be written: too late to cancel, too early to count as written. */
        CROSSING,
        PAST_DATA,
        CANCELLED,
        ENDED
    }

    /** State of the attempt when a stop reached it. */
    enum StopResult {
        /** Cancelled by this call; the caller gives its tasks back. */
        CANCELLED,
        /** Past DATA; the receipt is completed when the attempt ends. */
        PAST_DATA,
        /** Already ended or cancelled. */
        ENDED
    }

    private final List<DeliveryTask> tasks;
    private final Instant begun;
    private final ConversationAbort abort;
    private final List<StopReceiptBuilder> receipts = new ArrayList<>(1);
    private final BooleanSupplier leased;
    private AttemptState state = AttemptState.BEGUN;

    /** Whether a command is about to be written. */
    private boolean writing;

    /**
     * @param holds whether the node still holds the tasks
     */
    Attempt(
            List<DeliveryTask> tasks,
            Instant begun,
            ConversationAbort abort,
            BooleanSupplier holds) {
        this.leased = holds;
        this.tasks = tasks;
        this.begun = begun;
        this.abort = abort;
    }

    List<DeliveryTask> tasks() {
        return tasks;
    }

    DeliveryTask first() {
        return tasks.getFirst();
    }

    Instant begun() {
        return begun;
    }

    /** Aborts the connection of this attempt. */
    ConversationAbort abort() {
        return abort;
    }

    @Override
    public synchronized boolean mayWrite() {
        writing = state == AttemptState.BEGUN && leased.getAsBoolean();
        return writing;
    }

    @Override
    public synchronized void written() {
        writing = false;
        notifyAll();
    }

    @Override
    public synchronized boolean mayStartData() {
        if (state != AttemptState.BEGUN || !leased.getAsBoolean()) {
            return false;
        }
        state = AttemptState.CROSSING;
        return true;
    }

    @Override
    public synchronized void dataStarted() {
        if (state == AttemptState.CROSSING) {
            state = AttemptState.PAST_DATA;
            notifyAll();
        }
    }

    /** Cancels the attempt if it is before DATA. */
    synchronized boolean cancel() {
        boolean before = state == AttemptState.BEGUN;
        if (before) {
            state = AttemptState.CANCELLED;
        }
        return before;
    }

    /** Cancels the attempt, or adds its end to {@code receipt}. */
    synchronized StopResult stop(StopReceiptBuilder receipt) {
        return switch (state) {
            case BEGUN -> {
                state = AttemptState.CANCELLED;
                yield StopResult.CANCELLED;
            }
            case CROSSING, PAST_DATA -> {
                receipts.add(receipt);
                receipt.addPastData(tasks.size());
                yield StopResult.PAST_DATA;
            }
            case CANCELLED, ENDED -> StopResult.ENDED;
        };
    }

    /**
     * Waits at most {@code nanos} nanoseconds until a command that passed the gate before a stop
     * has been written; the next command sees the stop.
     */
    synchronized void awaitCrossed(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (writing || state == AttemptState.CROSSING) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }

    /**
     * Ends the attempt; false if it was cancelled before, in which case its outcomes are discarded.
     */
    boolean end(int delivered, Instant at) {
        synchronized (this) {
            if (state == AttemptState.CANCELLED || state == AttemptState.ENDED) {
                return false;
            }
            state = AttemptState.ENDED;
            notifyAll();
        }
        receipts.forEach(receipt -> receipt.addEnded(tasks.size(), delivered, at));
        return true;
    }
}
