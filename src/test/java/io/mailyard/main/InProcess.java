package io.mailyard.main;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A command of the program, run in the process of the tests: a tenth of what a process of its own
 * costs, for tests that ask what a command does and not how a process starts or ends.
 */
public final class InProcess {
    private InProcess() {}

    /** Runs it, and returns its exit status. */
    public static int run(StringWriter out, StringWriter err, String... arguments) {
        return AllCommands.line(arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
