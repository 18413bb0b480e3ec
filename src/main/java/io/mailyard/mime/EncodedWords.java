package io.mailyard.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Writes text beyond ASCII as encoded words (RFC 2047), in UTF-8. */
final class EncodedWords {
    /**
     * Maximum length: RFC 2047 section 2 allows 75; less leaves room for a field's name before the
     * first.
     */
    private static final int MAX_WORD = 64;

    private static final String START_Q = "=?UTF-8?Q?";
    private static final String START_B = "=?UTF-8?B?";
    private static final int AROUND = START_Q.length() + 2;

    /** Octets in one base64 word: a multiple of three that fits. */
    private static final int BASE64_OCTETS = (MAX_WORD - AROUND) / 4 * 3;

    private static final Pattern ENCODED =
            Pattern.compile("=\\?[^?\\s]+\\?[^?\\s]+\\?[^?\\s]*\\?=");

    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");

    private EncodedWords() {}

    static boolean beyondAscii(String text) {
        return text.chars().anyMatch(c -> c > 126 || (c < ' ' && c != '\t'));
    }

    /**
     * Encodes free text such as a Subject: only words beyond ASCII, with the blanks between them;
     * encoded words in it are unchanged.
     */
    static String text(String text) {
        StringBuilder out = new StringBuilder(text.length() * 2);
        StringBuilder run = new StringBuilder();
        boolean afterTheirs = false;
        for (String word : BLANKS.split(text.strip(), -1)) {
            if (beyondAscii(word)) {
                // A blank between two encoded words is dropped by readers, so it is encoded too.
                run.append(run.isEmpty() && !afterTheirs ? "" : " ").append(word);
                continue;
            }
            boolean theirs = ENCODED.matcher(word).matches();
            if (!run.isEmpty()) {
                blank(out).append(all(theirs ? run + " " : run.toString()));
                run.setLength(0);
            }
            blank(out).append(word);
            afterTheirs = theirs;
        }
        if (!run.isEmpty()) {
            blank(out).append(all(run.toString()));
        }
        return out.toString();
    }

    private static StringBuilder blank(StringBuilder out) {
        return out.isEmpty() ? out : out.append(' ');
    }

    /** The whole text in encoded words, separated by blanks. */
    static String all(String text) {
        return quotes(text) ? quoted(text) : base64(text);
    }

    /** Whether Q is shorter than B, since most of the text is ASCII. */
    private static boolean quotes(String text) {
        int octets = text.getBytes(StandardCharsets.UTF_8).length;
        long plain = text.chars().filter(EncodedWords::plain).count();
        return (octets - plain) * 3 + plain <= (octets + 2) / 3 * 4L;
    }

    /** The characters that are also allowed in a phrase (RFC 2047 section 5, rule 3). */
    private static boolean plain(int c) {
        return c == ' '
                || (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || "!*+-/".indexOf(c) >= 0;
    }

    private static String quoted(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            String written = written(c);
            if (word.length() + written.length() > MAX_WORD - AROUND) {
                words.add(START_Q + word + "?=");
                word.setLength(0);
            }
            word.append(written);
            at += Character.charCount(c);
        }
        words.add(START_Q + word + "?=");
        return String.join(" ", words);
    }

    private static String written(int c) {
        if (plain(c)) {
            return c == ' ' ? "_" : Character.toString(c);
        }
        StringBuilder hex = new StringBuilder();
        for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            hex.append('=').append("%02X".formatted(octet & 0xFF));
        }
        return hex.toString();
    }

    private static String base64(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int octets = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int width = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (octets + width > BASE64_OCTETS) {
                words.add(word(part));
                part.setLength(0);
                octets = 0;
            }
            part.appendCodePoint(c);
            octets += width;
            at += Character.charCount(c);
        }
        words.add(word(part));
        return String.join(" ", words);
    }

    private static String word(StringBuilder part) {
        byte[] octets = part.toString().getBytes(StandardCharsets.UTF_8);
        return START_B + Base64.getEncoder().encodeToString(octets) + "?=";
    }
}
