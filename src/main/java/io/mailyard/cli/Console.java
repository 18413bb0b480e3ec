package io.mailyard.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command's output, and how it ends. */
final class Console {
    private @Nullable CommandSpec spec;

    /** Says which command this is of: picocli makes that later. */
    void belongsTo(CommandSpec command) {
        spec = command;
    }

    CommandLine line() {
        return Objects.requireNonNull(spec, "belongsTo was not called").commandLine();
    }

    /** Standard output. */
    PrintWriter out() {
        return line().getOut();
    }

    /** Standard error. */
    PrintWriter err() {
        return line().getErr();
    }

    /** Runs the command's work; the exit code. Why it failed is said on standard error. */
    int run(Supplier<Exit> work) {
        try {
            Exit exit = work.get();
            out().flush();
            return exit.code();
        } catch (CommandFailed failed) {
            out().flush();
            String lead = "mailyard: ";
            for (String line : failed.lines()) {
                err().println(lead + TerminalText.text(line));
                lead = "";
            }
            err().flush();
            return failed.exit().code();
        }
    }
}
