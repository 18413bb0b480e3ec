package io.mailyard.main;

import io.mailyard.backups.Move;
import io.mailyard.backups.StoreCheck;
import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.db.CompletedMove;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.StoreMove;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mailyard move}. */
@Command(
        name = "move",
        description = {
            "Moves the store to PostgreSQL, or back into a data folder; no server may be running, except"
                    + " that of an embedded store with --drain.",
            "Copies every table, compares every row, audit and ledger, and leaves the old store as it was,"
                    + " marked so that no server starts on it. Repeating a move that was cut off goes on."
        },
        sortOptions = false,
        usageHelpWidth = 100)
final class MoveCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URL|DIR",
            description =
                    "An empty PostgreSQL, postgresql://..., or a data folder without a store. A password is"
                            + " best given by --to-password-file.")
    private String to = "";

    @Option(
            names = "--to-password-file",
            paramLabel = "FILE",
            description = "A file that holds the password at PostgreSQL.")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(
            names = "--drain",
            description =
                    "The server of the embedded store may run: it ends what is under way, then refuses every"
                            + " change and all mail for now, and answers whoever reads. If the move ends early,"
                            + " the server goes on; once the move is complete, restart it with the new store.url.")
    private boolean drain;

    @Option(
            names = "--drain-wait",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long --drain waits for what is under way; default ${DEFAULT-VALUE}.")
    private int drainSeconds;

    /** A day: what is under way for longer than any retry is not waited for. */
    private static final int LONGEST_DRAIN_SECONDS = 86_400;

    @Override
    public Integer call() {
        Settings settings = options.settings();
        StoreConfig from = StoreConfig.from(settings);
        boolean toPostgres = to.matches("(?:jdbc:)?postgres(?:ql)?:.*");
        StoreConfig target =
                toPostgres ? from.elsewhere(to).withPassword(password()) : StoreConfig.embedded();
        Path folder = toPostgres ? options.data() : Path.of(to);
        try (FolderOwner _ = FolderOwner.of(options.data(), folder)) {
            Move.MoveResult result =
                    new Move(
                                    from,
                                    options.data(),
                                    target,
                                    folder,
                                    InstantSource.system(),
                                    drainTime())
                            .run(progress());
            return print(result, target, folder);
        }
    }

    private Optional<Duration> drainTime() {
        if (drainSeconds < 0 || drainSeconds > LONGEST_DRAIN_SECONDS) {
            throw new StartException(
                    "--drain-wait is a number of seconds from 0 to " + LONGEST_DRAIN_SECONDS);
        }
        return drain ? Optional.of(Duration.ofSeconds(drainSeconds)) : Optional.empty();
    }

    private String password() {
        return passwordFile.map(MoveCommand::line).orElse("");
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartException("cannot read " + file + ": " + OwnerFiles.reason(e), e);
        }
    }

    private int print(Move.MoveResult result, StoreConfig target, Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        StoreMove.MovedStore moved = result.moved();
        long rows = moved.rows().values().stream().mapToLong(Long::longValue).sum();
        StoreCheck check = result.check();
        out.println(
                rows
                        + " rows of "
                        + moved.rows().size()
                        + moved.before().map(MoveCommand::before).orElseGet(() -> now(moved)));
        out.println(
                (check.faults().isEmpty() ? "balanced: " : "NOT BALANCED: ")
                        + check.recipients()
                        + " recipients, "
                        + check.messages()
                        + " messages; audit head "
                        + check.auditHead());
        if (result.serverRuns()) {
            out.println("the server on the old store writes nothing more: stop it");
        }
        out.println(
                target.url().isEmpty()
                        ? "start the server with --data " + folder + " and without store.url"
                        : "start the server with store.url = " + target.setting());
        check.faults()
                .forEach(fault ->
                        spec.commandLine()
                                .getErr()
                                .println("mailyard: in the store, as before: " + fault));
        return check.faults().isEmpty() ? 0 : 1;
    }

    private static String now(StoreMove.MovedStore moved) {
        return " tables moved and compared in "
                + (moved.millis() + 500) / 1000
                + " s, copied at "
                + moved.copied() * 1000 / Math.max(1, moved.copyMillis())
                + " rows a second";
    }

    private static String before(CompletedMove move) {
        return " tables were moved and compared before, at "
                + move.at().truncatedTo(ChronoUnit.SECONDS)
                + (move.usedSince()
                        ? ", and the store there has been used since; nothing was copied now"
                        : "; nothing was copied now");
    }

    /** On a terminal a line that counts up, otherwise a line now and then. */
    private StoreMove.MoveListener progress() {
        PrintWriter err = spec.commandLine().getErr();
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return (what, rows, total) -> {
            String line = total == 0 ? what : what + ": " + rows + " of " + total + " rows";
            err.print(terminal ? "\r" + line + " \u001b[K" : line + "\n");
            err.flush();
        };
    }
}
