package io.mailyard.bulk;

import java.util.Arrays;
import java.util.Locale;

/** Outcome of one object of a task. */
enum Outcome {
    /** Its turn has not come, or never came. */
    WAITING,
    DONE,
    /** It was so already. */
    UNCHANGED,
    FAILED;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    static String[] words() {
        return Arrays.stream(values()).map(Outcome::wire).toArray(String[]::new);
    }
}
