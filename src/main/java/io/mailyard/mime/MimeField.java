package io.mailyard.mime;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads MIME header fields leniently, for people who look at a message. */
final class MimeField {
    private static final int MAX_NAME = 255;

    private MimeField() {}

    /** The first field of that name, unfolded; empty if there is none. */
    static String value(String head, String name) {
        StringBuilder value = new StringBuilder();
        boolean within = false;
        for (String line : head.lines().toList()) {
            boolean folded = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (within && folded) {
                value.append(' ').append(line.strip());
            } else if (within) {
                break;
            } else if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                within = true;
                value.append(line.substring(name.length() + 1).strip());
            }
        }
        return value.toString();
    }

    /** Returns the text before the parameters. */
    static String first(String value) {
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip();
    }

    /** A parameter; empty if there is none. */
    static String parameter(String value, String name) {
        Matcher matcher =
                Pattern.compile(
                                ";\\s*"
                                        + Pattern.quote(name)
                                        + "\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;\\s]*+))",
                                Pattern.CASE_INSENSITIVE)
                        .matcher(value);
        if (!matcher.find()) {
            return "";
        }
        String quoted = matcher.group(1);
        return quoted == null ? matcher.group(2) : quoted.replaceAll("\\\\(.)", "$1");
    }

    /** The name of an attachment; empty if it has none. */
    static String fileName(String disposition, String type) {
        String extended = parameter(disposition, "filename*");
        if (!extended.isEmpty()) {
            return shortened(percentDecoded(extended));
        }
        String plain = parameter(disposition, "filename");
        return shortened(DecodedWords.of(plain.isEmpty() ? parameter(type, "name") : plain));
    }

    private static String percentDecoded(String value) {
        String[] parts = value.split("'", 3);
        if (parts.length < 3) {
            return value;
        }
        try {
            return URLDecoder.decode(parts[2].replace("+", "%2B"), Charset.forName(parts[0]));
        } catch (IllegalArgumentException unknown) {
            return parts[2];
        }
    }

    private static String shortened(String name) {
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    }

    /** The charset of a text; UTF-8 if none that is known is named. */
    static Charset charset(String type) {
        String name = parameter(type, "charset");
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
