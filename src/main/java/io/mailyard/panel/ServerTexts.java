package io.mailyard.panel;

import io.mailyard.templates.Language;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Texts of the API, which are English, in the reader's language: sentences of {@code
 * panel/server_ru.properties}, whose keys are the English ones with dots between words. A text with
 * a place, such as {@code must be at most {0}}, stands for all that fit it. What has none stays
 * English.
 */
final class ServerTexts {
    private static final ResourceBundle RUSSIAN =
            ResourceBundle.getBundle(
                    "panel/server",
                    Language.RU.locale(),
                    ResourceBundle.Control.getNoFallbackControl(
                            ResourceBundle.Control.FORMAT_PROPERTIES));

    /**
     * Texts with places: pairs of {@code like.N}, English, and {@code like.N.ru}; problem the same.
     */
    private static final List<Likeness> LIKE = likenesses();

    /** A reason behind the name of its field, as the text of a whole answer has it. */
    private static final Pattern NAMED =
            Pattern.compile("([a-z][a-z0-9_.\\[\\]]{0,100}): (.+)", Pattern.DOTALL);

    /** Between the sentences of what breaks several rules at once. */
    private static final String JOINT = "; ";

    /**
     * A text with places.
     *
     * @param quoted which places stand in quotation marks: names, which are nobody's sentences
     */
    private record Likeness(Pattern english, String russian, int words, List<Boolean> quoted) {}

    private ServerTexts() {}

    private static List<Likeness> likenesses() {
        List<Likeness> all = new ArrayList<>();
        for (String of : List.of("like.", "problem.")) {
            for (int i = 1; RUSSIAN.containsKey(of + i); i++) {
                all.add(likeness(RUSSIAN.getString(of + i), RUSSIAN.getString(of + i + ".ru")));
            }
        }
        // a sentence with more words of its own fits better than one that is mostly places
        all.sort(Comparator.comparingInt(Likeness::words).reversed());
        return List.copyOf(all);
    }

    private static Likeness likeness(String english, String russian) {
        StringBuilder pattern = new StringBuilder();
        List<Boolean> quoted = new ArrayList<>();
        for (String part : english.split("\\{[0-9]}", -1)) {
            pattern.append(pattern.isEmpty() ? "" : "(.{1,200}?)").append(Pattern.quote(part));
            quoted.add(part.endsWith("'"));
        }
        return new Likeness(
                Pattern.compile(pattern.toString(), Pattern.DOTALL),
                russian,
                english.replaceAll("\\{[0-9]}", "").length(),
                quoted);
    }

    /** The key of a text. */
    static String key(String english) {
        return english.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", ".")
                .replaceAll("^\\.|\\.$", "");
    }

    /** A value as it is; one that is a sentence of the API itself in the reader's language. */
    private static String value(Translations words, String value) {
        return value.indexOf(' ') > 0 ? of(words, value) : value;
    }

    /** A text of the API in the reader's language, where it has words for it. */
    static String of(Translations words, String english) {
        if (words.language() != Language.RU || english.isEmpty()) {
            return english;
        }
        String key = key(english);
        if (RUSSIAN.containsKey(key)) {
            return RUSSIAN.getString(key);
        }
        if (english.contains(JOINT)) {
            List<String> parts = List.of(english.split(JOINT));
            List<String> russian = parts.stream().map(part -> of(words, part)).toList();
            if (IntStream.range(0, parts.size())
                    .noneMatch(at -> parts.get(at).equals(russian.get(at)))) {
                return String.join(JOINT, russian);
            }
        }
        for (Likeness like : LIKE) {
            Matcher fits = like.english().matcher(english);
            if (fits.matches()) {
                String russian = like.russian();
                for (int i = 0; i < fits.groupCount(); i++) {
                    String value = fits.group(i + 1);
                    russian =
                            russian.replace(
                                    "{" + i + "}",
                                    like.quoted().get(i) ? value : value(words, value));
                }
                return russian;
            }
        }
        Matcher named = NAMED.matcher(english);
        if (named.matches()) {
            String reason = of(words, named.group(2));
            return reason.equals(named.group(2)) ? english : named.group(1) + ": " + reason;
        }
        return english;
    }
}
