package io.mailyard.main;

import io.mailyard.base.StartException;
import io.mailyard.cli.Cli;
import io.mailyard.db.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The complete command line: the commands that work on this machine, and those that call a server.
 */
final class AllCommands {
    private AllCommands() {}

    /** Builds only the part of the command line that {@code args} need. */
    static CommandLine line(String... args) {
        if (args.length > 0 && args[0].equals(ReadyCommand.NAME)) {
            return ReadyCommand.alone().setExecutionExceptionHandler(AllCommands::failed);
        }
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
                        new MigrateCommand(),
                        new ReconcileCommand(),
                        new ReadyCommand(),
                        new DrillCommand(),
                        new SinkCommand(),
                        new WarmUpCommand());
        Objects.requireNonNull(commandLine.getSubcommands().get("audit"))
                .addSubcommand(new AuditVerifyCommand());
        Objects.requireNonNull(commandLine.getSubcommands().get("domains"))
                .addSubcommand(new SuggestDomainsCommand());
        Objects.requireNonNull(commandLine.getSubcommands().get("administrators"))
                .addSubcommand(new AdministratorResetCommand());
        withSchema(commandLine.getCommandSpec());
        return commandLine.setExecutionExceptionHandler(AllCommands::failed);
    }

    /** {@code --version} also says which schema of the store the program knows. */
    private static void withSchema(CommandSpec root) {
        CommandLine.IVersionProvider versions = root.versionProvider();
        root.versionProvider(() -> {
            List<String> lines = new ArrayList<>(List.of(versions.getVersion()));
            lines.add(1, "schema " + Stores.schema());
            return lines.toArray(new String[0]);
        });
    }

    private static int failed(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        Optional<String> line = App.line(failure);
        if (line.isEmpty()) {
            throw failure;
        }
        command.getErr().println("mailyard: " + line.get());
        // other commands are run by people and scripts, and end with 1 whatever the reason
        return command.getCommand() instanceof ServeCommand
                ? App.status(failure)
                : StartException.FAILED;
    }
}
