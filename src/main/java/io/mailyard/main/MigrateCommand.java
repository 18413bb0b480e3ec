package io.mailyard.main;

import io.mailyard.base.Version;
import io.mailyard.db.DataFolder;
import io.mailyard.db.Dialect;
import io.mailyard.db.SchemaPhases;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mailyard migrate}. */
@Command(
        name = "migrate",
        description = {
            "Shows how far the store's schema is between two releases, or ends an upgrade.",
            "A start applies what servers of the release before go on with; --contract the rest, after"
                    + " which only this release and the next can use the store."
        },
        sortOptions = false,
        usageHelpWidth = 100)
final class MigrateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--contract",
            description =
                    "Ends the upgrade: no server of the release before may have run for a minute, and none"
                            + " can start afterwards. Servers of this release go on. An embedded store's"
                            + " server must be stopped.")
    private boolean contract;

    @Option(
            names = "--force",
            description =
                    "Does so although a server of the release before was active within the last minute: it"
                            + " stops writing.")
    private boolean force;

    @Override
    public Integer call() {
        StoreConfig store = options.store();
        if (!contract) {
            print(Stores.schemaPhases(store, options.data()));
            return 0;
        }
        Stores.schemaPhases(store, options.data()); // makes no folder where there is no store
        if (store.dialect() == Dialect.SQLITE) {
            try (FolderOwner _ = FolderOwner.of(options.data());
                    DataFolder folder = DataFolder.open(options.data())) {
                contract(store, folder.path());
            }
        } else {
            contract(store, options.data());
        }
        return 0;
    }

    private void contract(StoreConfig store, Path folder) {
        List<String> done =
                Stores.contract(force ? store.forced() : store, folder, InstantSource.system());
        PrintWriter out = spec.commandLine().getOut();
        done.forEach(migration -> out.println("finished " + migration));
        print(Stores.schemaPhases(store, folder));
    }

    private void print(SchemaPhases phases) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "schema "
                        + phases.store()
                        + "; this program is "
                        + Version.text()
                        + " and knows up to "
                        + phases.program());
        phases.expanding().forEach(one -> out.println("at the next start: " + one));
        phases.contracting().forEach(one -> out.println("by --contract: " + one));
        boolean open = !phases.ahead().isEmpty() || !phases.contracting().isEmpty();
        if (phases.store() > phases.program()) {
            out.println("a newer program has begun an upgrade; this one can go on");
        } else if (open) {
            out.println(
                    "servers of "
                            + phases.versionBefore()
                            + " can still use it; `mailyard migrate --contract` ends that");
        } else if (phases.expanding().isEmpty()) {
            out.println("the upgrade is complete: servers of older versions cannot use it");
        }
    }
}
