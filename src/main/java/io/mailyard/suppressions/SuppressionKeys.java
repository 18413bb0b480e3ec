package io.mailyard.suppressions;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.util.List;

/**
 * The stored keys of addresses beyond ASCII. An earlier version computed them by older rules of
 * international domain names, by which {@code anna@straße.de} had the key of {@code
 * anna@strasse.de}, which is somebody else's. Read through at every start, since a server of that
 * version may have stored more meanwhile: a million rows are one pass of less than a second.
 */
final class SuppressionKeys {
    private SuppressionKeys() {}

    private record KeyedSuppression(long id, long account, String address, String key) {}

    /** Computes all keys again, in steps of so many rows; returns the number of changed rows. */
    static int computeAgain(Database database, int step) {
        int changed = 0;
        long after = 0;
        while (true) {
            long from = after;
            List<KeyedSuppression> rows = database.read(tx -> page(tx, from, step));
            List<KeyedSuppression> outdated =
                    rows.stream().filter(row -> !row.key().equals(keyOf(row))).toList();
            if (!outdated.isEmpty()) {
                database.write(tx -> {
                    outdated.forEach(row -> store(tx, row));
                    return outdated.size();
                });
            }
            changed += outdated.size();
            if (rows.size() < step) {
                return changed;
            }
            after = rows.getLast().id();
        }
    }

    private static String keyOf(KeyedSuppression row) {
        return AddressKey.of(row.address());
    }

    private static List<KeyedSuppression> page(Tx tx, long after, int most) {
        return tx.query(
                """
                SELECT id, account_id, address, address_key FROM suppressions
                WHERE length(address) <> octet_length(address) AND id > ? ORDER BY id LIMIT ?
                """,
                row ->
                        new KeyedSuppression(
                                row.number("id"),
                                row.number("account_id"),
                                row.text("address"),
                                row.text("address_key")),
                after,
                most);
    }

    /** The row is not needed where the list has the address by its new key too. */
    private static void store(Tx tx, KeyedSuppression row) {
        String key = keyOf(row);
        int changed =
                tx.update(
                        """
                        UPDATE suppressions SET address_key = ? WHERE id = ? AND address_key = ?
                        AND NOT EXISTS (SELECT 1 FROM suppressions other
                          WHERE other.address_key = ? AND other.account_id = ?)
                        """,
                        key,
                        row.id(),
                        row.key(),
                        key,
                        row.account());
        if (changed == 0
                && tx.update(
                                "DELETE FROM suppressions WHERE id = ? AND address_key = ?",
                                row.id(),
                                row.key())
                        == 1) {
            tx.update(
                    "UPDATE suppression_counts SET suppressions = suppressions - 1"
                            + " WHERE account_id = ?",
                    row.account());
        }
    }
}
