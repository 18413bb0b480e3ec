package io.mailyard.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text of an address field by the grammar (RFC 5322 section 3.4), from the left. Everyone
 * who needs the addresses of a field uses it: whoever decides who may write the field, and whoever
 * rewrites it, must see the same mailboxes.
 *
 * <p>Its text has one character for each octet. Everything that gives a field its structure is
 * ASCII, so no charset that the names may be in moves it.
 */
final class AddressFieldReader {
    /** Maximum depth of comments within comments: mail has one or two. */
    private static final int DEEPEST = 20;

    /** Part of a list, in its order. */
    sealed interface Element {
        /**
         * A mailbox.
         *
         * @param phrase the name as it is written, without comments; empty: it has none
         * @param bracketed whether its address is in angle brackets
         */
        record ParsedMailbox(String phrase, String local, String domain, boolean bracketed)
                implements Element {
            /** {@code local@domain}, without comments and white space. */
            String address() {
                return local + "@" + domain;
            }
        }

        /** The name of a group, which ends in a colon. */
        record GroupName(String phrase) implements Element {}

        /** A comment of the mailbox before it, with its parentheses. */
        record Comment(String text) implements Element {}

        /** A comma, or the semicolon that ends a group. */
        record Separator(char mark) implements Element {}
    }

    private final String text;
    private final List<Element> elements = new ArrayList<>(2);
    private final List<Element.Comment> comments = new ArrayList<>(0);
    private final boolean isList;
    private int at;

    private AddressFieldReader(String text) {
        this.text = text;
        this.isList = list();
        ended(comments);
    }

