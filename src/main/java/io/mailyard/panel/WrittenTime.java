package io.mailyard.panel;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Times as people write them into fields: by the clock of their zone, to the minute. */
final class WrittenTime {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final int DAY_CHARS = "2026-11-30".length();

    private WrittenTime() {}

    /** A time for a field; one with seconds stands there exactly, so that saving keeps it. */
    static String shown(Instant time, ZoneId zone) {
        boolean wholeMinute = time.getEpochSecond() % 60 == 0 && time.getNano() == 0;
        return wholeMinute ? MINUTES.format(time.atZone(zone)) : time.toString();
    }

    /** The time that was written; a day alone is its beginning; empty: unreadable. */
    static Optional<Instant> read(String written, ZoneId zone) {
        String text = written.strip();
        try {
            if (text.endsWith("Z")) {
                return Optional.of(Instant.parse(text));
            }
            LocalDateTime time =
                    text.length() <= DAY_CHARS
                            ? LocalDate.parse(text).atStartOfDay()
                            : LocalDateTime.parse(text.replace('T', ' '), MINUTES);
            return Optional.of(time.atZone(zone).toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
