package io.mailyard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How long the drills are: short in every check, long under {@code ./check --long}. What ran is
 * noted in {@code target/drills.txt}, which {@code ./check} shows at its end.
 */
public final class Drill {
    private static final boolean LONG = Boolean.getBoolean("mailyard.long");
    private static final Path NOTES = Path.of("target", "drills.txt");

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
        note(what + ": " + chosen);
        return chosen;
    }

    private static synchronized void note(String line) {
        try {
            Files.createDirectories(NOTES.getParent());
            Files.writeString(
                    NOTES,
                    line + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
