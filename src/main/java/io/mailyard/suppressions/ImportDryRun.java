package io.mailyard.suppressions;

import io.mailyard.base.Sha256;
import java.util.Optional;

/**
 * Memory of what earlier batches of a dry run would have stored, so that an address that comes
 * again counts as it will in the import itself. Keeps 63 bits of a hash for each address and
 * whether it is a hard bounce. For one thread.
 */
final class ImportDryRun {
    /**
     * Addresses that are remembered: 8 MB for each of the eight transfers that may be under way. A
     * longer list counts an address that comes again after them as new again.
     */
    static final int MOST = 500_000;

    private static final int HEX_DIGITS_OF_A_LONG = 16;

    private final int most;
    private long[] table = new long[1 << 10];
    private int count;

    ImportDryRun() {
        this(MOST);
    }

    ImportDryRun(int most) {
        this.most = most;
    }

    /** Whether the address of this key is a hard bounce by now; empty: not touched yet. */
    Optional<Boolean> isHard(String key) {
        long entry = table[place(table, hash(key))];
        return entry == 0 ? Optional.empty() : Optional.of((entry & 1) == 1);
    }

    /** Notes what the address of this key would be by now. */
    void put(String key, boolean hard) {
        long hash = hash(key);
        int place = place(table, hash);
        if (table[place] == 0) {
            if (count == most) {
                return;
            }
            count++;
            if (count > table.length / 2) {
                grow();
                place = place(table, hash);
            }
        }
        table[place] = hash | (hard ? 1 : 0);
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (long entry : table) {
            if (entry != 0) {
                larger[place(larger, entry & ~1L)] = entry;
            }
        }
        table = larger;
    }

    /** The place of a hash, or the free one where it belongs; at least half of them are free. */
    private static int place(long[] table, long hash) {
        int place = (int) (hash >>> 1) & (table.length - 1);
        while (table[place] != 0 && (table[place] & ~1L) != hash) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    /** Even, and never 0, which is a free place. */
    private static long hash(String key) {
        long bits =
                Long.parseUnsignedLong(
                        Sha256.hex(key), 0, HEX_DIGITS_OF_A_LONG, HEX_DIGITS_OF_A_LONG);
        return Math.max(2, bits & Long.MAX_VALUE & ~1L);
    }
}
