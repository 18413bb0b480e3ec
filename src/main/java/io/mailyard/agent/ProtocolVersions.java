package io.mailyard.agent;

import io.mailyard.base.Version;
import io.mailyard.leases.NodeSessions;
import io.mailyard.wire.Out;
import java.util.OptionalInt;

/**
 * Versions of the node protocol that one side speaks, as {@code open} tells the other. The first
 * version had no number; 0.1.0 speaks version 2 and does not say which is its oldest.
 *
 * @param oldest the oldest that it speaks
 * @param newest the newest that it speaks
 * @param program the version of its program; empty: 0.1.0 or older
 */
record ProtocolVersions(long oldest, long newest, String program) {
    private static final int MAX_VERSION_CHARS = 100;

    /** Those of this program. */
    static final ProtocolVersions OWN =
            new ProtocolVersions(
                    NodeSessions.OLDEST_PROTOCOL, NodeSessions.PROTOCOL, Version.text());

    /** Reads what a node offers. */
    static ProtocolVersions offered(ProtocolFields fields) {
        return read(fields, fields.has("protocol") ? fields.id("protocol") : 1);
    }

    /** Reads what a server speaks; its answer's {@code protocol} is the one that both use. */
    static ProtocolVersions answered(ProtocolFields fields) {
        return read(
                fields,
                fields.has("newest_protocol")
                        ? fields.id("newest_protocol")
                        : fields.has("protocol") ? fields.id("protocol") : 1);
    }

    private static ProtocolVersions read(ProtocolFields fields, long newest) {
        return new ProtocolVersions(
                fields.has("oldest_protocol") ? fields.id("oldest_protocol") : newest,
                newest,
                fields.has("version") ? fields.text("version", MAX_VERSION_CHARS) : "");
    }

    /** The newest version that both sides speak. */
    OptionalInt common(ProtocolVersions other) {
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
    String refusal(String side, ProtocolVersions other, String otherSide) {
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

    /** Writes what a node offers. */
    void offer(Out out) {
        out.number("protocol", newest).number("oldest_protocol", oldest).text("version", program);
    }

    /** Writes what a server answers. */
    void answer(Out out, int spoken) {
        out.number("protocol", spoken)
                .number("oldest_protocol", oldest)
                .number("newest_protocol", newest)
                .text("version", program);
    }
}
