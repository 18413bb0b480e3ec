package io.mailyard.cli;

import io.mailyard.base.VisibleText;

/** Text made safe for a terminal: {@link VisibleText}. */
final class TerminalText {
    private TerminalText() {}

    /** The text on one line, each code point that shows nothing or does something escaped. */
    static String text(String text) {
        return VisibleText.of(text);
    }

    /** Whether a terminal would do something else with it than show it. */
    static boolean acts(int codePoint) {
        return VisibleText.acts(codePoint);
    }

    /** Such as {@code \}{@code u001b}, as JSON writes it. */
    static String unicode(int codePoint) {
        return VisibleText.unicode(codePoint);
    }
}
