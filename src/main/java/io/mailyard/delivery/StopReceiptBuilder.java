package io.mailyard.delivery;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the receipt of one stop, and a fuller one when what was past DATA has ended. */
final class StopReceiptBuilder {
    private final long seq;
    private final Consumer<StopReceipt> sink;
    private int pastData;
    private int open;
    private int delivered;
    private @Nullable Instant lastEnd;
    private @Nullable Instant at;
    private Optional<Instant> lastBegun = Optional.empty();

    StopReceiptBuilder(long seq, Consumer<StopReceipt> sink) {
        this.seq = seq;
        this.sink = sink;
    }

    /** So many more recipients are past DATA. */
    synchronized void follows(int recipients) {
        pastData += recipients;
        open += recipients;
    }

    /** The first receipt: complete where nothing was past DATA, or all of it has ended since. */
    synchronized StopReceipt first(Instant now, Optional<Instant> begun) {
        at = now;
        lastBegun = begun;
        StopReceipt receipt = receipt(now);
        sink.accept(receipt);
        return receipt;
    }

    synchronized void ended(int recipients, int taken, Instant now) {
        open -= recipients;
        delivered += taken;
        Instant last = lastEnd;
        lastEnd = last == null || now.isAfter(last) ? now : last;
        Instant known = at;
        if (open == 0 && known != null) {
            sink.accept(receipt(known));
        }
    }

    private StopReceipt receipt(Instant effective) {
        Optional<Instant> end = open == 0 ? Optional.ofNullable(lastEnd) : Optional.empty();
        return new StopReceipt(seq, effective, lastBegun, pastData, delivered, end, open == 0);
    }
}
