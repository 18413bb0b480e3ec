package io.mailyard.panel;

import io.mailyard.templates.BidiText;
import io.mailyard.templates.Language;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/**
 * Everything that the panel says, in one language: messages of {@code panel/words_en.properties}
 * and {@code words_ru.properties} (UTF-8), with places {@code {0}}, {@code {1}} ... A message that
 * depends on a number has the forms {@code KEY.one}, {@code KEY.many} and, in Russian, {@code
 * KEY.few}, each a whole sentence.
 */
public final class Translations {
    private static final Map<Language, Translations> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, new Translations(language));
        }
    }

    private final Language language;
    private final ResourceBundle bundle;
    private final DateTimeFormatter times;

    private Translations(Language language) {
        this.language = language;
        this.bundle =
                ResourceBundle.getBundle(
                        "panel/words",
                        language.locale(),
                        // without it the machine's own language would fill gaps
                        ResourceBundle.Control.getNoFallbackControl(
                                ResourceBundle.Control.FORMAT_PROPERTIES));
        this.times = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", language.locale());
    }

    /** Messages of a language; made once for each and shared by all threads. */
    public static Translations of(Language language) {
        return ALL.getOrDefault(language, new Translations(language));
    }

    /** Language of the messages; times, numbers and plurals follow its rules. */
    public Language language() {
        return language;
    }

    /** The value of HTML's {@code lang}. */
    public String tag() {
        return language.tag();
    }

    /**
     * The message of a key.
     *
     * @throws MissingResourceException where there is none: a mistake of ours, which a test finds
     */
    public String text(String key, Object... values) {
        return filled(bundle.getString(key), values);
    }

    /** A text of the API in this language, where there are words for it. */
    public String said(String english) {
        return ServerTexts.of(this, english);
    }

    /** Whether there is a message of this key. */
    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** The message of a key, or {@code other} where there is none. */
    public String or(String key, String other) {
        return has(key) ? bundle.getString(key) : other;
    }

    /** The message that suits a number, which is its place 0; {@code more} are those from 1 on. */
    public String count(String key, long number, Object... more) {
        Object[] values = new Object[more.length + 1];
        values[0] = number(number);
        System.arraycopy(more, 0, values, 1, more.length);
        return text(key + "." + form(language, number), values);
    }

    /** The plural form of a number by CLDR's rules: {@code one}, {@code few} or {@code many}. */
    static String form(Language language, long number) {
        long count = Math.abs(number);
        if (language == Language.EN) {
            return count == 1 ? "one" : "many";
        }
        long ten = count % 10;
        long hundred = count % 100;
        if (ten == 1 && hundred != 11) {
            return "one";
        }
        return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? "few" : "many";
    }

    /** A whole number with the language's separators: {@code 12,345}. */
    public String number(long number) {
        return NumberFormat.getIntegerInstance(language.locale()).format(number);
    }

    /** By how much something changes a second, with its sign. */
    public String change(double perSecond) {
        NumberFormat format = NumberFormat.getNumberInstance(language.locale());
        format.setMaximumFractionDigits(Math.abs(perSecond) < 10 ? 1 : 0);
        String text = format.format(perSecond);
        return perSecond > 0 && !text.equals("0") ? "+" + text : text.equals("-0") ? "0" : text;
    }

    /** A day and a minute in a zone, such as {@code 29 Nov 2026, 19:00}. */
    public String time(Instant time, ZoneId zone) {
        return times.format(time.atZone(zone));
    }

    /** Keys of this language, for tests. */
    ResourceBundle bundle() {
        return bundle;
    }

    private static String filled(String message, Object... values) {
        if (values.length == 0) {
            return message;
        }
        StringBuilder text = new StringBuilder(message.length() + 32);
        int from = 0;
        for (int open = message.indexOf('{'); open >= 0; open = message.indexOf('{', open + 1)) {
            int place = open + 1 < message.length() ? message.charAt(open + 1) - '0' : -1;
            boolean isPlace =
                    place >= 0
                            && place < values.length
                            && open + 2 < message.length()
                            && message.charAt(open + 2) == '}';
            if (isPlace) {
                text.append(message, from, open)
                        .append(BidiText.isolated(String.valueOf(values[place])));
                from = open + 3;
            }
        }
        return text.append(message, from, message.length()).toString();
    }
}
