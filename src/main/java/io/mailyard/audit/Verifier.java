package io.mailyard.audit;

import io.mailyard.db.Database;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Verifies the chain from its start and reports where it breaks. */
public final class Verifier {
    /** Rows read at a time: about 1 MB. */
    private static final int STEP = 1000;

    private final Database database;

    public Verifier(Database database) {
        this.database = database;
    }

    /**
     * Verifies the whole chain.
     *
     * @param progress receives the number of verified rows from time to time
     */
    public ChainVerdict verify(LongConsumer progress) {
        return verify(Optional.empty(), progress);
    }

    /**
     * Verifies the whole chain, which must contain {@code anchor}. This detects a chain that was
     * truncated or rewritten from some row on although it is consistent in itself.
     *
     * @param anchor a row noted elsewhere earlier
     * @param progress receives the number of verified rows from time to time
     */
    public ChainVerdict verify(Optional<Anchor> anchor, LongConsumer progress) {
        return verify(anchor, progress, true);
    }

    /**
     * @param again whether rows that were masked meanwhile are a reason to begin again
     */
    private ChainVerdict verify(Optional<Anchor> anchor, LongConsumer progress, boolean again) {
        AuditStore.ChainHead head = database.read(AuditStore::head);
        if (anchor.isPresent() && anchor.get().id() > head.id()) {
            return new ChainVerdict.ChainBroken(
                    head.id() + 1,
                    "row "
                            + (head.id() + 1)
                            + " is missing: the chain ends before row "
                            + anchor.get().id()
                            + ", which was noted");
        }
        AuditMask.Doubts doubts = new AuditMask.Doubts();
        ChainVerdict verdict = walk(head, anchor, doubts, progress);
        if (doubts.first().isPresent()) {
            // masked since the head was read: the row that says so is behind it
            boolean moved = again && database.read(AuditStore::head).id() > head.id();
            return moved ? verify(anchor, progress, false) : changed(doubts.first().get());
        }
        return verdict instanceof ChainVerdict.Intact ? beyond(head) : verdict;
    }

    private static ChainVerdict changed(long row) {
        return new ChainVerdict.ChainBroken(
                row, "row " + row + " was changed, or is in the place of another");
    }

    private ChainVerdict walk(
            AuditStore.ChainHead head,
            Optional<Anchor> anchor,
            AuditMask.Doubts doubts,
            LongConsumer progress) {
        Chain chain = new Chain();
        String previous = Chain.START;
        long expected = 1;
        while (expected <= head.id()) {
            long from = expected;
            List<AuditRow> rows = database.read(tx -> AuditStore.from(tx, from, STEP));
            for (AuditRow row : rows) {
                if (expected > head.id()) {
                    break;
                }
                if (row.id() != expected) {
                    return new ChainVerdict.ChainBroken(
                            expected,
                            "row " + expected + " is missing: after it comes row " + row.id());
                }
                String hash = chain.hash(previous, row.id(), row.change());
                if (hash.equals(row.hash())) {
                    doubts.read(row);
                } else {
                    doubts.add(row);
                }
                if (anchor.isPresent() && !anchor.get().fits(row)) {
                    return new ChainVerdict.ChainBroken(
                            row.id(),
                            "row "
                                    + row.id()
                                    + " has not the hash that was noted: it, or one before it, was"
                                    + " written anew");
                }
                previous = row.hash();
                expected++;
            }
            if (rows.isEmpty()) {
                return new ChainVerdict.ChainBroken(
                        expected,
                        "row " + expected + " is missing: the chain ends before row " + head.id());
            }
            progress.accept(expected - 1);
        }
        if (!previous.equals(head.hash())) {
            return new ChainVerdict.ChainBroken(
                    head.id(),
                    "row " + head.id() + " is not the row that was last written under this number");
        }
        return new ChainVerdict.Intact(head.id(), previous);
    }

    /** Rows after the head are either new or inserted: a newer head distinguishes them. */
    private ChainVerdict beyond(AuditStore.ChainHead head) {
        AuditStore.ChainHead now = database.read(AuditStore::head);
        List<AuditRow> rest = database.read(tx -> AuditStore.from(tx, head.id() + 1, 1));
        if (now.id() == head.id()
                && !rest.isEmpty()
                && database.read(AuditStore::head).id() == head.id()) {
            return new ChainVerdict.ChainBroken(
                    head.id() + 1, "row " + (head.id() + 1) + " was not written by this program");
        }
        return new ChainVerdict.Intact(head.id(), head.hash());
    }
}
