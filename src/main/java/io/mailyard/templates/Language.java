package io.mailyard.templates;

import java.util.Locale;

/**
 * The languages of pages and mail: the {@code lang} of a user (docs/spec/admin-api.md, section 3).
 */
public enum Language {
    RU(Locale.of("ru")),
    EN(Locale.ENGLISH);

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    /** {@code RU} or {@code EN} in any case; any other text, even an empty one, is English. */
    public static Language of(String lang) {
        return lang.strip().equalsIgnoreCase("RU") ? RU : EN;
    }

    /** The locale, for names of months and the like. */
    public Locale locale() {
        return locale;
    }

    /** The value of HTML's {@code lang}: {@code ru} or {@code en}. */
    public String tag() {
        return locale.getLanguage();
    }
}
