package io.mailyard.main;

import io.mailyard.backups.BackupConfig;
import io.mailyard.backups.BackupFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailyard backup list}. */
@Command(
        name = "list",
        description = "Lists backups, the newest first.",
        sortOptions = false,
        usageHelpWidth = 100)
final class BackupListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The folder of backups; default: backup.to.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--verify", description = "Reads every file and compares its checksum.")
    private boolean verify;

    @Override
    public Integer call() {
        Path from =
                folder.orElseGet(
                        () -> BackupConfig.from(options.settings()).folder(options.data()));
        List<BackupFolder.Backup> backups = BackupFolder.at(from).list();
        for (BackupFolder.Backup backup : backups) {
            if (verify) {
                backup.manifest().verifyFiles(backup.path());
            }
            spec.commandLine().getOut().println(BackupCommand.line(backup));
        }
        if (backups.isEmpty()) {
            spec.commandLine().getErr().println("mailyard: there is no backup in " + from);
            return 1;
        }
        return 0;
    }
}
