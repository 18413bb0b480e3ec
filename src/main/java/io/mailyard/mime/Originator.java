package io.mailyard.mime;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
     * @param name the new name; empty: unchanged, and so is a field whose address cannot be read
     * @return the whole field without the line's end
     */
    public static byte[] from(byte[] old, String address, String name) {
        Parts parts = Parts.of(AddressFieldReader.of(old, 0, old.length));
        String to = address.isEmpty() ? parts.address() : AddressList.octets(address);
        String shown = name.isEmpty() ? parts.words() : AddressList.octets(phrase(name));
        if (to.isEmpty()) {
            return ("From:" + new String(old, StandardCharsets.ISO_8859_1).stripTrailing())
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        String field = shown.isEmpty() ? "<" + to + ">" : shown + "\r\n <" + to + ">";
        return ("From: " + field).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A {@code Reply-To} with only that address, without the line's end. */
    public static byte[] replyTo(String address) {
        return ("Reply-To: <" + address + ">").getBytes(StandardCharsets.UTF_8);
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
     * The first mailbox of a field, of octets.
     *
     * @param words the name as it is written; empty: there is none
     */
    private record Parts(String words, String address) {
        static Parts of(AddressFieldReader reader) {
            List<AddressFieldReader.Element.ParsedMailbox> mailboxes = reader.mailboxes();
            if (AddressList.isClear(reader) && !mailboxes.isEmpty()) {
                AddressFieldReader.Element.ParsedMailbox first = mailboxes.getFirst();
                return new Parts(first.phrase(), first.address());
            }
            String field = reader.text();
            try {
                String address = FromField.addresses(AddressList.text(field)).getFirst();
                return new Parts(name(field), AddressList.octets(address));
            } catch (IllegalArgumentException unreadable) {
                return new Parts("", "");
            }
        }

        /** A name that may hold what only quoted names may, such as {@code [Shop] news@home}. */
        private static String name(String field) {
            StringBuilder words = new StringBuilder();
            int at = 0;
            while (at < field.length() && field.charAt(at) != '<') {
                char c = field.charAt(at);
                if (c == ',') {
                    return "";
                }
                int end =
                        switch (c) {
                            case '"' -> AddressFieldReader.quotedEnd(field, at);
                            case '(' -> AddressFieldReader.commentEnd(field, at);
                            default -> at + 1;
                        };
                if (end < 0) {
                    return "";
                }
                words.append(c == '(' ? "" : field.substring(at, end));
                at = end;
            }
            String name = AsciiAddresses.unquotedWords(words.toString());
            String quoted = "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            boolean isClear = AddressList.isClear(AddressFieldReader.of(quoted + " <a@b.example>"));
            return at >= field.length() || name.isEmpty() || !isClear ? "" : quoted;
        }
    }
}
