package io.mailyard.db;

import io.mailyard.db.StoreTables.ColumnKind;
import io.mailyard.db.StoreTables.StoreColumn;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One row on its way between two stores, in the three kinds of values that both have; reused for
 * the next row.
 */
final class CopiedRow {
    private final List<StoreColumn> columns;
    private final long[] numbers;
    private final byte[] @Nullable [] bytes;
    private final boolean[] nothing;
    private final CRC32C checksum = new CRC32C();
    private final byte[] eight = new byte[8];

    CopiedRow(List<StoreColumn> columns) {
        this.columns = columns;
        this.numbers = new long[columns.size()];
        this.bytes = new byte[columns.size()][];
        this.nothing = new boolean[columns.size()];
    }

    List<StoreColumn> columns() {
        return columns;
    }

    boolean isNumber(int column) {
        return columns.get(column).kind() == ColumnKind.NUMBER;
    }

    void setNull(int column) {
        nothing[column] = true;
    }

    void set(int column, long number) {
        nothing[column] = false;
        numbers[column] = number;
    }

    void set(int column, byte[] value) {
        nothing[column] = false;
        bytes[column] = value;
    }

    boolean isNull(int column) {
        return nothing[column];
    }

    long number(int column) {
        return numbers[column];
    }

    /** A text as UTF-8, or bytes. */
    byte[] bytes(int column) {
        byte[] value = bytes[column];
        if (value == null) {
            throw new IllegalStateException(
                    "column " + columns.get(column).name() + " has no bytes");
        }
        return value;
    }

    /** About how much memory or disk it takes. */
    long size() {
        long size = 8L * numbers.length;
        for (int i = 0; i < numbers.length; i++) {
            byte[] value = bytes[i];
            if (!nothing[i] && value != null && !isNumber(i)) {
                size += value.length;
            }
        }
        return size;
    }

    /** A number that differs for rows that differ; those of a table are added up in any order. */
    long checksum() {
        checksum.reset();
        long length = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (nothing[i]) {
                checksum.update(0);
            } else if (isNumber(i)) {
                checksum.update(1);
                PostgresRows.putLong(eight, 0, numbers[i]);
                checksum.update(eight, 0, 8);
            } else {
                byte[] value = bytes(i);
                checksum.update(2);
                PostgresRows.putLong(eight, 0, value.length);
                checksum.update(eight, 0, 8);
                checksum.update(value, 0, value.length);
                length += value.length;
            }
        }
        // spreads 32 bits over 64 (the finalizer of SplitMix64), so that sums do not cancel out
        long mixed = checksum.getValue() ^ (length << 32);
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
