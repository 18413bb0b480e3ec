package io.mailyard.protocol;

import io.mailyard.base.Version;
import java.util.OptionalInt;

/**
 * Versions of the node protocol that one side speaks, as {@code open} tells the other. The first
 * version had no number; 0.1.0 speaks version 2 and does not say which is its oldest.
 *
 * @param oldest the oldest that it speaks
 * @param newest the newest that it speaks
 * @param program the version of its program; empty: 0.1.0 or older
 */
public record ProtocolVersions(long oldest, long newest, String program) {
    /** Newest version of the node protocol implemented here (docs/node-protocol.md). */
    public static final int NEWEST = 2;

    /** Oldest one implemented here: that of the release before. */
    public static final int OLDEST = 2;

    /** Maximum length of the version of a program. */
    static final int MAX_PROGRAM = 100;

    /** Versions that this program speaks. */
    public static final ProtocolVersions OWN = new ProtocolVersions(OLDEST, NEWEST, Version.text());

    /** The newest version that both sides speak. */
    public OptionalInt common(ProtocolVersions other) {
        long spoken = Math.min(newest, other.newest);
        return spoken >= Math.max(oldest, other.oldest)
                ? OptionalInt.of((int) spoken)
                : OptionalInt.empty();
    }

    /**
     * Says why two sides cannot work together: which is older, what each speaks, what to do.
     *
     * @param side what {@code this} is: the node or the server
     */
    public String refusal(String side, ProtocolVersions other, String otherSide) {
        boolean older = newest < other.newest;
        return "the "
                + side
                + " is "
                + (older ? "older" : "newer")
                + " than the "
                + otherSide
                + ": it speaks "
                + text()
                + " of the node protocol, the "
                + otherSide
                + " "
                + other.text()
                + "; upgrade the "
                + (older ? side : otherSide);
    }

    private String text() {
        String versions =
                oldest == newest ? "version " + newest : "versions " + oldest + " to " + newest;
        return program.isEmpty() ? versions : versions + " (Mailyard " + program + ")";
    }
}
