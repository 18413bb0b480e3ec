package io.mailyard.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with a command line in a line or two: the whole help would hide it. */
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

    /** Whether a noun stands without its verb: then the verbs are what is wanted. */
    private static boolean verbMissing(ParameterException fault, CommandLine commandLine) {
        return !commandLine.getSubcommands().isEmpty()
                && fault.getClass().equals(ParameterException.class);
    }
}
