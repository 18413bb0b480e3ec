package io.mailyard.panel;

import io.mailyard.templates.Language;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Exact times and spans of time, in words. */
final class SpanWords {
    private static final DateTimeFormatter EN =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss.SSS", Language.EN.locale());
    private static final DateTimeFormatter RU =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss.SSS", Language.RU.locale());

    private SpanWords() {}

    /** A time to the millisecond. */
    static String exact(Translations words, Instant at, ZoneId zone) {
        return (words.language() == Language.RU ? RU : EN).format(at.atZone(zone));
    }

    /** A span in its two largest units, such as {@code 2 h 5 min}. */
    static String span(Translations words, Duration span) {
        Duration time = span.abs();
        if (time.toDays() > 0) {
            return two(words, time.toDays(), "days", time.toHoursPart(), "hours");
        }
        if (time.toHours() > 0) {
            return two(words, time.toHours(), "hours", time.toMinutesPart(), "minutes");
        }
        if (time.toMinutes() > 0) {
            return two(words, time.toMinutes(), "minutes", time.toSecondsPart(), "seconds");
        }
        return time.toSeconds() > 0
                ? words.text("span.seconds", words.number(time.toSeconds()))
                : words.text("span.millis", words.number(time.toMillis()));
    }

    private static String two(
            Translations words, long large, String unit, long small, String smaller) {
        String first = words.text("span." + unit, words.number(large));
        return small == 0
                ? first
                : first + " " + words.text("span." + smaller, words.number(small));
    }

    /** A time as seen from now: {@code in 12 min}, {@code 3 h ago}. */
    static String relative(Translations words, Instant at, Instant now) {
        Duration until = Duration.between(now, at);
        if (until.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return words.text("span.now");
        }
        return words.text(until.isNegative() ? "span.ago" : "span.in", span(words, until));
    }
}
