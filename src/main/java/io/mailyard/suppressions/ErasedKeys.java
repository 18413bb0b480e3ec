package io.mailyard.suppressions;

import io.mailyard.base.Sha256;
import io.mailyard.db.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Keys of suppressions whose address was erased: a hash with the salt of the store, by which the
 * address is still recognised and not written to.
 */
public final class ErasedKeys {
    private static final String PREFIX = "erased:";

    private volatile String salt = "";

    /** The hashes of keys, by hash. */
    Map<String, String> hashes(Tx tx, Collection<String> keys) {
        if (salt.isEmpty()) {
            salt = stored(tx);
        }
        Map<String, String> hashes = new HashMap<>();
        keys.forEach(key -> {
            AddressKey.earlier(key).ifPresent(old -> hashes.put(hash(salt, old), key));
            hashes.put(hash(salt, key), key);
        });
        return hashes;
    }

    private static String stored(Tx tx) {
        return tx.one("SELECT salt FROM erasure_salt WHERE one = 1", row -> row.text())
                .orElseThrow(() -> new IllegalStateException("erasure_salt is empty"));
    }

    private static String hash(String salt, String key) {
        return PREFIX + Sha256.hex(salt + key);
    }

    /** Replaces an address in all lists by its hash; returns the number of suppressions. */
    public static int erase(Tx tx, String address) {
        String hash = hash(stored(tx), AddressKey.of(address));
        String key = AddressKey.of(address);
        // erased before and suppressed again since: one of the two is enough
        for (long account :
                tx.query(
                        "SELECT account_id FROM suppressions WHERE address_key = ? AND account_id IN"
                                + " (SELECT account_id FROM suppressions WHERE address_key = ?)",
                        row -> row.number(),
                        key,
                        hash)) {
            tx.update(
                    "DELETE FROM suppressions WHERE address_key = ? AND account_id = ?",
                    key,
                    account);
            tx.update(
                    "UPDATE suppression_counts SET suppressions = suppressions - 1"
                            + " WHERE account_id = ?",
                    account);
        }
        return tx.update(
                "UPDATE suppressions SET address = ?, address_key = ?, answer = '', reason = '',"
                        + " message_id = NULL WHERE address_key = ?",
                hash,
                hash,
                key);
    }

    /** Suppressions of an address, in all lists. */
    public static long count(Tx tx, String address) {
        return tx.number(
                "SELECT count(*) FROM suppressions WHERE address_key = ?", AddressKey.of(address));
    }
}
