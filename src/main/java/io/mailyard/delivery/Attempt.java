package io.mailyard.delivery;

import io.mailyard.smtp.ConversationAbort;
import io.mailyard.smtp.DataGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One message offered to one host for one or more recipients, from its first moment to its end.
 * Until DATA a stop may take it back; from then on it ends by itself. The parcels are of one
 * message, destination, account and campaign and know of the same stops: an order covers all or
 * none.
 */
final class Attempt implements DataGate {
    private enum State {
        BEGUN,
        /**
         * DATA is about to be written: too late to take it back, too early to say it is written.
         */
        CROSSING,
        PAST_DATA,
        CANCELLED,
        ENDED
    }

    /** What a stop found. */
    enum Met {
        /** It was taken back by this call: its parcels are the caller's to give back. */
        CANCELLED,
        /** It is past DATA; its end will be told. */
        PAST_DATA,
        /** It had ended, or was taken back before. */
        OVER
    }

    private final List<DeliveryTask> parcels;
    private final Instant begun;
    private final ConversationAbort hangup;
    private final List<StopReceiptBuilder> told = new ArrayList<>(1);
    private final BooleanSupplier holds;
    private State state = State.BEGUN;

    /** A command is about to be written. */
    private boolean writing;

    /**
     * @param holds whether the node still holds the parcels
     */
    Attempt(
            List<DeliveryTask> parcels,
            Instant begun,
            ConversationAbort hangup,
            BooleanSupplier holds) {
        this.holds = holds;
        this.parcels = parcels;
        this.begun = begun;
        this.hangup = hangup;
    }

    List<DeliveryTask> parcels() {
        return parcels;
    }

    DeliveryTask first() {
        return parcels.getFirst();
    }

    Instant begun() {
        return begun;
    }

    /** Breaks off its connection. */
    ConversationAbort hangup() {
        return hangup;
    }

    @Override
    public synchronized boolean next() {
        writing = state == State.BEGUN && holds.getAsBoolean();
        return writing;
    }

    @Override
    public synchronized void written() {
        writing = false;
        notifyAll();
    }

    @Override
    public synchronized boolean open() {
        if (state != State.BEGUN || !holds.getAsBoolean()) {
            return false;
        }
        state = State.CROSSING;
        return true;
    }

    @Override
    public synchronized void passed() {
        if (state == State.CROSSING) {
            state = State.PAST_DATA;
            notifyAll();
        }
    }

    /** Takes it back where it is before DATA. */
    synchronized boolean cancel() {
        boolean before = state == State.BEGUN;
        if (before) {
            state = State.CANCELLED;
        }
        return before;
    }

    /** Takes it back, or has its end told to {@code filler}. */
    synchronized Met stop(StopReceiptBuilder filler) {
        return switch (state) {
            case BEGUN -> {
                state = State.CANCELLED;
                yield Met.CANCELLED;
            }
            case CROSSING, PAST_DATA -> {
                told.add(filler);
                filler.follows(parcels.size());
                yield Met.PAST_DATA;
            }
            case CANCELLED, ENDED -> Met.OVER;
        };
    }

    /**
     * Waits until the command that was let through before a stop is written, for so many
     * nanoseconds at most: the next one sees the stop.
     */
    synchronized void awaitCrossed(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (writing || state == State.CROSSING) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }

    /** False where it was taken back before: its outcomes count for nothing. */
    boolean end(int delivered, Instant at) {
        synchronized (this) {
            if (state == State.CANCELLED || state == State.ENDED) {
                return false;
            }
            state = State.ENDED;
            notifyAll();
        }
        told.forEach(filler -> filler.ended(parcels.size(), delivered, at));
        return true;
    }
}
