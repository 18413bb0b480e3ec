package io.mailyard.templates;

import java.util.Locale;

/**
 * What the product speaks to people: the {@code lang} of a user (docs/spec/admin-api.md, section
 * 3).
 */
public enum Language {
    RU(Locale.of("ru")),
    EN(Locale.ENGLISH);

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    /** {@code RU} or {@code EN} in any case; anything else, and empty, is English. */
    public static Language of(String lang) {
        return lang.strip().equalsIgnoreCase("RU") ? RU : EN;
    }

    /** For month names and the like. */
    public Locale locale() {
        return locale;
    }

    /** The value of HTML's {@code lang}: {@code ru} or {@code en}. */
    public String tag() {
        return locale.getLanguage();
    }
}
