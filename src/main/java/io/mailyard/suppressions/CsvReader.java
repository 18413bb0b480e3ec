package io.mailyard.suppressions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV (RFC 4180) from a stream, a record at a time: quoted cells may hold commas, doubled
 * quotes and line ends; lines end with LF, CRLF or CR; a byte order mark is passed over; empty
 * lines are none. What is wrong with a record is told with it, and reading goes on behind it.
 */
final class CsvReader {
    /** A longer record is refused, so that a quote that is never closed costs this much. */
    static final int MAX_RECORD = 8 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long line = 1;
    private final byte[] record = new byte[MAX_RECORD];
    private boolean begun;

    CsvReader(InputStream in) {
        this.in = in;
    }

    /**
     * A record.
     *
     * @param line of its first character, from 1
     * @param cells empty where there is a fault
     * @param fault what is wrong with it
     */
    record Line(long line, List<String> cells, Optional<String> fault) {}

    /** The next record; empty at the end. */
    Optional<Line> next() throws IOException {
        while (true) {
            long first = line;
            int size = 0;
            boolean quoted = false;
            boolean tooLong = false;
            int read = read();
            if (read < 0) {
                return Optional.empty();
            }
            while (read >= 0) {
                if (read == '"') {
                    quoted = !quoted;
                }
                boolean ends = read == '\n' || read == '\r';
                if (ends) {
                    skipLineFeed(read);
                    line++;
                    if (!quoted || tooLong) {
                        break;
                    }
                    read = '\n';
                }
                if (size < MAX_RECORD) {
                    record[size++] = (byte) read;
                } else {
                    tooLong = true;
                }
                read = read();
            }
            if (tooLong) {
                return faulty(first, "is longer than " + MAX_RECORD + " bytes");
            }
            if (size == 0) {
                continue;
            }
            if (quoted) {
                return faulty(first, "has a quote that is not closed");
            }
            return Optional.of(parsed(first, size));
        }
    }

    private static Optional<Line> faulty(long line, String fault) {
        return Optional.of(new Line(line, List.of(), Optional.of(fault)));
    }

    private Line parsed(long first, int size) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(record, 0, size))
                            .toString();
        } catch (CharacterCodingException malformed) {
            return new Line(first, List.of(), Optional.of("is not UTF-8"));
        }
        return new Line(first, cells(text), Optional.empty());
    }

    private static List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }

    private void skipLineFeed(int read) throws IOException {
        if (read == '\r' && more() && buffer[at] == '\n') {
            at++;
        }
    }

    private int read() throws IOException {
        if (!begun) {
            begun = true;
            while (end < MARK.length && fill(end)) {}
            if (end >= MARK.length && Arrays.equals(buffer, 0, MARK.length, MARK, 0, MARK.length)) {
                at = MARK.length;
            }
        }
        return more() ? buffer[at++] & 0xff : -1;
    }

    private boolean more() throws IOException {
        if (at < end) {
            return true;
        }
        at = 0;
        end = 0;
        return fill(0);
    }

    private boolean fill(int from) throws IOException {
        int count = in.read(buffer, from, BUFFER - from);
        if (count > 0) {
            end = from + count;
        }
        return count > 0;
    }

    /** A cell as it is to be written. */
    static String cell(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            plain = c != ',' && c != '"' && c != '\n' && c != '\r';
        }
        boolean padded = !text.equals(text.strip());
        return plain && !padded ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
