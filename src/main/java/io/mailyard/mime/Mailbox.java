package io.mailyard.mime;

/**
 * A mail address with its display name (RFC 5322 section 3.4).
 *
 * @param name for people; may be empty; control characters have become spaces
 * @param address {@code local@domain}; the domain in ASCII (IDNA) form
 */
public record Mailbox(String name, String address) {
    /** Maximum length of a name; a longer one would make a header line nobody reads. */
    private static final int MAX_NAME = 200;

    /**
     * Creates a mailbox.
     *
     * @throws IllegalArgumentException with the reason if {@code address} is not valid
     */
    public Mailbox {
        name = OneLine.of(name, MAX_NAME);
        address = checked(address);
    }

    /**
     * Parses {@code a@b.example} or {@code A Name <a@b.example>}.
     *
     * @throws IllegalArgumentException with the reason if it is neither
     */
    public static Mailbox parse(String text) {
        String stripped = text.strip();
        int open = stripped.endsWith(">") ? bracket(stripped) : -1;
        if (open < 0) {
            return new Mailbox("", stripped);
        }
        String name = stripped.substring(0, open).strip();
        if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
            name = name.substring(1, name.length() - 1).replace("\\\"", "\"");
        }
        return new Mailbox(name, stripped.substring(open + 1, stripped.length() - 1).strip());
    }

    /** Position of the first {@code <} outside quoted strings; negative if there is none. */
    private static int bracket(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** The part after the last {@code @}. */
    public String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /** Whether only a host with SMTPUTF8 can accept the address (RFC 6531). */
    public boolean needsUtf8() {
        return address.chars().anyMatch(c -> c > 126);
    }

    /** The address of an envelope, whose domain keeps its case. */
    private static String checked(String address) {
        Address read = Address.read(address);
        String domain = address.substring(address.lastIndexOf('@') + 1);
        boolean ascii = domain.chars().allMatch(c -> c < 128);
        return read.local() + "@" + (ascii ? domain : read.domain());
    }
}
