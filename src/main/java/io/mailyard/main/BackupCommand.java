package io.mailyard.main;

import io.mailyard.db.Backups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailyard backup}. */
@Command(
        name = "backup",
        description = "Copies the embedded store to a new file; the server may be running.",
        sortOptions = false,
        usageHelpWidth = 100)
final class BackupCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist yet.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        Backups.backup(options.store(), options.data(), file);
        spec.commandLine().getOut().println(file + ": " + size(file) + " bytes, whole");
        return 0;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
