package io.mailyard.cli;

import io.mailyard.base.VisibleText;

/** Text made safe for a terminal: {@link VisibleText}. */
final class TerminalText {
    private TerminalText() {}

    /** The text on one line, with each invisible or active code point escaped. */
    static String text(String text) {
        return VisibleText.of(text);
    }

    /** Whether a terminal would act upon the code point instead of showing it. */
    static boolean acts(int codePoint) {
        return VisibleText.acts(codePoint);
    }

    /** The JSON escape of a code point, for example {@code \}{@code u001b}. */
    static String unicode(int codePoint) {
        return VisibleText.unicode(codePoint);
    }
}
