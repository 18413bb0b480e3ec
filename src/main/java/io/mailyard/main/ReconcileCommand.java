package io.mailyard.main;

import io.mailyard.db.Database;
import io.mailyard.db.Stores;
import io.mailyard.outcomes.Ledger;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mailyard reconcile}. */
@Command(
        name = "reconcile",
        description =
                "Counts every recipient in the store and compares with the ledger: what was accepted"
                        + " is delivered, bounced, expired, purged or queued. Lists what is missing. The"
                        + " server may be running.",
        sortOptions = false,
        usageHelpWidth = 100)
final class ReconcileCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        Ledger.Reconciled found;
        try (Database database = Stores.openToRead(options.store(), options.data())) {
            found = Ledger.reconcile(database, out::println, progress(err));
        }
        if (found.faults() > 0) {
            err.println("mailyard: the ledger does not balance: " + found.faults() + " faults");
            return 1;
        }
        out.println(
                "balanced: "
                        + found.recipients()
                        + " recipients, "
                        + found.messages()
                        + " messages, "
                        + found.accounts()
                        + " accounts");
        return 0;
    }

    /** Shows progress: on a terminal a line that counts up, otherwise a line for each step. */
    private static LongConsumer progress(PrintWriter err) {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return recipients -> {
            err.print(
                    terminal ? "\r" + recipients + " recipients\r" : recipients + " recipients\n");
            err.flush();
        };
    }
}
