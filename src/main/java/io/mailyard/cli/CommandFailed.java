package io.mailyard.cli;

import java.util.List;

/** Ends a command: what to tell on standard error, and the exit code. */
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

    /** What is said, a line each; may hold what a server sent, so escape it. */
    List<String> lines() {
        return lines;
    }
}
