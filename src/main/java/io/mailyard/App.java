package io.mailyard;

import io.mailyard.base.StartException;
import picocli.CommandLine;

/** Where the program starts. */
public final class App {
    private App() {}

    /** Runs the command that the arguments name; ends with its exit status. */
    public static void main(String[] args) {
        CommandLine line = args.length > 0 && args[0].equals("serve") ? serveAlone() : all();
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
        System.exit(line.execute(args));
    }

    /** The server alone, without the classes of the other commands: it starts faster. */
    private static CommandLine serveAlone() {
        return new CommandLine(new Serving());
    }

    @CommandLine.Command(name = "mailyard", subcommands = ServeCommand.class)
    private static final class Serving {}

    private static CommandLine all() {
        return serveAlone();
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof StartException refused) {
            command.getErr().println("mailyard: " + refused.line());
            return 1;
        }
        throw failure;
    }
}
