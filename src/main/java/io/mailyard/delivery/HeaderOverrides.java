package io.mailyard.delivery;

/**
 * What is put in place of what a message says, before it is signed; what is empty stays.
 *
 * @param fromEmail the address of From
 * @param replyTo the address of Reply-To
 * @param fromName the name in From
 */
public record HeaderOverrides(String fromEmail, String replyTo, String fromName) {
    /** The message goes as it is. */
    public static final HeaderOverrides NONE = new HeaderOverrides("", "", "");

    boolean none() {
        return equals(NONE);
    }
}
