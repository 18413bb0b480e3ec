package io.mailyard.smtp;

import java.util.List;

/**
 * A message's octets and what a host must be able to do to take them; measured once, sent any
 * number of times. Line ends may be of any kind: on the wire each is CRLF.
 */
public final class Content {
    /**
     * A stretch of octets, so that a header can be put before a message without copying it.
     *
     * @param from the first
     * @param to behind the last
     */
    public record Part(byte[] bytes, int from, int to) {
        public static Part of(byte[] bytes) {
            return new Part(bytes, 0, bytes.length);
        }
    }

    private final List<Part> parts;
    private final long size;
    private final boolean eightBit;
    private final boolean eightBitHeader;
    private final boolean utf8Addresses;

    private Content(List<Part> parts, Measure measure, boolean utf8Addresses) {
        this.parts = parts;
        this.size = measure.size();
        this.eightBit = measure.eightBit;
        this.eightBitHeader = measure.eightBitHeader;
        this.utf8Addresses = utf8Addresses;
    }

    /** A whole message. The octets are not copied and must not change. */
    public static Content of(byte[] message) {
        return of(List.of(Part.of(message)));
    }

    /** The parts one after another; each but the last ends with a line. */
    public static Content of(List<Part> parts) {
        return of(parts, false);
    }

    /**
     * @param utf8Addresses whether its header has addresses that need SMTPUTF8 (RFC 6532)
     */
    public static Content of(List<Part> parts, boolean utf8Addresses) {
        Measure measure = new Measure();
        parts.forEach(measure::take);
        return new Content(List.copyOf(parts), measure, utf8Addresses);
    }

    /** Octets as RFC 1870 counts them: with CRLF, without doubled dots. */
    public long size() {
        return size;
    }

    /** Whether it needs 8BITMIME (RFC 6152). */
    public boolean eightBit() {
        return eightBit;
    }

    /** Whether its header section has more than ASCII, in whatever charset. */
    public boolean eightBitHeader() {
        return eightBitHeader;
    }

    /** Whether its header has addresses that need SMTPUTF8 (RFC 6532). */
    boolean utf8Addresses() {
        return utf8Addresses;
    }

    List<Part> parts() {
        return parts;
    }

    private static final class Measure {
        private long octets;
        private long lineLength;
        private byte last;
        private boolean inHeader = true;
        private boolean eightBit;
        private boolean eightBitHeader;

        void take(Part part) {
            byte[] bytes = part.bytes();
            for (int i = part.from(); i < part.to(); i++) {
                byte b = bytes[i];
                if (b > '\r') {
                    octets++;
                    lineLength++;
                } else {
                    special(b);
                }
                last = b;
            }
        }

        private void special(byte b) {
            if (b == '\r') {
                endLine();
            } else if (b == '\n') {
                if (last != '\r') {
                    endLine();
                }
            } else {
                octets++;
                lineLength++;
                if (b < 0) {
                    eightBit = true;
                    eightBitHeader |= inHeader;
                }
            }
        }

        private void endLine() {
            octets += 2;
            inHeader &= lineLength > 0;
            lineLength = 0;
        }

        /** With the line end that the last line may lack. */
        long size() {
            return lineLength > 0 ? octets + 2 : octets;
        }
    }
}
