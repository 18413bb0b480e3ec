package io.mailyard.main;

import io.mailyard.backups.BackupConfig;
import io.mailyard.backups.BackupFolder;
import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.db.ScratchDatabase;
import io.mailyard.db.StoreConfig;
import io.mailyard.server.BackupDrill;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
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

/** {@code mailyard backup drill}. */
@Command(
        name = "drill",
        description =
                "Tries a backup: restores it into a scratch place, verifies it, starts a server on it that"
                        + " sends nothing, waits until it is ready, and deletes it again. Servers may be"
                        + " running.",
        sortOptions = false,
        usageHelpWidth = 100)
final class BackupDrillCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Parameters(
            paramLabel = "FROM",
            arity = "0..1",
            description =
                    "A backup's folder, or the folder of backups, whose newest is taken; default:"
                            + " backup.to.")
    private Optional<Path> from = Optional.empty();

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description = "A folder on a disk with room; default: beside the backup.")
    private Optional<Path> scratch = Optional.empty();

    @Option(
            names = "--scratch-store",
            paramLabel = "URL",
            description =
                    "An empty PostgreSQL for a backup of PostgreSQL; default: a database that is created"
                            + " beside the store, and dropped again.")
    private Optional<String> scratchStore = Optional.empty();

    @Override
    public Integer call() {
        Settings settings = options.settings();
        BackupConfig config = BackupConfig.from(settings);
        InstantSource clock = InstantSource.system();
        BackupFolder.Backup backup =
                BackupFolder.find(
                        from.orElseGet(() -> config.folder(options.data())),
                        clock.instant().plus(config.retry()));
        Path parent = Optional.ofNullable(backup.path().toAbsolutePath().getParent()).orElseThrow();
        Path folder = BackupDrill.scratchIn(scratch.orElse(parent));
        try {
            BackupDrill drill = new BackupDrill(folder, config.tools(), clock);
            BackupDrill.BackupDrillReport report =
                    backup.manifest().isPostgres()
                            ? postgres(drill, backup, StoreConfig.from(settings))
                            : drill.run(backup, StoreConfig.embedded(), settings(""));
            return print(backup, report);
        } finally {
            delete(folder);
        }
    }

    private BackupDrill.BackupDrillReport postgres(
            BackupDrill drill, BackupFolder.Backup backup, StoreConfig store) {
        if (scratchStore.isPresent()) {
            StoreConfig target = store.elsewhere(scratchStore.get());
            return drill.run(backup, target, settings(target.url()));
        }
        if (store.url().isEmpty()) {
            throw new StartException(
                    backup.path() + " is of PostgreSQL: name an empty one with --scratch-store");
        }
        try (ScratchDatabase database = scratchDatabase(store, backup)) {
            return drill.run(backup, database.config(), settings(database.config().url()));
        }
    }

    private static ScratchDatabase scratchDatabase(StoreConfig store, BackupFolder.Backup backup) {
        try {
            return ScratchDatabase.create(store, backup.manifest().store().schema());
        } catch (StartException cannot) {
            throw new StartException(
                    cannot.line() + "; name an empty one with --scratch-store", cannot);
        }
    }

    private Settings settings(String url) {
        List<String> more = new ArrayList<>(BackupDrill.SETTINGS);
        more.add("store.url=" + url);
        return options.settings(more);
    }

    private int print(BackupFolder.Backup backup, BackupDrill.BackupDrillReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                backup.path()
                        + ": restored and verified in "
                        + report.restoreMillis()
                        + " ms, a server was ready after "
                        + report.readyMillis()
                        + " ms");
        out.println(
                backup.manifest().rows()
                        + " rows, "
                        + report.restored().check().recipients()
                        + " recipients, "
                        + report.restored().waiting()
                        + " waiting, audit head "
                        + report.restored().check().auditHead());
        List<String> faults = report.restored().check().faults();
        faults.forEach(
                fault -> spec.commandLine().getErr().println("mailyard: in the store: " + fault));
        return faults.isEmpty() ? 0 : 1;
    }

    private static void delete(Path folder) {
        try {
            OwnerFiles.deleteTree(folder);
        } catch (IOException e) {
            throw new StartException(
                    "cannot delete " + folder + " after the drill: " + OwnerFiles.reason(e), e);
        }
    }
}
