package io.mailyard.base;

import java.time.ZoneId;

/** Time zones by their IANA names; offsets such as {@code +03:00} are none. */
public final class TimeZones {
    private TimeZones() {}

    /**
     * The zone of this name.
     *
     * @throws IllegalArgumentException with a sentence that names the value, if there is none
     */
    public static ZoneId of(String name) {
        if (ZoneId.getAvailableZoneIds().contains(name)) {
            return ZoneId.of(name);
        }
        throw new IllegalArgumentException(
                "'"
                        + VisibleText.shortened(name)
                        + "' is not an IANA time zone such as UTC or Europe/Berlin");
    }
}
