package io.mailyard.mime;

import java.io.UnsupportedEncodingException;

/** The fields that say whom a message is from, written anew (RFC 5322 section 3.6.2). */
public final class Originator {
    private Originator() {}

    /**
     * A {@code From} that is another in part.
     *
     * @param old what stood behind the colon
     * @param address the address in place of the one there; empty: as it was
     * @param name the name in its place; empty: as it was, in the very octets
     * @return the whole field without the line's end
     */
    public static String from(String old, String address, String name) {
        String flat = old.replaceAll("\\r?\\n[ \\t]*", " ").strip();
        int open = flat.lastIndexOf('<');
        int close = flat.indexOf('>', open + 1);
        boolean angled = open >= 0 && close > open;
        String kept = angled ? flat.substring(open + 1, close).strip() : flat;
        String words = angled ? flat.substring(0, open).strip() : "";
        String to = address.isEmpty() ? kept : address;
        String shown = name.isEmpty() ? words : phrase(name);
        return "From: " + (shown.isEmpty() ? "<" + to + ">" : shown + "\r\n <" + to + ">");
    }

    /** A {@code Reply-To} with that address alone, without the line's end. */
    public static String replyTo(String address) {
        return "Reply-To: <" + address + ">";
    }

    /** A name as a header has it: quoted, or as encoded words (RFC 2047). */
    private static String phrase(String name) {
        try {
            String whole = Composer.address(new Mailbox(name, "a@b.example")).toString();
            return whole.substring(0, whole.lastIndexOf('<')).strip();
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException("every Java has UTF-8", impossible);
        }
    }
}
