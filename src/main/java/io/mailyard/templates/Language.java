package io.mailyard.templates;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;

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

    /**
     * The one of these languages that a browser likes best (RFC 9110, section 12.5.4); English
     * where it likes neither.
     *
     * @param accepted the value of its header Accept-Language; empty: it says nothing
     */
    public static Language ofAccepted(String accepted) {
        List<LanguageRange> ranges;
        try {
            ranges = accepted.isBlank() ? List.of() : LanguageRange.parse(accepted);
        } catch (IllegalArgumentException malformed) {
            return EN;
        }
        for (LanguageRange range : ranges) { // the heaviest first
            String language = range.getRange().split("-", 2)[0];
            for (Language ours : values()) {
                if (range.getWeight() > 0 && ours.tag().equals(language)) {
                    return ours;
                }
            }
        }
        return EN;
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
