package io.mailyard.main;

import io.mailyard.cli.Cli;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The complete command line: the commands that work on this machine, and those that call a server.
 */
final class AllCommands {
    private AllCommands() {}

    /** Builds only the part of the command line that {@code args} need. */
    static CommandLine line(String... args) {
        return Cli.only(args)
                .map(commandLine -> commandLine.setExecutionExceptionHandler(AllCommands::failed))
                .orElseGet(AllCommands::whole);
    }

    private static CommandLine whole() {
        CommandLine commandLine =
                Cli.root(
                        new ServeCommand(),
                        new NodeCommand(),
                        new BackupCommand(),
                        new RestoreCommand(),
                        new MoveCommand(),
                        new ReconcileCommand(),
                        new SinkCommand(),
                        new WarmUpCommand());
        Objects.requireNonNull(commandLine.getSubcommands().get("audit"))
                .addSubcommand(new AuditVerifyCommand());
        Objects.requireNonNull(commandLine.getSubcommands().get("domains"))
                .addSubcommand(new SuggestDomainsCommand());
        Objects.requireNonNull(commandLine.getSubcommands().get("administrators"))
                .addSubcommand(new AdministratorResetCommand());
        return commandLine.setExecutionExceptionHandler(AllCommands::failed);
    }

    private static int failed(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        Optional<String> line = App.line(failure);
        if (line.isEmpty()) {
            throw failure;
        }
        command.getErr().println("mailyard: " + line.get());
        return 1;
    }
}
