package io.mailyard.notices;

import io.mailyard.templates.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Formats a time for people, with the name of its time zone. */
public final class TimeText {
    private static final String RUSSIAN = "d MMMM y 'г., 'HH:mm";
    private static final String ENGLISH = "d MMMM y, HH:mm";

    private TimeText() {}

    /** The time, for example {@code 12 March 2026, 14:05 (Europe/Berlin, UTC+01:00)}. */
    public static String shown(Instant time, ZoneId zone, Language language) {
        ZonedDateTime there = time.atZone(zone);
        String pattern =
                switch (language) {
                    case RU -> RUSSIAN;
                    case EN -> ENGLISH;
                };
        String moment = DateTimeFormatter.ofPattern(pattern, language.locale()).format(there);
        return moment + " (" + zoneName(zone, there.getOffset()) + ")";
    }

    private static String zoneName(ZoneId zone, ZoneOffset offset) {
        String fromUtc = offset.equals(ZoneOffset.UTC) ? "UTC" : "UTC" + offset.getId();
        return zone.normalized() instanceof ZoneOffset ? fromUtc : zone.getId() + ", " + fromUtc;
    }
}
