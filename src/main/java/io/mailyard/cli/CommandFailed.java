package io.mailyard.cli;

import java.util.List;

/** Ends a command with lines for standard error and an exit code. */
final class CommandFailed extends RuntimeException {
    private final Exit exit;
    private final transient List<String> lines;

    CommandFailed(Exit exit, String line) {
        this(exit, List.of(line));
    }

    CommandFailed(Exit exit, List<String> lines) {
        super(String.join("\n", lines), null, false, false);
        this.exit = exit;
        this.lines = List.copyOf(lines);
    }

    Exit exit() {
        return exit;
    }

    /** The lines for standard error; escape them, since they may contain a server's text. */
    List<String> lines() {
        return lines;
    }
}
