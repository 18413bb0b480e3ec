package io.mailyard.mime;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The meaning of a text's octets, by its charset. */
final class TextCharset {
    private static final Pattern CHARSET =
            Pattern.compile(
                    "charset\\s*=\\s*\"?([A-Za-z0-9_.:+-]{1,40})", Pattern.CASE_INSENSITIVE);

    /** Charsets without ASCII line ends that Java may not know. */
    private static final Pattern WIDE =
            Pattern.compile("utf[_-]?(?:16|32)|ucs|unicode(?!-1-1-utf-[78])|10646|ebcdic");

    private static final byte[] LINE_END = {'\r', '\n'};

    private TextCharset() {}

    private static Optional<String> name(String contentType) {
        Matcher named = CHARSET.matcher(contentType);
        return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }

    private static Optional<Charset> charset(String name) {
        try {
            return Optional.of(Charset.forName(name));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /**
     * The charset that a Content-Type names; empty if it names none, an unknown one, or one without
     * ASCII line ends.
     */
    static Optional<Charset> ofLines(String contentType) {
        return name(contentType).flatMap(TextCharset::charset).filter(TextCharset::hasLines);
    }

    /**
     * Whether CR and LF in a text of that Content-Type are line ends and nothing else, as RFC 2046
     * section 4.1.1 requires. Not so in UTF-16, UTF-32 and EBCDIC, whose single octets have no
     * meaning.
     */
    static boolean hasLines(String contentType) {
        Optional<String> name = name(contentType);
        return name.flatMap(TextCharset::charset)
                .map(TextCharset::hasLines)
                .orElseGet(() -> !WIDE.matcher(name.orElse("").toLowerCase(Locale.ROOT)).find());
    }

    private static boolean hasLines(Charset charset) {
        boolean reads = new String(LINE_END, charset).equals("\r\n");
        boolean writes = !charset.canEncode() || Arrays.equals("\r\n".getBytes(charset), LINE_END);
        return reads && writes;
    }

    /** Whether a text may be written line by line. */
    static boolean hasLines(String contentType, byte[] text) {
        return hasLines(contentType)
                && new String(text, StandardCharsets.ISO_8859_1).indexOf(0) < 0;
    }
}
