package io.mailyard.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Encodings of text in a message (RFC 2045 section 6). */
public enum TransferEncoding {
    SEVEN_BIT("7bit"),
    EIGHT_BIT("8bit"),
    QUOTED_PRINTABLE("quoted-printable"),
    BASE64("base64");

    /** Maximum length of a line without its end (RFC 5322 section 2.1.1). */
    private static final int MAX_LINE = 998;

    /** Maximum length of a line without the soft line break (RFC 2045 section 6.7, rule 5). */
    private static final int MAX_QUOTED = 75;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final String word;

    TransferEncoding(String word) {
        this.word = word;
    }

    /** The name in a header field. */
    public String word() {
        return word;
    }

    /** The encoding of that name, in any case; binary counts as 8bit; empty if it is unknown. */
    public static Optional<TransferEncoding> of(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("binary")) {
            return Optional.of(EIGHT_BIT);
        }
        return Arrays.stream(values())
                .filter(transferEncoding -> transferEncoding.word.equals(lower))
                .findFirst();
    }

    /** This encoding, or quoted-printable if the text does not fit it. */
    TransferEncoding fitting(byte[] text) {
        return switch (this) {
            case SEVEN_BIT -> isPlain(text, false) ? this : QUOTED_PRINTABLE;
            case EIGHT_BIT -> isPlain(text, true) ? this : QUOTED_PRINTABLE;
            case QUOTED_PRINTABLE, BASE64 -> this;
        };
    }

    private static boolean isPlain(byte[] text, boolean eightBit) {
        int line = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            boolean lone = b == '\r' && !(i + 1 < text.length && text[i + 1] == '\n');
            line = b == '\n' ? 0 : line + 1;
            if (b == 0 || lone || (b < 0 && !eightBit) || line > MAX_LINE + 1) {
                return false;
            }
        }
        return true;
    }

    /**
     * Decodes octets.
     *
     * @throws IllegalArgumentException if they are malformed
     */
    byte[] decode(byte[] written) {
        return switch (this) {
            case SEVEN_BIT, EIGHT_BIT -> written;
            case QUOTED_PRINTABLE -> unquoted(written);
            case BASE64 -> Base64.getMimeDecoder().decode(written);
        };
    }

    /** A text with a CRLF at the end of every line (RFC 2046 section 4.1.1). */
    static byte[] lines(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 64);
        byte last = 0;
        for (byte b : text) {
            if (b == '\n' && last != '\r') {
                out.write('\r');
            }
            out.write(b);
            last = b;
        }
        return out.toByteArray();
    }

    private static byte[] unquoted(byte[] written) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(written.length);
        int at = 0;
        while (at < written.length) {
            byte b = written[at];
            if (b != '=') {
                out.write(b);
                at++;
            } else if (isHex(written, at + 1) && isHex(written, at + 2)) {
                out.write(digit(written[at + 1]) << 4 | digit(written[at + 2]));
                at += 3;
            } else {
                at = softBreak(written, at + 1);
            }
        }
        return out.toByteArray();
    }

    private static boolean isHex(byte[] bytes, int at) {
        return at < bytes.length && digit(bytes[at]) >= 0;
    }

    private static int digit(byte b) {
        return Character.digit(b, 16);
    }

    /** Position after the line end that follows a {@code =}; white space before it is ignored. */
    private static int softBreak(byte[] written, int from) {
        int at = from;
        while (at < written.length && (written[at] == ' ' || written[at] == '\t')) {
            at++;
        }
        if (at == written.length) {
            return at;
        }
        at += written[at] == '\r' ? 1 : 0;
        if (at < written.length && written[at] == '\n') {
            return at + 1;
        }
        throw new IllegalArgumentException("a = that quotes nothing");
    }

    byte[] encode(byte[] text) {
        return switch (this) {
            case SEVEN_BIT, EIGHT_BIT -> text;
            case QUOTED_PRINTABLE -> quoted(text);
            case BASE64 -> base64(text);
        };
    }

    private static byte[] base64(byte[] text) {
        byte[] lines = Base64.getMimeEncoder().encode(text);
        byte[] ended = Arrays.copyOf(lines, lines.length + 2);
        ended[lines.length] = '\r';
        ended[lines.length + 1] = '\n';
        return ended;
    }

    private static byte[] quoted(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length * 3 / 2);
        int column = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                out.write('\r');
                out.write('\n');
                column = 0;
                i++;
                continue;
            }
            boolean blank = b == ' ' || b == '\t';
            boolean last = i + 1 == text.length || text[i + 1] == '\r';
            boolean plain = blank ? !last : b > ' ' && b < 127 && b != '=';
            int width = plain ? 1 : 3;
            if (column + width > MAX_QUOTED) {
                out.writeBytes(new byte[] {'=', '\r', '\n'});
                column = 0;
            }
            if (plain) {
                out.write(b);
            } else {
                out.write('=');
                out.write(HEX[(b & 0xFF) >> 4]);
                out.write(HEX[b & 0xF]);
            }
            column += width;
        }
        return out.toByteArray();
    }
}
