package io.mailyard.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The terminal of this process. */
final class SystemTerminal implements Terminal {
    private static final Pattern SIZE = Pattern.compile("\\s*\\d{1,5} (\\d{1,5})\\s*");

    /** Minimum width in columns: no terminal is narrower, so a smaller value is wrong. */
    private static final int NARROWEST = 20;

    @Override
    public boolean present() {
        return console().isPresent();
    }

    private static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    @Override
    public int columns() {
        int given = columns(System.getenv("COLUMNS"));
        if (given != Table.UNLIMITED) {
            return given;
        }
        return present() ? asked() : Table.UNLIMITED;
    }

    /** The width in the variable COLUMNS (POSIX, 8.3), if it is a plausible number. */
    static int columns(@Nullable String variable) {
        boolean number = variable != null && variable.matches("[0-9]{2,5}");
        int columns = number ? Integer.parseInt(variable) : 0;
        return columns < NARROWEST ? Table.UNLIMITED : columns;
    }

    /** Asks {@code stty}, which every Unix has, since Java cannot tell the width. */
    private static int asked() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said =
                    new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
            Matcher size = SIZE.matcher(said);
            boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
            int columns = ended && size.matches() ? Integer.parseInt(size.group(1)) : 0;
            return columns < NARROWEST ? Table.UNLIMITED : columns;
        } catch (IOException none) {
            return Table.UNLIMITED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Table.UNLIMITED;
        }
    }

    @Override
    public boolean agrees(String question) {
        return console()
                .map(console -> console.readLine("%s [y/N] ", question))
                .map(answer -> answer.strip().toLowerCase(Locale.ROOT))
                .filter(answer -> answer.equals("y") || answer.equals("yes"))
                .isPresent();
    }
}
