package io.mailyard.mime;

import io.mailyard.base.DomainName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of a header field such as From (RFC 5322 section 3.4, RFC 6532), for deciding who
 * may write it. Reads groups, quoted names, comments, folds and the white space that old mail has
 * within addresses. If a field can be read in more than one way it is not {@code clear}, and its
 * domains include every one that any reader could take from it.
 *
 * @param addresses in their order, {@code local@domain}
 * @param domains the distinct domains of these, in A-labels and lower case; if it is not clear, of
 *     everything that looks like an address
 * @param clear whether the field is a list of addresses and nothing else
 */
public record AddressList(List<String> addresses, List<String> domains, boolean clear) {
    /** Copies the lists. */
    public AddressList {
        addresses = List.copyOf(addresses);
        domains = List.copyOf(domains);
    }

    /** Parses the text after a field's colon. */
    public static AddressList parse(String value) {
        String text = value.replaceAll("[\\r\\n]+", "");
        Reader reader = new Reader(text);
        if (reader.list()) {
            Set<String> domains = new LinkedHashSet<>();
            reader.found.forEach(address -> domains.add(domainOf(address)));
            return new AddressList(reader.found, List.copyOf(domains), true);
        }
        Set<String> domains = new LinkedHashSet<>();
        collect(text, domains);
        collect(DecodedWords.of(text), domains);
        return new AddressList(reader.found, List.copyOf(domains), false);
    }

    /** The domain of the first address; empty if there is none, or if the field is not clear. */
    public String firstDomain() {
        return clear && !domains.isEmpty() ? domains.getFirst() : "";
    }

    private static String domainOf(String address) {
        return DomainName.normal(address.substring(address.lastIndexOf('@') + 1));
    }

    /** Every text after an {@code @} that could be a domain. */
    private static void collect(String text, Set<String> domains) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int from = at + 1;
            while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            int to = from;
            while (to < text.length() && isOfDomain(text.charAt(to))) {
                to++;
            }
            if (to > from) {
                domains.add(DomainName.normal(text.substring(from, to)));
            }
        }
    }

    private static boolean isOfDomain(char c) {
        return c == '.' || c == '-' || c == '_' || c > 126 || Character.isLetterOrDigit(c);
    }

    /** Parses by the grammar, from the left; each method returns whether it found its element. */
    private static final class Reader {
        /** Maximum depth of comments within comments: mail has one or two. */
        private static final int DEEPEST = 20;

        private final String text;
        private final List<String> found = new ArrayList<>();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        private boolean ended() {
            return at >= text.length();
        }

        private boolean sees(char c) {
            return !ended() && text.charAt(at) == c;
        }

        private boolean takes(char c) {
            boolean there = sees(c);
            at += there ? 1 : 0;
            return there;
        }

        /** Parses addresses and groups separated by commas. */
        boolean list() {
            boolean inGroup = false;
            boolean wantsComma = false;
            while (blank()) {
                if (ended()) {
                    return !inGroup && !found.isEmpty();
                }
                if (takes(',')) {
                    wantsComma = false;
                } else if (inGroup && takes(';')) {
                    inGroup = false;
                    wantsComma = true;
                } else if (wantsComma) {
                    return false;
                } else {
                    StringBuilder words = new StringBuilder();
                    if (!words(words)) {
                        return false;
                    }
                    if (!inGroup && !words.isEmpty() && takes(':')) {
                        inGroup = true;
                    } else if (mailbox(words)) {
                        wantsComma = true;
                    } else {
                        return false;
                    }
                }
            }
            return false;
        }

        /** Parses what follows a name or a local part. */
        private boolean mailbox(StringBuilder words) {
            if (takes('<')) {
                StringBuilder local = new StringBuilder();
                return blank() && words(local) && address(local) && blank() && takes('>');
            }
            return address(words);
        }

        private boolean address(StringBuilder local) {
            if (local.isEmpty() || local.indexOf(" ") >= 0 || !takes('@') || !blank()) {
                return false;
            }
            StringBuilder domain = new StringBuilder();
            if (sees('[')) {
                return literal(domain) && add(local, domain);
            }
            return words(domain)
                    && !domain.isEmpty()
                    && domain.indexOf(" ") < 0
                    && domain.indexOf("\"") < 0
                    && add(local, domain);
        }

        private boolean add(StringBuilder local, StringBuilder domain) {
            found.add(local + "@" + domain);
            return true;
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
         * Parses atoms, quoted strings and dots. White space around a dot has no meaning; elsewhere
         * it becomes one blank.
         */
        private boolean words(StringBuilder to) {
            boolean apart = false;
            while (!ended()) {
                char c = text.charAt(at);
                if (c == '"') {
                    int from = at;
                    if (!quoted()) {
                        return false;
                    }
                    to.append(apart ? " " : "").append(text, from, at);
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

        private boolean quoted() {
            at++;
            while (!ended()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return true;
                }
                at += c == '\\' ? 1 : 0;
            }
            return false;
        }

        /** Skips white space and comments; false if a comment does not end. */
        private boolean blank() {
            while (!ended()) {
                char c = text.charAt(at);
                if (c == ' ' || c == '\t') {
                    at++;
                } else if (c != '(') {
                    return true;
                } else if (!comment()) {
                    return false;
                }
            }
            return true;
        }

        private boolean comment() {
            int depth = 0;
            while (!ended()) {
                char c = text.charAt(at++);
                if (c == '\\') {
                    at++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    return true;
                }
                if (depth > DEEPEST) {
                    return false;
                }
            }
            return false;
        }
    }
}
