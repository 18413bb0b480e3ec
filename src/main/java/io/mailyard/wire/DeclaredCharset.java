package io.mailyard.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The encoding that a body declares. Bodies are UTF-8; XML may also be UTF-16, and an ASCII body
 * counts as UTF-8 whatever it declares.
 */
final class DeclaredCharset {
    private static final Pattern DECLARATION =
            Pattern.compile("^\\s*<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([^\"'>]{0,100})[\"']");

    /** The XML declaration, which must be at the very beginning. */
    private static final int MOST_DECLARATION = 300;

    private static final String PRINTABLE = printable();

    private DeclaredCharset() {}

    /** Converts XML in UTF-16 to UTF-8; returns any other body unchanged. */
    static byte[] transcoded(byte[] body) {
        Optional<Charset> charset = utf16(body);
        if (charset.isEmpty()) {
            return body;
        }
        try {
            String text = charset.get().newDecoder().decode(ByteBuffer.wrap(body)).toString();
            boolean xml = text.replaceFirst("^\ufeff", "").stripLeading().startsWith("<");
            return xml ? text.getBytes(StandardCharsets.UTF_8) : body;
        } catch (CharacterCodingException malformed) {
            throw new UnreadableBody(WireFormat.XML, "it is not valid UTF-16", 1, 1);
        }
    }

    /** Detects UTF-16 by a byte order mark, or by the encoding of the first {@code <}. */
    private static Optional<Charset> utf16(byte[] body) {
        if (body.length < 2) {
            return Optional.empty();
        }
        int first = (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
        return switch (first) {
            case 0xFEFF, 0x003C -> Optional.of(StandardCharsets.UTF_16BE);
            case 0xFFFE, 0x3C00 -> Optional.of(StandardCharsets.UTF_16LE);
            default -> Optional.empty();
        };
    }

    /** The encoding in the XML declaration, if the body cannot have it. */
    static Optional<String> otherInXml(byte[] body, int from) {
        int length = Math.min(body.length - from, MOST_DECLARATION);
        Matcher declaration =
                DECLARATION.matcher(new String(body, from, length, StandardCharsets.ISO_8859_1));
        return declaration.find()
                ? Optional.of(declaration.group(1)).filter(name -> !isRight(name, body))
                : Optional.empty();
    }

    /**
     * Whether a body can be read as UTF-8 although it declares this encoding. Programs that write
     * XML into a string declare UTF-16 and send UTF-8.
     */
    static boolean isRight(String name, byte[] body) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "", "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be" -> true;
            default -> isAscii(body) && keepsAscii(name);
        };
    }

    private static boolean isAscii(byte[] body) {
        for (byte octet : body) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean keepsAscii(String name) {
        try {
            return Charset.isSupported(name)
                    && new String(
                                    PRINTABLE.getBytes(StandardCharsets.US_ASCII),
                                    Charset.forName(name))
                            .equals(PRINTABLE);
        } catch (IllegalCharsetNameException bad) {
            return false;
        }
    }

    private static String printable() {
        StringBuilder all = new StringBuilder("\t\r\n");
        for (char c = ' '; c <= '~'; c++) {
            all.append(c);
        }
        return all.toString();
    }
}
