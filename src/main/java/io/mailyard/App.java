package io.mailyard;

import io.mailyard.base.Busy;
import io.mailyard.base.StartException;
import io.mailyard.cli.Cli;
import io.mailyard.operations.Logs;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;

/** Where the program starts. */
public final class App {
    private App() {}

    /** Runs the command that the arguments name; ends with its exit status. */
    public static void main(String[] args) {
        System.setProperty("java.util.logging.manager", Logs.MANAGER);
        CommandLine line = args.length > 0 && args[0].equals("serve") ? serveAlone() : all();
        System.exit(line.execute(args));
    }

    @CommandLine.Command(name = "mailyard", subcommands = ServeCommand.class)
    private static final class Serving {}

    /** The server alone, without the classes of the other commands: it starts faster. */
    static CommandLine serveAlone() {
        CommandLine line = new CommandLine(new Serving());
        line.setParameterExceptionHandler((wrong, args) -> all().execute(args));
        return line.setExecutionExceptionHandler(App::failed);
    }

    private static CommandLine all() {
        CommandLine line =
                Cli.root(
                        new ServeCommand(),
                        new BackupCommand(),
                        new RestoreCommand(),
                        new WarmUpCommand());
        Objects.requireNonNull(line.getSubcommands().get("audit"))
                .addSubcommand(new AuditVerifyCommand());
        return line.setExecutionExceptionHandler(App::failed);
    }

    /** One line for what an operator can act on; anything else is a fault of ours, shown whole. */
    private static int failed(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        Optional<String> line =
                failure instanceof StartException refused
                        ? Optional.of(refused.line())
                        : Busy.reason(failure);
        if (line.isEmpty()) {
            throw failure;
        }
        command.getErr().println("mailyard: " + line.get());
        return 1;
    }
}
