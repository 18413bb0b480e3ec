package io.mailyard.smtp;

import java.util.List;

/**
 * A message's octets and the extensions a host needs to accept them; scanned once, sent any number
 * of times. Line ends may be of any kind and become CRLF when sent.
 */
public final class Content {
    /**
     * A range of octets, so that a header can be prepended without copying the message.
     *
     * @param from index of the first octet
     * @param to index after the last octet
     */
    public record ContentPart(byte[] bytes, int from, int to) {
        /** A whole array. It is not copied and must not change. */
        public static ContentPart of(byte[] bytes) {
            return new ContentPart(bytes, 0, bytes.length);
        }
    }

    private final List<ContentPart> parts;
    private final long size;
    private final boolean eightBit;
    private final boolean eightBitHeader;
    private final boolean utf8Addresses;

    private Content(List<ContentPart> parts, ContentScanner measure, boolean utf8Addresses) {
        this.parts = parts;
        this.size = measure.size();
        this.eightBit = measure.eightBit;
        this.eightBitHeader = measure.eightBitHeader;
        this.utf8Addresses = utf8Addresses;
    }

    /** A whole message. The octets are not copied and must not change. */
    public static Content of(byte[] message) {
        return of(List.of(ContentPart.of(message)));
    }

    /** The parts in order; each but the last ends with a line end. */
    public static Content of(List<ContentPart> parts) {
        return of(parts, false);
    }

    /**
     * @param utf8Addresses whether its header has addresses that need SMTPUTF8 (RFC 6532)
     */
    public static Content of(List<ContentPart> parts, boolean utf8Addresses) {
        ContentScanner measure = new ContentScanner();
        parts.forEach(measure::take);
        return new Content(List.copyOf(parts), measure, utf8Addresses);
    }

    /** Size as defined by RFC 1870: with CRLF, without doubled dots. */
    public long size() {
        return size;
    }

    /** Whether it needs 8BITMIME (RFC 6152). */
    public boolean eightBit() {
        return eightBit;
    }

    /** Whether the header section contains non-ASCII octets, in any charset. */
    public boolean eightBitHeader() {
        return eightBitHeader;
    }

    /** Whether its header has addresses that need SMTPUTF8 (RFC 6532). */
    boolean utf8Addresses() {
        return utf8Addresses;
    }

    List<ContentPart> parts() {
        return parts;
    }

    private static final class ContentScanner {
        private long octets;
        private long lineLength;
        private byte last;
        private boolean inHeader = true;
        private boolean eightBit;
        private boolean eightBitHeader;

        void take(ContentPart part) {
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

        /** Size including a line end that the last line may lack. */
        long size() {
            return lineLength > 0 ? octets + 2 : octets;
        }
    }
}
