package io.mailyard.panel;

import java.time.Duration;

/** Says spans of whole seconds in words. */
final class Spans {
    private Spans() {}

    static String text(Translations words, long seconds) {
        return seconds == 0
                ? words.text("span.seconds", words.number(0))
                : SpanWords.span(words, Duration.ofSeconds(seconds));
    }

    /** From one span to another; one of them where they are the same. */
    static String range(Translations words, long least, long most) {
        return least == most
                ? text(words, least)
                : words.text("span.range", text(words, least), text(words, most));
    }
}
