package io.mailyard.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes parameters of MIME fields beyond ASCII by RFC 2231. */
final class AsciiParameters {
    /** Characters of one piece of a value, so that lines stay short. */
    private static final int PIECE = 48;

    private AsciiParameters() {}

    /** A value such as {@code attachment; filename="..."} in ASCII. */
    static String write(String value) {
        StringBuilder out = new StringBuilder();
        for (String part : parts(value)) {
            int equals = part.indexOf('=');
            String written;
            if (!EncodedWords.beyondAscii(part)) {
                written = part;
            } else if (out.isEmpty() || equals < 1) {
                written = AsciiHeader.octets(part, '=');
            } else {
                written = parameter(part.substring(0, equals).strip(), part.substring(equals + 1));
            }
            if (!written.isBlank()) {
                out.append(out.isEmpty() ? "" : "; ").append(written.strip());
            }
        }
        return out.toString();
    }

    /** Splits at semicolons outside of quotes. */
    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && quoted && i + 1 < value.length()) {
                part.append(c).append(value.charAt(i + 1));
                i++;
            } else if (c == ';' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                quoted ^= c == '"';
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static String parameter(String given, String value) {
        String name = AsciiHeader.octets(given, '=').replace("*", "");
        List<String> pieces = pieces(AsciiAddresses.unquoted(value.strip()));
        if (pieces.size() == 1) {
            return name + "*=UTF-8''" + pieces.getFirst();
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            out.append(i == 0 ? "" : "; ")
                    .append(name)
                    .append('*')
                    .append(i)
                    .append(i == 0 ? "*=UTF-8''" : "*=")
                    .append(pieces.get(i));
        }
        return out.toString();
    }

    private static List<String> pieces(String value) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    (octet >= '0' && octet <= '9')
                            || (octet >= 'A' && octet <= 'Z')
                            || (octet >= 'a' && octet <= 'z')
                            || octet == '.'
                            || octet == '-'
                            || octet == '_';
            if (piece.length() + 3 > PIECE) {
                pieces.add(piece.toString());
                piece.setLength(0);
            }
            piece.append(plain ? Character.toString(octet) : "%%%02X".formatted(octet & 0xFF));
        }
        pieces.add(piece.toString());
        return pieces;
    }
}
