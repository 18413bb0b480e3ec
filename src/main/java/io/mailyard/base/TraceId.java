package io.mailyard.base;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A trace id of <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>: 16 octets,
 * not all zero, by which a message's log lines, events and webhook requests are found. It is a
 * number, so that whatever a caller sends, only digits reach a log or a header.
 */
public record TraceId(long high, long low) {
    /** No trace id. */
    public static final TraceId NONE = new TraceId(0, 0);

    private static final int OCTETS = 16;
    private static final int DIGITS = 2 * OCTETS;
    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{" + DIGITS + "}");

    /** The trace id of 32 lower-case hexadecimal digits; empty if the text is not one. */
    public static Optional<TraceId> parse(String text) {
        return TEXT.matcher(text).matches()
                ? Optional.of(
                                new TraceId(
                                        Long.parseUnsignedLong(text, 0, DIGITS / 2, DIGITS / 2),
                                        Long.parseUnsignedLong(text, DIGITS / 2, DIGITS, 16)))
                        .filter(id -> !id.isNone())
                : Optional.empty();
    }

    /** One made from a name, always the same from the same. */
    public static TraceId madeFrom(String name) {
        return parse(Sha256.hex(name).substring(0, DIGITS)).orElse(new TraceId(0, 1));
    }

    /** As the store has it; {@link #NONE} if that is null, or not 16 octets. */
    public static TraceId of(byte @Nullable [] octets) {
        if (octets == null || octets.length != OCTETS) {
            return NONE;
        }
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        return new TraceId(buffer.getLong(), buffer.getLong());
    }

    /** Whether it stands for no trace: all zeros are no valid id (W3C Trace Context). */
    public boolean isNone() {
        return high == 0 && low == 0;
    }

    /** As the store has it; null if there is none. */
    public byte @Nullable [] octets() {
        return isNone() ? null : ByteBuffer.allocate(OCTETS).putLong(high).putLong(low).array();
    }

    /** 32 hexadecimal digits; empty if there is none. */
    public String text() {
        return isNone() ? "" : HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
