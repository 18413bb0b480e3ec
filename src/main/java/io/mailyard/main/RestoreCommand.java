package io.mailyard.main;

import io.mailyard.base.StartException;
import io.mailyard.db.Backups;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailyard restore}. */
@Command(
        name = "restore",
        description =
                "Replaces the embedded store by a backup, and keeps the old store beside it; no"
                        + " server may be running.",
        sortOptions = false,
        usageHelpWidth = 100)
final class RestoreCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Parameters(paramLabel = "FILE", description = "The file that `mailyard backup` wrote.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        StoreConfig store = options.store();
        if (store.dialect() != Dialect.SQLITE) {
            throw new StartException(
                    "the store is " + store.place() + ": restore it with pg_restore or psql");
        }
        Backups.Restored done = Backups.restore(file, options.data(), Clock.systemUTC());
        PrintWriter out = spec.commandLine().getOut();
        out.println(done.store() + ": restored from " + file);
        done.replaced().ifPresent(kept -> out.println("the previous store is kept: " + kept));
        return 0;
    }
}
