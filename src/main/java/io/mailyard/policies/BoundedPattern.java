package io.mailyard.policies;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.mailyard.base.VisibleText;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A regular expression whose search always ends in time. Its syntax is RE2's, without back
 * references and look-around, so a search takes time linear in the text
 * (https://github.com/google/re2/wiki/Syntax). Ignores case.
 */
public final class BoundedPattern {
    /** Maximum length of a pattern. */
    public static final int MAX_PATTERN = 1_000;

    /**
     * Number of characters of a text that are searched; a mail host's answer makes its point
     * before.
     */
    public static final int MAX_TEXT = 2_000;

    /**
     * Maximum number of steps of the compiled pattern. A search visits each at most once for each
     * character, so it makes at most 10 million steps: a tenth of a second. Shipped patterns have a
     * few hundred.
     */
    static final int MAX_STEPS = 5_000;

    /** More than all policies have; where more are in use, the others are compiled again. */
    private static final int MOST_REMEMBERED = 2_000;

    /**
     * Patterns in use, by their text. Each change of a policy or sender reads all of them again,
     * and compiling them was a third of what a start costs.
     */
    private static final Map<String, WeakReference<BoundedPattern>> IN_USE =
            new ConcurrentHashMap<>();

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * The pattern of a text, compiled unless it is in use.
     *
     * @throws IllegalArgumentException with the fault and its position
     */
    public static BoundedPattern of(String text) {
        WeakReference<BoundedPattern> known = IN_USE.get(text);
        BoundedPattern pattern = known == null ? null : known.get();
        if (pattern == null) {
            pattern = compiled(text);
            remember(text, pattern);
        }
        return pattern;
    }

    private static void remember(String text, BoundedPattern pattern) {
        if (IN_USE.size() >= MOST_REMEMBERED) {
            IN_USE.values().removeIf(each -> each.get() == null);
        }
        if (IN_USE.size() < MOST_REMEMBERED) {
            IN_USE.put(text, new WeakReference<>(pattern));
        }
    }

    private static BoundedPattern compiled(String text) {
        if (text.length() > MAX_PATTERN) {
            throw new IllegalArgumentException(
                    "must have at most " + MAX_PATTERN + " characters, has " + text.length());
        }
        Pattern compiled;
        try {
            compiled = Pattern.compile(text, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException bad) {
            throw new IllegalArgumentException(reason(text, bad), bad);
        }
        if (compiled.programSize() > MAX_STEPS) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(text)
                            + "' repeats too much: it compiles to "
                            + compiled.programSize()
                            + " steps, at most "
                            + MAX_STEPS
                            + " are taken");
        }
        return new BoundedPattern(compiled);
    }

    private static String reason(String text, PatternSyntaxException bad) {
        String part = bad.getPattern();
        int at = part == null || part.isEmpty() ? -1 : text.indexOf(part);
        return "'"
                + VisibleText.shortened(text)
                + "' is not a regular expression: "
                + bad.getDescription()
                + (at < 0
                        ? ""
                        : " at character " + (at + 1) + ", '" + VisibleText.shortened(part) + "'");
    }

    /** Whether it matches anywhere in the first {@link #MAX_TEXT} characters of a text. */
    public boolean foundIn(String text) {
        String seen = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
        return pattern.matcher(seen).find();
    }

    /** The pattern as written. */
    @Override
    public String toString() {
        return pattern.pattern();
    }
}
