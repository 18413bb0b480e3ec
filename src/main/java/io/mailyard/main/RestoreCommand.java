package io.mailyard.main;

import io.mailyard.backups.BackupConfig;
import io.mailyard.backups.BackupFolder;
import io.mailyard.backups.Restore;
import io.mailyard.backups.StoreCheck;
import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.db.Backups;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreConfig;
import java.io.PrintWriter;
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

/** {@code mailyard restore}. */
@Command(
        name = "restore",
        description = {
            "Restores a backup into an empty data folder or an empty PostgreSQL; no server may be running."
                    + " A FILE of `mailyard backup FILE` replaces the embedded store, and the old one is kept"
                    + " beside it.",
            "Either way its mail is stopped until `mailyard platform resume`."
        },
        sortOptions = false,
        usageHelpWidth = 100)
final class RestoreCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--to",
            paramLabel = "URL",
            description =
                    "The empty PostgreSQL, postgresql://...; default: the store of the settings. The password"
                            + " is best in store.password.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--send",
            description =
                    "Mail goes out as soon as a server starts: what was delivered after the backup goes out"
                            + " again.")
    private boolean send;

    @Option(
            names = "--recovered",
            description =
                    "The store of the settings was recovered by other means, such as PostgreSQL's own to a point"
                            + " in time: stops its mail and lets it give out no id twice. Without FROM.")
    private boolean recovered;

    @Parameters(
            paramLabel = "FROM",
            arity = "0..1",
            description =
                    "A backup's folder, or the folder of backups, whose newest is taken; or the FILE of"
                            + " `mailyard backup FILE`.")
    private Optional<Path> source = Optional.empty();

    @Override
    public Integer call() {
        Settings settings = options.settings();
        StoreConfig store = StoreConfig.from(settings);
        StoreConfig target = to.map(store::elsewhere).orElse(store);
        if (recovered == source.isPresent()) {
            throw new StartException(
                    recovered
                            ? "--recovered takes no FROM: it is about the store of the settings"
                            : "name what to restore: FROM, or --recovered");
        }
        try (FolderOwner _ = FolderOwner.of(options.data())) {
            if (recovered) {
                return recovered(settings, target);
            }
            Path from = source.orElseThrow();
            return Files.isDirectory(from)
                    ? backup(from, settings, target)
                    : file(from, settings, target);
        }
    }

    private int recovered(Settings settings, StoreConfig target) {
        StoreCheck check =
                new Restore(
                                target,
                                options.data(),
                                BackupConfig.from(settings).tools(),
                                InstantSource.system())
                        .recovered(send);
        spec.commandLine()
                .getOut()
                .println(
                        check.recipients()
                                + " recipients, "
                                + check.messages()
                                + " messages, audit head "
                                + check.auditHead());
        return finish(check);
    }

    private int finish(StoreCheck check) {
        spec.commandLine()
                .getOut()
                .println(
                        send
                                ? "mail goes out as soon as a server starts"
                                : "all mail is stopped: after a look at the queue, `mailyard platform resume`");
        check.faults()
                .forEach(fault ->
                        spec.commandLine().getErr().println("mailyard: in the store: " + fault));
        return check.faults().isEmpty() ? 0 : 1;
    }

    private int backup(Path from, Settings settings, StoreConfig target) {
        BackupConfig config = BackupConfig.from(settings);
        InstantSource clock = InstantSource.system();
        BackupFolder.Backup backup = BackupFolder.find(from, clock.instant().plus(config.retry()));
        Path data = options.data();
        Restore.RestoreResult restored =
                new Restore(target, data, config.tools(), clock).run(backup, send);
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                (target.dialect() == Dialect.SQLITE ? data.toString() : target.place())
                        + ": restored from "
                        + backup.path()
                        + ", "
                        + backup.manifest().rows()
                        + " rows, as of "
                        + backup.manifest().madeAt());
        restored.putAside().forEach(file -> out.println("a file that was there is kept: " + file));
        if (restored.waiting() > 0) {
            out.println(
                    restored.waiting()
                            + " recipients were waiting; what was delivered to them after the backup"
                            + " cannot be known here");
        }
        return finish(restored.check());
    }

    private int file(Path from, Settings settings, StoreConfig target) {
        if (target.dialect() != Dialect.SQLITE) {
            throw new StartException(
                    "the store is "
                            + target.place()
                            + ": restore a folder that `mailyard backup --to` made, or a dump of your"
                            + " own with pg_restore or psql");
        }
        Backups.RestoredStore done = Backups.restore(from, options.data(), InstantSource.system());
        PrintWriter out = spec.commandLine().getOut();
        out.println(done.store() + ": restored from " + from);
        try {
            return recovered(settings, target);
        } finally {
            done.replaced().ifPresent(kept -> out.println("the previous store is kept: " + kept));
        }
    }
}
