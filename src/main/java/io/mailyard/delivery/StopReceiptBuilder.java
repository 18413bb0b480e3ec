package io.mailyard.delivery;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds the receipt of one stop, and a complete one when attempts past DATA have ended. */
final class StopReceiptBuilder {
    private final long seq;
    private final Consumer<StopReceipt> sink;
    private int pastData;
    private int unfinished;
    private int delivered;
    private @Nullable Instant lastEnd;
    private @Nullable Instant at;
    private Optional<Instant> lastBegun = Optional.empty();

    StopReceiptBuilder(long seq, Consumer<StopReceipt> sink) {
        this.seq = seq;
        this.sink = sink;
    }

    /** Adds recipients that are past DATA. */
    synchronized void addPastData(int recipients) {
        pastData += recipients;
        unfinished += recipients;
    }

    /** The first receipt: complete if nothing was past DATA or all of it has ended since. */
    synchronized StopReceipt firstReceipt(Instant now, Optional<Instant> begun) {
        at = now;
        lastBegun = begun;
        StopReceipt receipt = receipt(now);
        sink.accept(receipt);
        return receipt;
    }

    synchronized void addEnded(int recipients, int taken, Instant now) {
        unfinished -= recipients;
        delivered += taken;
        Instant last = lastEnd;
        lastEnd = last == null || now.isAfter(last) ? now : last;
        Instant known = at;
        if (unfinished == 0 && known != null) {
            sink.accept(receipt(known));
        }
    }

    private StopReceipt receipt(Instant effective) {
        Optional<Instant> end = unfinished == 0 ? Optional.ofNullable(lastEnd) : Optional.empty();
        return new StopReceipt(
                seq, effective, lastBegun, pastData, delivered, end, unfinished == 0);
    }
}
