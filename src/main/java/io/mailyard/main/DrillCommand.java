package io.mailyard.main;

import io.mailyard.db.StoreConfig;
import io.mailyard.drill.DrillOptions;
import io.mailyard.drill.DrillReport;
import io.mailyard.drill.DrillReportText;
import io.mailyard.drill.DrillRun;
import io.mailyard.drill.FaultKind;
import io.mailyard.drill.ProgramCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mailyard drill}. */
@Command(
        name = "drill",
        description =
                "Kills, stops and cuts off a scratch server and node under load, then proves that nothing"
                        + " acknowledged is missing. Makes its own folder and store, touches no other, and"
                        + " sends no mail off this machine. Exit status 0 only if everything holds.",
        sortOptions = false,
        usageHelpWidth = 100)
final class DrillCommand implements Callable<Integer> {
    /** A seed that is easy to type again. */
    private static final int SEEDS = 1_000_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many faults; default 30.")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "600",
            description =
                    "After so many seconds no further fault is begun, but one at least is done;"
                            + " default 600.")
    private int seconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "The same seed gives the same faults and the same load; default: another one each"
                            + " time, which is printed.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--faults",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Kinds of faults, or groups of them, separated by commas: kill, pause, cut, lost,"
                            + " disk, clock, database, failover; default: all that can be done here.")
    private List<String> faults = List.of();

    @Option(
            names = "--store",
            paramLabel = "URL",
            description =
                    "sqlite, which is the default, or postgresql://USER:PASSWORD@HOST:PORT/DATABASE: a"
                            + " server on which the drill creates a database of its own and drops it again.")
    private String store = "sqlite";

    @Option(
            names = "--failover",
            paramLabel = "COMMAND",
            description =
                    "A shell command that makes another PostgreSQL host the primary, for a URL with"
                            + " several hosts; the fault failover runs it.")
    private String failover = "";

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Messages a second, 4 to 1000; default 100.")
    private int rate;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description =
                    "Where the drill makes its folder; default: the folder for temporary files.")
    private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Writes the report to FILE.md and FILE.json.")
    private Optional<Path> report = Optional.empty();

    @Option(
            names = "--keep",
            description =
                    "Keeps folder and database afterwards. After a drill that failed they are kept anyway.")
    private boolean keep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    @Override
    public Integer call() {
        DrillOptions options = options();
        PrintWriter out = spec.commandLine().getOut();
        DrillReport result =
                new DrillRun(
                                options,
                                ProgramCommand.ofThisProcess(),
                                InstantSource.system(),
                                line -> {
                                    out.println(line);
                                    out.flush();
                                })
                        .run();
        DrillReportText text = new DrillReportText(result);
        text.lines().forEach(out::println);
        out.flush();
        options.report().ifPresent(text::write);
        return result.passed() ? 0 : 1;
    }

    private DrillOptions options() {
        require("--rounds", rounds, 1, DrillOptions.MOST_ROUNDS);
        require("--seconds", seconds, 1, DrillOptions.MOST_SECONDS);
        require("--rate", rate, 4, DrillOptions.MOST_RATE);
        // now, not after ten minutes
        report.flatMap(DrillReportText::problem)
                .ifPresent(problem -> {
                    throw wrong("--report: " + problem);
                });
        return new DrillOptions(
                rounds,
                Duration.ofSeconds(seconds),
                seed.orElseGet(() -> (long) ThreadLocalRandom.current().nextInt(SEEDS)),
                kinds(),
                url(),
                rate,
                failover,
                scratch,
                keep,
                report);
    }

    private void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + ": " + value + " is not from " + least + " to " + most);
        }
    }

    private Set<FaultKind> kinds() {
        if (faults.isEmpty()) {
            return EnumSet.allOf(FaultKind.class);
        }
        try {
            return FaultKind.parse(faults);
        } catch (IllegalArgumentException unknown) {
            throw wrong("--faults: " + unknown.getMessage());
        }
    }

    /** A wrong URL is refused here, before anything is made. */
    private String url() {
        return store.equals("sqlite") ? "" : StoreConfig.at(store).url();
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
