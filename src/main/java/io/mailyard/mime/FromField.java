package io.mailyard.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The addresses of a {@code From} field (RFC 5322 section 3.6.2), parsed strictly because readers
 * and hosts judge a message by them: each mailbox has one address, and text between commas and
 * brackets is not guessed. Names may be anything.
 */
final class FromField {
    /** Maximum number of authors. */
    private static final int MOST = 100;

    private static final int SHOWN = 100;

    /**
     * Its repeated group is possessive, since a long local part would exhaust the stack otherwise.
     */
    private static final String LOCAL =
            "(?:[^\\s\"(),:;<>@\\[\\\\\\]\\p{Cc}\\x{FFFD}]+|\"(?:[^\"\\\\\\p{Cc}]|\\\\[^\\p{Cc}])*+\")";

    private static final Pattern ADDRESS =
            Pattern.compile(
                    LOCAL
                            + "@(?:[\\p{L}\\p{M}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_.-]*[\\p{L}\\p{M}\\p{N}_])?\\.?"
                            + "|\\[[0-9A-Fa-fIPv:.]{2,45}])");

    private final String field;
    private final StringBuilder words = new StringBuilder();
    private final List<String> addresses = new ArrayList<>();
    private String bracketed = "";
    private boolean bracket;

    private FromField(String field) {
        this.field = field;
    }

    /**
     * Parses the text after the colon, unfolded.
     *
     * @return at least one address
     * @throws IllegalArgumentException with the reason if it is not a list of mailboxes
     */
    static List<String> addresses(String value) {
        return new FromField(value).read();
    }

    private List<String> read() {
        int i = 0;
        while (i < field.length()) {
            char c = field.charAt(i);
            if (c == '"') {
                int end = quoted(i);
                words.append(field, i, end);
                i = end;
            } else if (c == '(') {
                i = comment(i);
                words.append(' ');
            } else if (c == '<') {
                i = bracketed(i);
            } else if (c == ',') {
                mailbox();
                i++;
            } else {
                words.append(c);
                i++;
            }
        }
        mailbox();
        if (addresses.isEmpty()) {
            throw none();
        }
        return List.copyOf(addresses);
    }

    private IllegalArgumentException none() {
        return new IllegalArgumentException(
                "its From is not a mail address: '" + OneLine.of(field, SHOWN) + "'");
    }

    /** Position after the quoted string that begins at {@code from}. */
    private int quoted(int from) {
        for (int i = from + 1; i < field.length(); i++) {
            if (field.charAt(i) == '\\') {
                i++;
            } else if (field.charAt(i) == '"') {
                return i + 1;
            }
        }
        throw none();
    }

    private int comment(int from) {
        int depth = 0;
        for (int i = from; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return i + 1;
            }
        }
        throw none();
    }

    private int bracketed(int from) {
        if (bracket) {
            throw none();
        }
        bracket = true;
        int i = from + 1;
        while (i < field.length() && field.charAt(i) != '>') {
            i = field.charAt(i) == '"' ? quoted(i) : i + 1;
        }
        if (i >= field.length()) {
            throw none();
        }
        bracketed = field.substring(from + 1, i);
        // the name precedes the address
        words.setLength(0);
        return i + 1;
    }

    /** Ends a mailbox; an empty one between two commas is ignored (RFC 5322 section 4.4). */
    private void mailbox() {
        String rest = words.toString().strip();
        if (bracket) {
            if (!rest.isEmpty()) {
                throw none();
            }
            add(bracketed.strip());
        } else if (!rest.isEmpty()) {
            add(rest);
        }
        words.setLength(0);
        bracket = false;
    }

    private void add(String address) {
        if (!ADDRESS.matcher(address).matches() || addresses.size() == MOST) {
            throw none();
        }
        addresses.add(address);
    }
}
