package io.mailyard.main;

import io.mailyard.backups.BackupConfig;
import io.mailyard.backups.BackupFolder;
import io.mailyard.backups.BackupMaker;
import io.mailyard.backups.Manifest;
import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.db.Backups;
import io.mailyard.db.StoreConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailyard backup}. */
@Command(
        name = "backup",
        description = {
            "Makes a backup of the whole store and what belongs to it, checked; servers may be running.",
            "With --to it is a folder with a manifest, of either store; FILE is a copy of the embedded store"
                    + " alone."
        },
        subcommands = {BackupListCommand.class, BackupDrillCommand.class},
        sortOptions = false,
        usageHelpWidth = 100)
final class BackupCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description =
                    "The folder that gets the backup, named by its time; default: backup.to, else backups"
                            + " in the data folder.")
    private Optional<Path> to = Optional.empty();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The file to write; it must not exist yet.")
    private Optional<Path> file = Optional.empty();

    @Override
    public Integer call() {
        if (file.isPresent()) {
            if (to.isPresent()) {
                throw new StartException("give FILE or --to DIR, not both");
            }
            try (FolderOwner _ = FolderOwner.of(file.get())) {
                Backups.backup(options.store(), options.data(), file.get());
            }
            print(file.get() + ": " + size(file.get()) + " bytes, whole");
            return 0;
        }
        Settings settings = options.settings();
        BackupConfig config = BackupConfig.from(settings);
        Path data = options.data();
        Path folder = to.orElseGet(() -> config.folder(data));
        BackupFolder.Backup made;
        try (FolderOwner _ = FolderOwner.of(folder)) {
            made =
                    new BackupMaker(
                                    StoreConfig.from(settings),
                                    data,
                                    config.tools(),
                                    InstantSource.system())
                            .make(BackupFolder.at(folder));
        }
        print(line(made));
        return faults(made.manifest(), spec.commandLine().getErr());
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }

    /** A backup in one line. */
    static String line(BackupFolder.Backup backup) {
        Manifest manifest = backup.manifest();
        return backup.path()
                + ": "
                + manifest.bytes()
                + " bytes, "
                + manifest.rows()
                + " rows"
                + manifest.store()
                        .checked()
                        .map(check ->
                                ", "
                                        + check.recipients()
                                        + " recipients, audit head "
                                        + (check.auditHead().isEmpty()
                                                ? "broken"
                                                : check.auditHead()))
                        .orElse(", whole; not checked further: the store is of an older program");
    }

    /** Says what is wrong with the store that a backup is of; the exit status. */
    static int faults(Manifest manifest, PrintWriter err) {
        manifest.faults().forEach(fault -> err.println("mailyard: in the store: " + fault));
        return manifest.faults().isEmpty() ? 0 : 1;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
