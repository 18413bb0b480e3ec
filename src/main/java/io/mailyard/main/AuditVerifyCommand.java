package io.mailyard.main;

import io.mailyard.audit.Anchor;
import io.mailyard.audit.ChainVerdict;
import io.mailyard.audit.Verifier;
import io.mailyard.base.StartException;
import io.mailyard.db.Database;
import io.mailyard.db.Stores;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mailyard audit verify}. */
@Command(
        name = "verify",
        description =
                "Verifies the hash chain of the store's audit rows; the server"
                        + " may be running.",
        sortOptions = false,
        usageHelpWidth = 100)
final class AuditVerifyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--head",
            paramLabel = "ID:HASH",
            description =
                    "A head noted earlier: row ID must still have this hash, which also detects a chain"
                            + " that was cut or rewritten.")
    private Optional<String> head = Optional.empty();

    @Override
    public Integer call() {
        Optional<Anchor> anchor = head.map(AuditVerifyCommand::anchor);
        ChainVerdict verdict;
        PrintWriter err = spec.commandLine().getErr();
        try (Database database = Stores.openToRead(options.store(), options.data())) {
            verdict = new Verifier(database).verify(anchor, progress(err));
        }
        return switch (verdict) {
            case ChainVerdict.Intact(long rows, String hash) -> {
                spec.commandLine()
                        .getOut()
                        .println("whole: " + rows + " rows, head " + rows + ":" + hash);
                yield 0;
            }
            case ChainVerdict.ChainBroken(long id, String reason) -> {
                err.println("mailyard: the chain is broken at row " + id + ": " + reason);
                yield 1;
            }
        };
    }

    private static Anchor anchor(String text) {
        try {
            return Anchor.parse(text);
        } catch (IllegalArgumentException bad) {
            throw new StartException("--head: " + bad.getMessage(), bad);
        }
    }

    /** Shows progress: on a terminal a line that counts up, otherwise a line now and then. */
    private static LongConsumer progress(PrintWriter err) {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        long every = terminal ? 10_000 : 100_000;
        return rows -> {
            if (rows % every == 0) {
                err.print(terminal ? "\r" + rows + " rows\r" : rows + " rows\n");
                err.flush();
            }
        };
    }
}
