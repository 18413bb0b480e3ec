package io.mailyard.panel;

/** Says spans of time in words: the two largest units, such as {@code 1 h 30 min}. */
final class Spans {
    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;

    private Spans() {}

    static String text(Translations words, long seconds) {
        if (seconds >= DAY) {
            return joined(
                    words.text("span.days", words.number(seconds / DAY)),
                    seconds % DAY / HOUR,
                    words.text("span.hours", words.number(seconds % DAY / HOUR)));
        }
        if (seconds >= HOUR) {
            return joined(
                    words.text("span.hours", words.number(seconds / HOUR)),
                    seconds % HOUR / MINUTE,
                    words.text("span.minutes", words.number(seconds % HOUR / MINUTE)));
        }
        if (seconds >= MINUTE) {
            return joined(
                    words.text("span.minutes", words.number(seconds / MINUTE)),
                    seconds % MINUTE,
                    words.text("span.seconds", words.number(seconds % MINUTE)));
        }
        return words.text("span.seconds", words.number(seconds));
    }

    private static String joined(String large, long rest, String small) {
        return rest == 0 ? large : large + " " + small;
    }

    /** From one span to another; one of them where they are the same. */
    static String range(Translations words, long least, long most) {
        return least == most
                ? text(words, least)
                : words.text("span.range", text(words, least), text(words, most));
    }
}
