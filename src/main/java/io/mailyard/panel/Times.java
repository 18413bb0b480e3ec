package io.mailyard.panel;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Moments that a person writes, in that person's zone. */
final class Times {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private Times() {}

    /** As calls take it; a day alone is its beginning; empty where it is none. */
    static Optional<String> read(Visit visit, String written) {
        try {
            LocalDateTime time =
                    written.length() <= 10
                            ? LocalDate.parse(written).atStartOfDay()
                            : LocalDateTime.parse(written.replace('T', ' '), MINUTES);
            return Optional.of(time.atZone(visit.zone()).toInstant().toString());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
