package io.mailyard.suppressions;

import io.mailyard.wire.CsvText;
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
 * Reads CSV (RFC 4180) from a stream, a record at a time: quoted cells may contain commas, doubled
 * quotes and line ends; lines end with LF, CRLF or CR; a byte order mark and empty lines are
 * skipped. Where the first line has more semicolons or tabs than commas, or is {@code sep=;} as
 * spreadsheets write it, those separate the cells. Returns the fault of a record with it, and
 * continues after it.
 */
final class CsvReader {
    /** Maximum size of a record, so that a quote that is never closed is detected. */
    static final int MAX_RECORD = 8 * 1024;

    /**
     * Maximum number of open quotes, each of which costs another reading of as much text: 80 MB in
     * total. After that, an open quote consumes its record.
     */
    private static final int MAX_UNCLOSED = 10_000;

    private static final int BUFFER = 64 * 1024;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long line = 1;
    private final byte[] record = new byte[MAX_RECORD];
    private int size;

    /** Start of a record's second line; 0: it has only one. */
    private int firstLine;

    private int unclosed;
    private boolean begun;

    /** Between cells. */
    private int separator = ',';

    CsvReader(InputStream in) {
        this.in = in;
    }

    /**
     * A record.
     *
     * @param line line of its first character, from 1
     * @param cells empty if there is a fault
     * @param fault what is wrong with it
     */
    record CsvLine(long line, List<String> cells, Optional<String> fault) {}

    /** The next record; empty at the end. */
    Optional<CsvLine> next() throws IOException {
        while (true) {
            long first = line;
            CsvScan scan = scan();
            if (scan == CsvScan.END) {
                return Optional.empty();
            }
            if (size == 0) {
                continue;
            }
            if (scan == CsvScan.WHOLE) {
                return Optional.of(parsed(first));
            }
            if (mayRepeat()) {
                // The quote was not meant as one: only its own line is wrong.
                unclosed++;
                again(firstLine);
                line = first + 1;
                return faulty(first, "has a quote that is not closed");
            }
            return faulty(
                    first,
                    scan == CsvScan.UNCLOSED
                            ? "has a quote that is not closed"
                            : "is longer than " + MAX_RECORD + " bytes");
        }
    }

    private boolean mayRepeat() {
        return firstLine > 0 && unclosed < MAX_UNCLOSED;
    }

    /** The position of a character in a cell. A quote opens it only at its beginning. */
    private static final class Quotes {
        private enum CsvPlace {
            BEGINNING,
            PLAIN,
            QUOTED,
            /** Just after a quote that closes, or that is the first of two. */
            CLOSED,
            BEHIND
        }

        private final int separator;
        private CsvPlace place = CsvPlace.BEGINNING;
        private boolean wrong;

        Quotes(int separator) {
            this.separator = separator;
        }

        /** Whether the character belongs to the text. */
        boolean take(int c) {
            if (c == '"' && place != CsvPlace.PLAIN && place != CsvPlace.BEHIND) {
                boolean doubled = place == CsvPlace.CLOSED;
                place = place == CsvPlace.QUOTED ? CsvPlace.CLOSED : CsvPlace.QUOTED;
                return doubled;
            }
            if (place == CsvPlace.QUOTED) {
                return true;
            }
            if (c == separator) {
                place = CsvPlace.BEGINNING;
                return false;
            }
            boolean blank = c == ' ' || c == '\n' || c == '\r';
            boolean behind = place == CsvPlace.CLOSED || place == CsvPlace.BEHIND;
            wrong |= behind && !blank;
            if (behind) {
                place = blank ? CsvPlace.BEHIND : CsvPlace.PLAIN;
            } else if (!blank) {
                place = CsvPlace.PLAIN;
            }
            return true;
        }

        boolean open() {
            return place == CsvPlace.QUOTED;
        }

        /** Whether text followed a closing quote, which was not meant to close. */
        boolean wrong() {
            return wrong;
        }
    }

