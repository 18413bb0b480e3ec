package io.mailyard.policies;

import java.util.Locale;

/** Converts between words of the wire and enums: {@code same_ip} is {@code SAME_IP}. */
final class EnumNames {
    private EnumNames() {}

    static <E extends Enum<E>> E of(Class<E> kind, String word) {
        return Enum.valueOf(kind, word.toUpperCase(Locale.ROOT));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
