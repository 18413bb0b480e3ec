package io.mailyard.mime;

import io.mailyard.base.DomainName;
import io.mailyard.mime.AddressFieldReader.Element;
import java.nio.charset.Charset;

/**
 * Writes lists of mailboxes in ASCII, as {@link AddressFieldReader} reads them. Names and comments
 * become encoded words, domains A-labels. A local part beyond ASCII has no form in ASCII: such a
 * mailbox becomes the name of an empty group (RFC 6857 section 3.1.8), which a reader can still
 * see.
 */
final class AsciiAddresses {
    private final Charset legacy;
    private final StringBuilder out = new StringBuilder();
    private boolean utf8Address;

    private AsciiAddresses(Charset legacy) {
        this.legacy = legacy;
    }

    /**
     * Writes a field's value.
     *
     * @param octets a character for each octet
     * @param legacy the charset of names and comments that are not UTF-8
     */
    static String write(String octets, Charset legacy) {
        return run(octets, legacy).out.toString().strip();
    }

    /** Whether a mailbox has a local part beyond ASCII. */
    static boolean needUtf8(String octets, Charset legacy) {
        return run(octets, legacy).utf8Address;
    }

    private static AsciiAddresses run(String octets, Charset legacy) {
        AsciiAddresses all = new AsciiAddresses(legacy);
        AddressFieldReader reader = AddressFieldReader.of(octets);
        if (reader.isList()) {
            reader.elements().forEach(all::element);
        } else {
            all.new Unclear(reader.text()).run();
        }
        return all;
    }

    private void element(Element element) {
        switch (element) {
            case Element.ParsedMailbox mailbox ->
                    out.append(
                            mailbox(
                                    mailbox.phrase(),
                                    mailbox.local(),
                                    mailbox.domain(),
                                    mailbox.bracketed()));
            case Element.GroupName name -> out.append(phrase(name.phrase())).append(": ");
            case Element.Comment comment -> out.append(' ').append(comment(comment.text()));
            case Element.Separator separator -> out.append(separator.mark()).append(' ');
        }
    }

    private String mailbox(String phrase, String local, String domain, boolean bracketed) {
        String ascii =
                EncodedWords.beyondAscii(domain)
                        ? DomainName.normal(AddressList.text(domain))
                        : domain;
        if (EncodedWords.beyondAscii(local) || EncodedWords.beyondAscii(ascii)) {
            utf8Address = true;
            String address = text(local + "@" + domain);
            String name = text(unquotedWords(phrase));
            return group(name.isEmpty() ? address : name + " <" + address + ">");
        }
        String address = local + "@" + ascii;
        if (!bracketed) {
            return address;
        }
        return phrase.isEmpty() ? "<" + address + ">" : phrase(phrase) + " <" + address + ">";
    }

    private static String group(String shown) {
        return EncodedWords.all(shown) + " :;";
    }

    private String comment(String token) {
        if (!EncodedWords.beyondAscii(token)) {
            return token;
        }
        String inner =
                token.substring(1, token.endsWith(")") ? token.length() - 1 : token.length());
        return "(" + EncodedWords.all(text(inner)) + ")";
    }

    private String phrase(String phrase) {
        return EncodedWords.beyondAscii(phrase)
                ? EncodedWords.all(text(unquotedWords(phrase)))
                : phrase;
    }

    /** The text of a name. */
    private String text(String octets) {
        return AsciiHeader.text(octets, legacy);
    }

    /** Removes quotes, which are syntax: an encoded word would show them. */
    static String unquotedWords(String phrase) {
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

    /** Text that is not a list of mailboxes, written piece by piece. */
    private final class Unclear {
        private final String value;

        /** The words of the current mailbox. */
        private final StringBuilder words = new StringBuilder();

        private final StringBuilder comments = new StringBuilder();
        private String angle = "";
        private boolean hasAngle;

        Unclear(String value) {
            this.value = value;
        }

        void run() {
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
                                        1,
                                        token.endsWith(">") ? token.length() - 1 : token.length());
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
            int end =
                    switch (c) {
                        case '"' -> AddressFieldReader.quotedEnd(value, at);
                        case '(' -> AddressFieldReader.commentEnd(value, at);
                        case '<' -> angleEnd(at);
                        case '[' -> value.indexOf(']', at) + 1;
                        default -> at + 1;
                    };
            return end <= at ? value.length() : end;
        }

        private int angleEnd(int from) {
            int at = from + 1;
            while (at < value.length() && value.charAt(at) != '>') {
                char c = value.charAt(at);
                at = c == '"' || c == '(' ? end(at, c) : at + 1;
            }
            return Math.min(value.length(), at + 1);
        }

        private void mailbox() {
            String phrase = words.toString().strip();
            words.setLength(0);
            if (hasAngle) {
                out.append(mailbox(phrase, angle.strip(), true));
            } else if (!phrase.isEmpty()) {
                out.append(phrase.indexOf('@') < 0 ? phrase(phrase) : mailbox("", phrase, false));
            }
            out.append(comments);
            comments.setLength(0);
            hasAngle = false;
            angle = "";
        }

        /** A mailbox with something like an address, perhaps without a domain. */
        private String mailbox(String phrase, String address, boolean bracketed) {
            int sign = address.lastIndexOf('@');
            if (sign >= 0) {
                return AsciiAddresses.this.mailbox(
                        phrase,
                        address.substring(0, sign),
                        address.substring(sign + 1).strip(),
                        bracketed);
            }
            if (EncodedWords.beyondAscii(address)) {
                return group(text(unquotedWords(phrase) + " <" + address + ">").strip());
            }
            return phrase.isEmpty() ? "<" + address + ">" : phrase(phrase) + " <" + address + ">";
        }
    }
}
