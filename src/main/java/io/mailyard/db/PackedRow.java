package io.mailyard.db;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The current row of a {@link PackedQuery}: cells of text, each with a zero byte at its end. */
final class PackedRow implements Row {
    /** The only character of a cell that is NULL, which no text of a column with NULLs is. */
    static final int NULL = 0x1f;

    private final byte[] cells;
    private final int[] starts;
    private int end;

    /**
     * Stands before the first row.
     *
     * @param width number of columns
     */
    PackedRow(byte[] cells, int width) {
        this.cells = cells;
        this.starts = new int[width + 1];
    }

    /** Moves to the next row; false if there is none. */
    boolean next() {
        if (end == cells.length) {
            return false;
        }
        starts[0] = end;
        for (int i = 1; i < starts.length; i++) {
            while (cells[end] != 0) {
                end++;
            }
            end++;
            starts[i] = end;
        }
        return true;
    }

    @Override
    public long number(int column) {
        int from = starts[column - 1];
        int to = starts[column] - 1;
        if (to == from + 1 && cells[from] >= '0' && cells[from] <= '9') {
            return (long) cells[from] - '0';
        }
        return Long.parseLong(text(column));
    }

    @Override
    public @Nullable Long numberOrNull(int column) {
        return isNull(column) ? null : number(column);
    }

    private boolean isNull(int column) {
        int from = starts[column - 1];
        return starts[column] - 1 == from + 1 && cells[from] == NULL;
    }

    @Override
    public String text(int column) {
        int from = starts[column - 1];
        return new String(cells, from, starts[column] - 1 - from, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String textOrNull(int column) {
        return isNull(column) ? null : text(column);
    }

    @Override
    public boolean flag(int column) {
        return number(column) != 0;
    }

    @Override
    public Instant time(int column) {
        return Instant.ofEpochMilli(number(column));
    }

    @Override
    public @Nullable Instant timeOrNull(int column) {
        return isNull(column) ? null : time(column);
    }

    @Override
    public byte[] bytes(int column) {
        throw new IllegalStateException("a packed row has texts and numbers only");
    }

    @Override
    public byte @Nullable [] bytesOrNull(int column) {
        return bytes(column);
    }

    @Override
    public int column(String name) {
        throw new IllegalStateException("the columns of a packed row have numbers only");
    }
}