    /** Reads the octets after a field's colon. */
    static AddressFieldReader of(byte[] octets, int from, int to) {
        return of(new String(octets, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads the text after a field's colon.
     *
     * @param octets a character for each octet, with the folds
     */
    static AddressFieldReader of(String octets) {
        return new AddressFieldReader(unfolded(octets));
    }

    private static String unfolded(String octets) {
        int end = octets.length();
        while (end > 0 && (octets.charAt(end - 1) == '\n' || octets.charAt(end - 1) == '\r')) {
            end--;
        }
        String text = octets.substring(0, end);
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.replace("\r", "").replace("\n", "");
    }

    /** The text without its folds. */
    String text() {
        return text;
    }

    /** Whether the whole text is a list of mailboxes and groups, perhaps of empty groups only. */
    boolean isList() {
        return isList;
    }

    /** The elements; if it is not a list, those before the first fault. */
    List<Element> elements() {
        return elements;
    }

    /** The mailboxes among the elements. */
    List<Element.ParsedMailbox> mailboxes() {
        List<Element.ParsedMailbox> mailboxes = new ArrayList<>(elements.size());
        for (Element element : elements) {
            if (element instanceof Element.ParsedMailbox mailbox) {
                mailboxes.add(mailbox);
            }
        }
        return mailboxes;
    }

    /** Position after the quoted string that begins at {@code from}; -1 if it does not end. */
    static int quotedEnd(String text, int from) {
        for (int at = from + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            at += c == '\\' ? 1 : 0;
        }
        return -1;
    }

    /** Position after the comment that begins at {@code from}; -1 if it does not end. */
    static int commentEnd(String text, int from) {
        int depth = 0;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return at + 1;
            }
            if (depth > DEEPEST) {
                return -1;
            }
        }
        return -1;
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private boolean sees(char c) {
        return !atEnd() && text.charAt(at) == c;
    }

    private boolean takes(char c) {
        boolean there = sees(c);
        at += there ? 1 : 0;
        return there;
    }

    /** Ends a mailbox: comments are written behind it. */
    private void ended(List<Element.Comment> pending) {
        elements.addAll(pending);
        pending.clear();
    }

    private void separated(char mark) {
        ended(comments);
        elements.add(new Element.Separator(mark));
    }

    /** Parses addresses and groups separated by commas. */
    private boolean list() {
        boolean inGroup = false;
        boolean wantsComma = false;
        while (blank()) {
            if (atEnd()) {
                return !inGroup;
            }
            if (takes(',')) {
                separated(',');
                wantsComma = false;
            } else if (inGroup && takes(';')) {
                separated(';');
                inGroup = false;
                wantsComma = true;
            } else if (wantsComma) {
                return false;
            } else {
                int from = at;
                StringBuilder words = new StringBuilder();
                if (!words(words)) {
                    return false;
                }
                if (!inGroup && !words.isEmpty() && sees(':')) {
                    elements.add(new Element.GroupName(phrase(from, at)));
                    at++;
                    inGroup = true;
                } else if (mailbox(from, words)) {
                    wantsComma = true;
                } else {
                    return false;
                }
            }
        }
        return false;
    }

    /** The text between two positions without comments, which the reader has found to be whole. */
    private String phrase(int from, int to) {
        if (text.indexOf('(', from, to) < 0) {
            return text.substring(from, to).strip();
        }
        StringBuilder phrase = new StringBuilder();
        int i = from;
        while (i < to) {
            char c = text.charAt(i);
            int end = c == '"' ? quotedEnd(text, i) : c == '(' ? commentEnd(text, i) : i + 1;
            phrase.append(c == '(' ? " " : text.substring(i, end));
            i = end;
        }
        return phrase.toString().strip();
    }

    /** Parses the rest of a mailbox, behind a name or a local part that begins at {@code from}. */
    private boolean mailbox(int from, StringBuilder words) {
        int to = at;
        if (!takes('<')) {
            return address("", words, false);
        }
        StringBuilder local = new StringBuilder();
        return blank()
                && words(local)
                && address(phrase(from, to), local, true)
                && blank()
                && takes('>');
    }

    private boolean address(String phrase, StringBuilder local, boolean bracketed) {
        if (local.isEmpty() || local.indexOf(" ") >= 0 || !takes('@') || !blank()) {
            return false;
        }
        StringBuilder domain = new StringBuilder();
        boolean isDomain =
                sees('[')
                        ? literal(domain)
                        : words(domain)
                                && !domain.isEmpty()
                                && domain.indexOf(" ") < 0
                                && domain.indexOf("\"") < 0;
        if (isDomain) {
            elements.add(
                    new Element.ParsedMailbox(
                            phrase, local.toString(), domain.toString(), bracketed));
        }
        return isDomain;
    }

    private boolean literal(StringBuilder to) {
        int end = text.indexOf(']', at);
        if (end < 0) {
            return false;
        }
        to.append(text, at, end + 1);
        at = end + 1;
        return blank();
    }

    /**
     * Parses atoms, quoted strings and dots. White space around a dot has no meaning; elsewhere it
     * becomes one blank.
     */
    private boolean words(StringBuilder to) {
        boolean apart = false;
        while (!atEnd()) {
            char c = text.charAt(at);
            if (c == '"') {
                int end = quotedEnd(text, at);
                if (end < 0) {
                    return false;
                }
                to.append(apart ? " " : "").append(text, at, end);
                at = end;
            } else if (c == '.') {
                to.append(c);
                at++;
            } else if (isAtom(c)) {
                boolean dotted = !to.isEmpty() && to.charAt(to.length() - 1) == '.';
                to.append(apart && !dotted ? " " : "").append(c);
                at++;
            } else {
                return true;
            }
            int before = at;
            if (!blank()) {
                return false;
            }
            apart = at > before;
        }
        return true;
    }

    private static boolean isAtom(char c) {
        return c > 126 || (c > ' ' && "()<>[]:;@\\,.\"".indexOf(c) < 0);
    }

    /** Skips white space and comments; false if a comment does not end. */
    private boolean blank() {
        while (!atEnd()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (c != '(') {
                return true;
            } else {
                int end = commentEnd(text, at);
                if (end < 0) {
                    return false;
                }
                comments.add(new Element.Comment(text.substring(at, end)));
                at = end;
            }
        }
        return true;
    }
}
