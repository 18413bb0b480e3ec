package io.mailyard.main;

import io.mailyard.backups.BackupConfig;
import io.mailyard.backups.BackupFolder;
import io.mailyard.base.StartException;
import java.nio.file.Path;
import java.util.ArrayList;
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
        BackupFolder.FolderContent content = BackupFolder.at(from).look();
        List<String> faults = new ArrayList<>(content.unreadable().values());
        for (BackupFolder.Backup backup : content.backups()) {
            try {
                if (verify) {
                    backup.manifest().verifyFiles(backup.path());
                }
                spec.commandLine().getOut().println(BackupCommand.line(backup));
            } catch (StartException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        if (content.backups().isEmpty() && faults.isEmpty()) {
            faults.add("there is no backup in " + from);
        }
        faults.forEach(fault -> spec.commandLine().getErr().println("mailyard: " + fault));
        return faults.isEmpty() ? 0 : 1;
    }
}
