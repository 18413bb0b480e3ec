package io.mailyard.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting as its package declares it: the key, how its text is parsed, the default, and a line
 * for {@code docs/configuration.md}.
 *
 * @param key kebab-case words separated by dots, for example {@code mail.relay.port}
 * @param parse parses the text; throws IllegalArgumentException with the reason if it refuses
 * @param defaultText the default as an operator would write it; empty if there is none
 * @param form the form of a value, for the docs
 * @param secret whether it is masked wherever settings are shown
 */
public record Setting<T>(
        String key,
        Function<String, T> parse,
        String defaultText,
        String form,
        boolean secret,
        String doc) {

    /** Any text; empty is allowed if it is the default. */
    public static Setting<String> text(String key, String defaultText, String doc) {
        return new Setting<>(key, String::strip, defaultText, "text", false, doc);
    }

    /** A text that is never shown. */
    public static Setting<String> secret(String key, String doc) {
        return new Setting<>(key, String::strip, "", "text, kept secret", true, doc);
    }

    /** An address to listen on. */
    public static Setting<HostPort> hostPort(String key, String defaultText, String doc) {
        return new Setting<>(
                key, text -> HostPort.of(text.strip()), defaultText, "HOST:PORT", false, doc);
    }

    /** An address to listen on, none by default. */
    public static Setting<Optional<HostPort>> hostPortOrNone(String key, String doc) {
        Function<String, Optional<HostPort>> parse =
                text -> Optional.of(text.strip()).filter(t -> !t.isEmpty()).map(HostPort::of);
        return new Setting<>(key, parse, "", "HOST:PORT", false, doc);
    }

    /** One of several words. */
    public static Setting<String> oneOf(
            String key, List<String> words, String defaultText, String doc) {
        String form = String.join(", ", words);
        return new Setting<>(
                key,
                text -> word(text.strip().toLowerCase(Locale.ROOT), words),
                defaultText,
                form,
                false,
                doc);
    }

    private static String word(String given, List<String> words) {
        if (!words.contains(given)) {
            throw new IllegalArgumentException("is not one of " + String.join(", ", words));
        }
        return given;
    }

    /** A whole number from {@code least} to {@code most}. */
    public static Setting<Integer> integer(
            String key, int defaultValue, int least, int most, String doc) {
        Function<String, Integer> parse =
                text -> {
                    int number = parseInt(text.strip());
                    if (number < least || number > most) {
                        throw new IllegalArgumentException("is not from " + least + " to " + most);
                    }
                    return number;
                };
        return new Setting<>(
                key, parse, Integer.toString(defaultValue), least + " to " + most, false, doc);
    }

    private static int parseInt(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException("is not a whole number", bad);
        }
    }

    /** {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String key, boolean defaultValue, String doc) {
        Function<String, Boolean> parse =
                text ->
                        "true"
                                .equals(
                                        word(
                                                text.strip().toLowerCase(Locale.ROOT),
                                                List.of("true", "false")));
        return new Setting<>(
                key, parse, Boolean.toString(defaultValue), "true or false", false, doc);
    }

    /**
     * A duration, for example {@code 500ms}, {@code 30s}, {@code 10m}, {@code 24h}, {@code 30d};
     * from {@code least} to {@code most}.
     */
    public static Setting<Duration> duration(
            String key, String defaultText, Duration least, Duration most, String doc) {
        Function<String, Duration> parse =
                text -> {
                    Duration value = Units.duration(text.strip());
                    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                        throw new IllegalArgumentException(
                                "is not from " + Units.shown(least) + " to " + Units.shown(most));
                    }
                    return value;
                };
        String form =
                "a number and ms, s, m, h or d; " + Units.shown(least) + " to " + Units.shown(most);
        return new Setting<>(key, parse, defaultText, form, false, doc);
    }

    /**
     * A number of bytes, for example {@code 64KiB} or {@code 1MiB}; from {@code least} to {@code
     * most}.
     */
    public static Setting<Integer> byteSize(
            String key, String defaultText, int least, int most, String doc) {
        Function<String, Integer> parse =
                text -> {
                    long value = Units.bytes(text.strip());
                    if (value < least || value > most) {
                        throw new IllegalArgumentException(
                                "is not from " + least + " to " + most + " bytes");
                    }
                    return (int) value;
                };
        return new Setting<>(
                key, parse, defaultText, "a number and B, KiB, MiB or GiB", false, doc);
    }

    /** The parsed default. */
    public T defaultValue() {
        return parse.apply(defaultText);
    }

    /** Why {@code text} is not a value of this setting; empty if it is one. */
    Optional<String> refusal(String text) {
        try {
            T value = parse.apply(text);
            return value == null ? Optional.of("is empty") : Optional.empty();
        } catch (IllegalArgumentException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }
}
