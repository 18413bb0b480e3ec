package io.mailyard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How long the drills are: short in every check, long under {@code ./check --long}. What ran is
 * noted in {@code target/drills.txt}, what did not in {@code target/left-out.txt}; {@code ./check}
 * shows both at its end.
 */
public final class Drill {
    private static final boolean LONG = Boolean.getBoolean("mailyard.long");
    private static final Path NOTES = Path.of("target", "drills.txt");
    private static final Path LEFT_OUT = Path.of("target", "left-out.txt");

    private Drill() {}

    /** Whether this is {@code ./check --long}. */
    public static boolean isLong() {
        return LONG;
    }

    /**
     * How often, or for how many units, a drill goes on.
     *
     * @param what the drill and its unit, such as {@code "kills amid writes on SQLITE, rounds"}
     * @param property a system property that decides instead, where it is set
     */
    public static int length(String what, String property, int brief, int lengthy) {
        int chosen = Integer.getInteger(property, LONG ? lengthy : brief);
        note(NOTES, what + ": " + chosen);
        return chosen;
    }

    /**
     * Of many inputs those that a run tries: all of them in a long one, else one of {@code parts}.
     *
     * @param number the input's place among all, from 0
     */
    public static boolean tries(int number, int parts) {
        return LONG || number % parts == 0;
    }

    /** Notes a test that this run leaves to a long one. */
    static void leftOut(String what) {
        note(LEFT_OUT, what);
    }

    private static synchronized void note(Path file, String line) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
