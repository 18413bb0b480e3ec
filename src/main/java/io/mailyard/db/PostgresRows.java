package io.mailyard.db;

import io.mailyard.db.StoreTables.StoreColumn;
import io.mailyard.db.StoreTables.StoreTable;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Rows of a PostgreSQL store, by COPY in its binary format (PostgreSQL manual, COPY, "Binary
 * Format").
 */
final class PostgresRows implements RowReader {
    private static final byte[] SIGNATURE =
            "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);

    /** Signature, flags, length of the header's extension. */
    private static final int HEADER = SIGNATURE.length + 8;

    /** Bytes that are sent at once. */
    private static final int BUFFER = 256 * 1024;

    private final StoreSession session;

    PostgresRows(StoreSession session) {
        this.session = session;
    }

    static void putLong(byte[] to, int at, long value) {
        for (int i = 0; i < 8; i++) {
            to[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    private static long number(byte[] from, int at, int length) {
        long value = from[at];
        for (int i = 1; i < length; i++) {
            value = value << 8 | (from[at + i] & 0xff);
        }
        return value;
    }

    @Override
    public List<Object> read(StoreTable table, List<Object> after, long most, RowConsumer rows)
            throws SQLException {
        List<String> columns =
                table.columns().stream()
                        .map(column ->
                                column.small()
                                        ? "CAST(\"" + column.name() + "\" AS bigint)"
                                        : "\"" + column.name() + "\"")
                        .toList();
        boolean all = most == Long.MAX_VALUE;
        String sql =
                "COPY ("
                        + RowReader.select(table, columns, after, !all)
                        + (all ? "" : " LIMIT " + most)
                        + ") TO STDOUT (FORMAT binary)";
        CopiedRow row = new CopiedRow(table.columns());
        CopyOut copy = session.connection().unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        boolean any = false;
        boolean done = false;
        try {
            for (byte[] part = copy.readFromCopy(); part != null; part = copy.readFromCopy()) {
                if (parse(part, row)) {
                    rows.accept(row);
                    any = true;
                }
            }
            done = true;
        } finally {
            if (!done && copy.isActive()) {
                Closeables.close(copy::cancelCopy);
            }
        }
        return any ? RowReader.key(table, row) : List.of();
    }

    /** Each message of the protocol is one row; the first has the header before it. */
    private static boolean parse(byte[] part, CopiedRow row) {
        int at = startsWithSignature(part) ? HEADER : 0;
        if (part.length < at + 2) {
            return false;
        }
        int fields = (int) number(part, at, 2);
        if (fields < 0) {
            return false; // the trailer
        }
        at += 2;
        for (int i = 0; i < fields; i++) {
            int length = (int) number(part, at, 4);
            at += 4;
            if (length < 0) {
                row.setNull(i);
                continue;
            }
            if (row.isNumber(i)) {
                row.set(i, number(part, at, length));
            } else {
                byte[] value = new byte[length];
                System.arraycopy(part, at, value, 0, length);
                row.set(i, value);
            }
            at += length;
        }
        return true;
    }

    private static boolean startsWithSignature(byte[] part) {
        if (part.length < HEADER) {
            return false;
        }
        for (int i = 0; i < SIGNATURE.length; i++) {
            if (part[i] != SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }

    /** Writes rows of a table; its columns are those of the target. */
    RowWriter writer(StoreTable table) throws SQLException {
        List<String> names =
                table.columns().stream().map(column -> "\"" + column.name() + "\"").toList();
        CopyIn copy =
                session.connection()
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "COPY \""
                                        + table.name()
                                        + "\" ("
                                        + String.join(", ", names)
                                        + ") FROM STDIN (FORMAT binary)");
        return new BinaryWriter(copy, table.columns());
    }

    private static final class BinaryWriter implements RowWriter {
        private final CopyIn copy;
        private final List<StoreColumn> columns;
        private byte[] buffer = new byte[BUFFER];
        private int used;

        BinaryWriter(CopyIn copy, List<StoreColumn> columns) {
            this.copy = copy;
            this.columns = columns;
            System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
            used = HEADER;
        }

        @Override
        public void write(CopiedRow row) throws SQLException {
            room(2);
            put(columns.size(), 2);
            for (int i = 0; i < columns.size(); i++) {
                if (row.isNull(i)) {
                    room(4);
                    put(-1, 4);
                } else if (row.isNumber(i)) {
                    number(columns.get(i), row.number(i));
                } else {
                    byte[] value = row.bytes(i);
                    room(4 + value.length);
                    put(value.length, 4);
                    System.arraycopy(value, 0, buffer, used, value.length);
                    used += value.length;
                }
            }
            if (used >= BUFFER / 2) {
                flush();
            }
        }

        private void number(StoreColumn column, long value) throws SQLException {
            if (!column.small()) {
                room(12);
                put(8, 4);
                put(value, 8);
                return;
            }
            if (value != (short) value) {
                throw new SQLException(
                        "the number " + value + " does not fit into column " + column.name());
            }
            room(6);
            put(2, 4);
            put(value, 2);
        }

        private void room(int bytes) throws SQLException {
            if (used + bytes > buffer.length) {
                flush();
                if (bytes > buffer.length) {
                    buffer = new byte[bytes];
                }
            }
        }

        private void put(long value, int bytes) {
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                buffer[used++] = (byte) (value >>> shift);
            }
        }

        private void flush() throws SQLException {
            copy.writeToCopy(buffer, 0, used);
            used = 0;
            if (buffer.length > BUFFER) {
                buffer = new byte[BUFFER];
            }
        }

        @Override
        public void finish() throws SQLException {
            room(2);
            put(-1, 2);
            flush();
            copy.endCopy();
        }

        @Override
        public void abandon() {
            if (copy.isActive()) {
                Closeables.close(copy::cancelCopy);
            }
        }
    }
}
