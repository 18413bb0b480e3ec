package io.mailyard.panel;

import java.time.Duration;
import java.time.Instant;

/** Words for the time that something has lasted, in two units at most. */
final class Ages {
    private static final Duration NOW = Duration.ofMinutes(1);

    private Ages() {}

    static String text(Translations words, Instant since, Instant now) {
        return text(words, Duration.between(since, now));
    }

    /**
     * Says how long ago something was. What was just now stays so for a minute, so that a page that
     * is kept up to date is not sent anew at each look.
     */
    static String ago(Translations words, Instant at, Instant now) {
        return Duration.between(at, now).compareTo(NOW) < 0
                ? words.text("age.now")
                : words.text("age.ago", text(words, at, now));
    }

    static String text(Translations words, Duration given) {
        Duration age = given.isNegative() ? Duration.ZERO : given;
        if (age.toDays() > 0) {
            return words.text("age.days", words.number(age.toDays()), age.toHoursPart());
        }
        if (age.toHours() > 0) {
            return words.text("age.hours", age.toHours(), age.toMinutesPart());
        }
        return age.toMinutes() > 0
                ? words.text("age.minutes", age.toMinutes())
                : words.text("age.seconds", age.toSeconds());
    }
}
