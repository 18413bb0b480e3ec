package io.mailyard.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints the fault of a command line in a line or two, which the whole help would hide. */
final class UsageFaults implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException fault, String[] args) {
        CommandLine commandLine = fault.getCommandLine();
        PrintWriter err = commandLine.getErr();
        if (verbMissing(fault, commandLine)) {
            commandLine.usage(err);
        } else {
            err.println("mailyard: " + TerminalText.text(String.valueOf(fault.getMessage())));
            UnmatchedArgumentException.printSuggestions(fault, err);
            err.println("See " + commandLine.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return Exit.USAGE.code();
    }

    /** Whether a noun stands without its verb, so that its verbs should be listed. */
    private static boolean verbMissing(ParameterException fault, CommandLine commandLine) {
        return !commandLine.getSubcommands().isEmpty()
                && fault.getClass().equals(ParameterException.class);
    }
}
