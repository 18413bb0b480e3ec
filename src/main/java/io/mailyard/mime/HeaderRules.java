package io.mailyard.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rules of the header for a message to be accepted (RFC 5322 section 3.6). */
final class HeaderRules {
    /**
     * Fields that a message may have once; readers and hosts disagree about which of two counts.
     */
    private static final List<String> ONCE =
            List.of(
                    "Date",
                    "From",
                    "Sender",
                    "Reply-To",
                    "To",
                    "Cc",
                    "Message-ID",
                    "In-Reply-To",
                    "References",
                    "Subject");

    private static final byte[] ASIDE = "X-Mailbox-Line: ".getBytes(StandardCharsets.US_ASCII);

    /** Maximum repetitions; no sensible message has more than one or two. */
    private static final int MOST_ASIDE = 4096;

    private HeaderRules() {}

    /**
     * The message with each line such as {@code From anna Mon Jan 1 00:00:00 2024} before its
     * header turned into a field. Mailbox files have such lines, messages do not, and as the end of
     * the header it would turn all fields into body.
     */
    static byte[] withMailboxLinesAside(byte[] message) {
        byte[] aside = message;
        int at = 0;
        while (isMailboxLine(aside, at)) {
            byte[] longer = new byte[aside.length + ASIDE.length];
            System.arraycopy(aside, 0, longer, 0, at);
            System.arraycopy(ASIDE, 0, longer, at, ASIDE.length);
            System.arraycopy(aside, at, longer, at + ASIDE.length, aside.length - at);
            aside = longer;
            while (at < aside.length && aside[at] != '\n') {
                at++;
            }
            at++;
            if (at > MOST_ASIDE) {
                break;
            }
        }
        return aside;
    }

    private static boolean isMailboxLine(byte[] message, int from) {
        int at = from;
        while (at < message.length && message[at] == '>') {
            at++;
        }
        byte[] start = {'F', 'r', 'o', 'm', ' '};
        for (byte c : start) {
            if (at >= message.length || message[at++] != c) {
                return false;
            }
        }
        while (at < message.length && (message[at] == ' ' || message[at] == '\t')) {
            at++;
        }
        // "From :" is a field in obsolete syntax
        return at < message.length && message[at] != ':';
    }

    /**
     * Checks a header.
     *
     * @return the addresses of {@code From}; empty if there is no such field, or an empty one
     * @throws IllegalArgumentException with all its faults
     */
    static List<String> authors(HeaderIndex fields) {
        List<String> faults = new ArrayList<>();
        for (String name : ONCE) {
            int count = fields.count(name.toLowerCase(Locale.ROOT));
            if (count > 1) {
                faults.add("it has " + count + " " + name + " fields, and may have one");
            }
        }
        List<String> authors = List.of();
        String from = fields.first("from").orElse("");
        if (!from.isEmpty()) {
            try {
                AddressList list = fields.addresses("from").orElseThrow();
                // groups, and the white space of old mail, do not change how it is read
                authors = list.clear() ? list.addresses() : FromField.addresses(from);
                if (authors.size() > 1 && fields.first("sender").orElse("").isEmpty()) {
                    faults.add("its From has several addresses, and it has no Sender");
                }
            } catch (IllegalArgumentException none) {
                faults.add(String.valueOf(none.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "the message is not as RFC 5322 section 3.6 wants it: "
                            + String.join("; ", faults));
        }
        return authors;
    }
}
