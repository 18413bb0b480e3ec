package io.mailyard.mime;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;

/**
 * Rewrites the fields that say whom a message is from (RFC 5322 section 3.6.2). The remaining parts
 * of a field keep their octets, whatever these are.
 */
public final class Originator {
    private Originator() {}

    /**
     * A {@code From} with another address or name; of several addresses the first remains.
     *
     * @param old the text after the colon
     * @param address the new address; empty: unchanged
     * @param name the new name; empty: unchanged
     * @return the whole field without the line's end
     */
    public static byte[] from(byte[] old, String address, String name) {
        Parts parts = Parts.of(new String(old, StandardCharsets.ISO_8859_1));
        String to = address.isEmpty() ? parts.address() : octets(address);
        String shown = name.isEmpty() ? parts.words() : octets(phrase(name));
        String field = shown.isEmpty() ? "<" + to + ">" : shown + "\r\n <" + to + ">";
        return ("From: " + field).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A {@code Reply-To} with only that address, without the line's end. */
    public static byte[] replyTo(String address) {
        return ("Reply-To: <" + address + ">").getBytes(StandardCharsets.UTF_8);
    }

    /** Text with a character for each octet. */
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A name for a header: quoted, or as encoded words (RFC 2047). */
    private static String phrase(String name) {
        try {
            String whole = Composer.address(new Mailbox(name, "a@b.example")).toString();
            return whole.substring(0, whole.lastIndexOf('<')).strip();
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException("every Java has UTF-8", impossible);
        }
    }

    /**
     * The first mailbox of a field.
     *
     * @param words the name as it is written; empty: there is none
     */
    private record Parts(String words, String address) {
        static Parts of(String field) {
            String flat = field.replaceAll("\\r?\\n[ \\t]*", " ").strip();
            int open = outside(flat, '<');
            int close = open < 0 ? -1 : flat.indexOf('>', open);
            int comma = outside(flat, ',');
            if (close > open && (comma < 0 || open < comma)) {
                return new Parts(
                        flat.substring(0, open).strip(), flat.substring(open + 1, close).strip());
            }
            String first = comma < 0 ? flat : flat.substring(0, comma);
            int comment = outside(first, '(');
            return new Parts("", (comment < 0 ? first : first.substring(0, comment)).strip());
        }

        /** Position of the first such character outside quoted strings; -1 if there is none. */
        private static int outside(String text, char wanted) {
            boolean quoted = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (c == wanted && !quoted) {
                    return i;
                }
            }
            return -1;
        }
    }
}
