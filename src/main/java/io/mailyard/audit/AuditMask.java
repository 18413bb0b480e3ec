package io.mailyard.audit;

import io.mailyard.db.Tx;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Masks words in rows of the chain, which stays verifiable: a masked row keeps its hash, and a
 * later row of the chain, {@link #ACTION}, names it, that hash, and the digest of what it now says
 * (docs/adr/0042-the-audit-is-masked-by-a-row-of-itself.md).
 */
public final class AuditMask {
    /** Of the row that names masked rows in {@code after.rows}. */
    public static final String ACTION = "audit.mask";

    /** The longest scan of one call. */
    public static final int MOST = 2000;

    private static final String UPDATE =
            "UPDATE audit SET object_id = ?, before = ?, after = ? WHERE id = ?";

    private AuditMask() {}

    /**
     * A row that was masked.
     *
     * @param hash its own, as before
     * @param digest of what it says now
     */
    public record MaskedRow(long id, String hash, String digest) {}

    /**
     * Result of a scan.
     *
     * @param next where the next one begins; 0: nothing is left
     */
    public record MaskScan(List<MaskedRow> rows, long next) {}

    /**
     * Masks rows from an id on. The caller records a change of {@link #ACTION} with the masked rows
     * in the same transaction.
     *
     * @param masking returns a text with what is to be masked replaced
     */
    public static MaskScan mask(Tx tx, long from, UnaryOperator<String> masking) {
        List<MaskedRow> masked = new ArrayList<>();
        List<AuditRow> rows = AuditStore.from(tx, from, MOST);
        for (AuditRow row : rows) {
            AuditEntry entry = row.change();
            AuditEntry now =
                    new AuditEntry(
                            entry.at(),
                            entry.actor(),
                            entry.action(),
                            entry.objectType(),
                            masking.apply(entry.objectId()),
                            entry.account(),
                            entry.before().map(masking),
                            entry.after().map(masking));
            if (!now.equals(entry)) {
                tx.update(
                        UPDATE,
                        now.objectId(),
                        now.before().orElse(null),
                        now.after().orElse(null),
                        row.id());
                masked.add(new MaskedRow(row.id(), row.hash(), digest(row.id(), row.hash(), now)));
            }
        }
        return new MaskScan(masked, rows.size() < MOST ? 0 : rows.getLast().id() + 1);
    }

    private static String digest(long id, String hash, AuditEntry entry) {
        return new Chain().hash(hash, id, entry);
    }

    /** Rows whose content has not their hash, until a later row says that they were masked. */
    static final class Doubts {
        private final Map<Long, MaskedRow> rows = new TreeMap<>();

        void add(AuditRow row) {
            rows.put(
                    row.id(),
                    new MaskedRow(
                            row.id(), row.hash(), digest(row.id(), row.hash(), row.change())));
        }

        /** Takes a row of the chain, which may name some of them. */
        void read(AuditRow row) {
            Optional<String> after = row.change().after();
            if (rows.isEmpty() || after.isEmpty() || !row.change().action().equals(ACTION)) {
                return;
            }
            if (JsonText.read(after.get()).values().get("rows") instanceof Value.Items named) {
                for (Value item : named.values()) {
                    if (item instanceof Value.Members(Map<String, Value> members)) {
                        settle(members);
                    }
                }
            }
        }

        private void settle(Map<String, Value> members) {
            if (members.get("id") instanceof Value.Numeral id
                    && members.get("hash") instanceof Value.Text hash
                    && members.get("digest") instanceof Value.Text digest) {
                long row = Long.parseLong(id.literal());
                MaskedRow named = new MaskedRow(row, hash.text(), digest.text());
                rows.remove(row, named);
            }
        }

        Optional<Long> first() {
            return rows.keySet().stream().findFirst();
        }
    }
}