    private enum CsvScan {
        WHOLE,
        TOO_LONG,
        UNCLOSED,
        END
    }

    /** Reads the next record into {@link #record}. */
    private CsvScan scan() throws IOException {
        size = 0;
        firstLine = 0;
        boolean tooLong = false;
        int read = read();
        Quotes quotes = new Quotes(separator);
        if (read < 0) {
            return CsvScan.END;
        }
        while (read >= 0) {
            quotes.take(read);
            if (read == '\n' || read == '\r') {
                skipLineFeed(read);
                line++;
                if (!quotes.open() || tooLong) {
                    return tooLong ? CsvScan.TOO_LONG : CsvScan.WHOLE;
                }
                read = '\n';
            }
            if (size < MAX_RECORD) {
                record[size++] = (byte) read;
                firstLine = firstLine == 0 && read == '\n' ? size : firstLine;
                if (quotes.wrong() && mayRepeat()) {
                    return CsvScan.UNCLOSED;
                }
            } else {
                tooLong = true;
                if (mayRepeat()) {
                    at--;
                    return CsvScan.TOO_LONG;
                }
            }
            read = read();
        }
        if (tooLong) {
            return CsvScan.TOO_LONG;
        }
        return quotes.open() ? CsvScan.UNCLOSED : CsvScan.WHOLE;
    }

    /** Reads the record again from there on, before the rest. */
    private void again(int from) {
        int rest = size - from;
        byte[] whole = new byte[rest + (end - at)];
        System.arraycopy(record, from, whole, 0, rest);
        System.arraycopy(buffer, at, whole, rest, end - at);
        if (whole.length > buffer.length) {
            buffer = new byte[whole.length];
        }
        System.arraycopy(whole, 0, buffer, 0, whole.length);
        at = 0;
        end = whole.length;
    }

    private static Optional<CsvLine> faulty(long line, String fault) {
        return Optional.of(new CsvLine(line, List.of(), Optional.of(fault)));
    }

    private CsvLine parsed(long first) {
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(record, 0, size))
                            .toString();
        } catch (CharacterCodingException malformed) {
            return new CsvLine(first, List.of(), Optional.of("is not UTF-8"));
        }
        return new CsvLine(first, cells(text), Optional.empty());
    }

    private List<String> cells(String text) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        Quotes quotes = new Quotes(separator);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean open = quotes.open();
            if (quotes.take(c)) {
                cell.append(c);
            } else if (c == separator && !open) {
                cells.add(text(cell.toString().strip()));
                cell.setLength(0);
            }
        }
        cells.add(text(cell.toString().strip()));
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
            findSeparator();
        }
        return more() ? buffer[at++] & 0xff : -1;
    }

    /** Looks at the first line, as far as a record reaches, and skips it where it only tells. */
    private void findSeparator() throws IOException {
        int until = endOfFirstLine();
        String first = new String(buffer, at, until - at, StandardCharsets.ISO_8859_1);
        if (first.length() == "sep=;".length() && first.startsWith("sep=")) {
            separator = first.charAt(first.length() - 1);
            at = until;
            return;
        }
        int most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            int count = count(first, candidate);
            if (count > most) {
                most = count;
                separator = candidate;
            }
        }
    }

    private int endOfFirstLine() throws IOException {
        int seen = at;
        while (seen - at < MAX_RECORD) {
            if (seen == end && !fill(end)) {
                return end;
            }
            if (buffer[seen] == '\n' || buffer[seen] == '\r') {
                return seen;
            }
            seen++;
        }
        return seen;
    }

    /** Counts how often a character stands outside quotes. */
    private static int count(String line, char wanted) {
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            count += !quoted && line.charAt(i) == wanted ? 1 : 0;
        }
        return count;
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

    /** Writes a cell so that spreadsheets read it as text. */
    static String cell(String text) {
        return CsvText.cell(text);
    }

    /** Reads the output of {@link #cell}. */
    static String text(String cell) {
        return CsvText.text(cell);
    }
}
