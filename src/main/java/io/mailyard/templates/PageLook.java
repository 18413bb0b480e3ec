package io.mailyard.templates;

import java.util.Map;

/**
 * Look of a page for whoever reads it.
 *
 * @param theme {@code light} or {@code dark}; empty: as the browser says
 */
public record PageLook(Language language, String theme) {
    /** The cookie with the language that was chosen in a browser. */
    public static final String LANGUAGE_COOKIE = "mailyard_lang";

    /** The cookie with the theme that was chosen in a browser. */
    public static final String THEME_COOKIE = "mailyard_theme";

    /**
     * Look that was chosen in a browser.
     *
     * @param cookies that it sends, by name
     * @param otherwise the language where none was chosen
     */
    public static PageLook of(Map<String, String> cookies, Language otherwise) {
        String language = cookies.getOrDefault(LANGUAGE_COOKIE, "");
        String theme = cookies.getOrDefault(THEME_COOKIE, "");
        return new PageLook(
                language.isEmpty() ? otherwise : Language.of(language),
                theme.equals("light") || theme.equals("dark") ? theme : "");
    }
}
