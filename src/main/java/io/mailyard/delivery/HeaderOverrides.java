package io.mailyard.delivery;

/**
 * Header values that replace those of the message before it is signed; an empty value changes
 * nothing.
 *
 * @param fromEmail the address of From
 * @param replyTo the address of Reply-To
 * @param fromName the name in From
 */
public record HeaderOverrides(String fromEmail, String replyTo, String fromName) {
    /** No change. */
    public static final HeaderOverrides NONE = new HeaderOverrides("", "", "");

    boolean isEmpty() {
        return equals(NONE);
    }
}
