package io.mailyard.mime;

import java.net.IDN;

/**
 * Writes lists of mailboxes in ASCII. Names and comments become encoded words, domains A-labels. A
 * local part beyond ASCII has no form in ASCII: such a mailbox becomes the name of an empty group
 * (RFC 6857 section 3.1.8), which a reader can still see.
 */
final class AsciiAddresses {
    private final String value;
    private final StringBuilder out = new StringBuilder();

    /** The words of the current mailbox, and whether one of them was quoted. */
    private final StringBuilder words = new StringBuilder();

    private final StringBuilder comments = new StringBuilder();
    private String angle = "";
    private boolean hasAngle;
    private boolean utf8Address;

    private AsciiAddresses(String value) {
        this.value = value;
    }

    static String write(String value) {
        AsciiAddresses all = new AsciiAddresses(value);
        all.run();
        return all.out.toString().strip();
    }

    /** Whether a mailbox has a local part beyond ASCII. */
    static boolean needUtf8(String value) {
        AsciiAddresses all = new AsciiAddresses(value);
        all.run();
        return all.utf8Address;
    }

    private void run() {
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            int end = end(at, c);
            String token = value.substring(at, end);
            switch (c) {
                case '(' -> comments.append(' ').append(comment(token));
                case '<' -> {
                    angle =
                            token.substring(
                                    1, token.endsWith(">") ? token.length() - 1 : token.length());
                    hasAngle = true;
                }
                case ',', ';' -> {
                    mailbox();
                    out.append(c).append(' ');
                }
                case ':' -> {
                    out.append(phrase(words.toString().strip())).append(": ");
                    words.setLength(0);
                }
                default -> words.append(token);
            }
            at = end;
        }
        mailbox();
    }

    /** Position after the token that begins at {@code at}. */
    private int end(int at, char c) {
        return switch (c) {
            case '"' -> closing(at, '"');
            case '(' -> closingComment(at);
            case '<' -> closing(at, '>');
            case '[' -> closing(at, ']');
            default -> at + 1;
        };
    }

    private int closing(int from, char close) {
        int at = from + 1;
        while (at < value.length() && value.charAt(at) != close) {
            at += value.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(value.length(), at + 1);
    }

    private int closingComment(int from) {
        int depth = 0;
        int at = from;
        while (at < value.length()) {
            char c = value.charAt(at);
            at += c == '\\' ? 2 : 1;
            depth += c == '(' ? 1 : 0;
            depth -= c == ')' ? 1 : 0;
            if (depth == 0) {
                break;
            }
        }
        return Math.min(value.length(), at);
    }

    private static String comment(String token) {
        if (!EncodedWords.beyondAscii(token)) {
            return token;
        }
        String inner =
                token.substring(1, token.endsWith(")") ? token.length() - 1 : token.length());
        return "(" + EncodedWords.all(inner) + ")";
    }

    private void mailbox() {
        String phrase = words.toString().strip();
        words.setLength(0);
        if (hasAngle) {
            out.append(mailbox(phrase, angle.strip()));
        } else if (!phrase.isEmpty()) {
            out.append(phrase.indexOf('@') < 0 ? phrase(phrase) : bare(phrase));
        }
        out.append(comments);
        comments.setLength(0);
        hasAngle = false;
        angle = "";
    }

    private String mailbox(String phrase, String address) {
        String ascii = address(address);
        if (EncodedWords.beyondAscii(ascii)) {
            utf8Address = true;
            String name = unquotedWords(phrase);
            return group(name.isEmpty() ? address : name + " <" + address + ">");
        }
        return phrase.isEmpty() ? "<" + ascii + ">" : phrase(phrase) + " <" + ascii + ">";
    }

    private String bare(String text) {
        String ascii = address(text);
        if (EncodedWords.beyondAscii(ascii)) {
            utf8Address = true;
            return group(text);
        }
        return ascii;
    }

    private static String group(String shown) {
        return EncodedWords.all(shown) + " :;";
    }

    /** The address with its domain in A-labels, if possible. */
    private static String address(String address) {
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        if (at < 0 || !EncodedWords.beyondAscii(domain)) {
            return address;
        }
        try {
            return address.substring(0, at + 1) + IDN.toASCII(domain.strip());
        } catch (IllegalArgumentException | IndexOutOfBoundsException none) {
            return address;
        }
    }

    private static String phrase(String phrase) {
        return EncodedWords.beyondAscii(phrase) ? EncodedWords.all(unquotedWords(phrase)) : phrase;
    }

    /** Removes quotes, which are syntax: an encoded word would show them. */
    private static String unquotedWords(String phrase) {
        StringBuilder bare = new StringBuilder();
        for (int i = 0; i < phrase.length(); i++) {
            char c = phrase.charAt(i);
            if (c == '\\' && i + 1 < phrase.length()) {
                i++;
                bare.append(phrase.charAt(i));
            } else if (c != '"') {
                bare.append(c);
            }
        }
        return bare.toString().strip();
    }

    /** The content of a quoted string; other text unchanged. */
    static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? unquotedWords(text.substring(1, text.length() - 1)) : text;
    }
}
