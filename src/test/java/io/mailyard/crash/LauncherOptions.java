package io.mailyard.crash;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the launcher gives java, read from the launcher itself. */
final class LauncherOptions {
    /** A process without memory ends, and is started anew: it must not stay and answer nobody. */
    static final String END_ON_OUT_OF_MEMORY = option("-XX:\\+ExitOnOutOfMemoryError");

    private LauncherOptions() {}

    /** Of a server, such as {@code -Xmx512m}. */
    static String heap() {
        return option("-Xmx[0-9]+m");
    }

    /** The same in bytes. */
    static long heapBytes() {
        return Long.parseLong(heap().replaceAll("[^0-9]", "")) << 20;
    }

    private static String option(String pattern) {
        String launcher = Program.read(Path.of("mailyard"));
        Matcher found =
                Pattern.compile("^server_options=\\(.*?(" + pattern + ")", Pattern.MULTILINE)
                        .matcher(launcher);
        if (!found.find()) {
            throw new AssertionError("the launcher has no option " + pattern);
        }
        return found.group(1);
    }
}
