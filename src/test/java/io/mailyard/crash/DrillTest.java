package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Drill;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code mailyard drill} as a user runs it. {@code -Ddrill.rounds=200} tries for longer, {@code
 * -Ddrill.seed=...} as another run did.
 */
final class DrillTest {
    private static final long SEED = Long.getLong("drill.seed", System.nanoTime() & 0xffffff);

    /**
     * The drill begins no fault after that: five times what a long run takes where nothing else
     * runs.
     */
    private static final int LIMIT_SECONDS = 3_600;

    private static final Duration PATIENCE = Duration.ofSeconds(LIMIT_SECONDS + 300);

    /** In minutes, and more than {@link #PATIENCE}, which names what the drill printed. */
    private static final int AT_MOST = 70;

    /** A long run's on each store: 1,000 on both. */
    private static final int KILLS = 500;

    private final Path folder = TestStores.newFolder();

    private Program.End drill(StoreKind kind, String... more) {
        List<String> arguments = new ArrayList<>(List.of("drill", "--seed", Long.toString(SEED)));
        arguments.addAll(List.of("--seconds", Integer.toString(LIMIT_SECONDS)));
        arguments.addAll(List.of("--scratch", folder.toString()));
        arguments.addAll(List.of("--report", folder.resolve("report").toString()));
        if (kind == StoreKind.POSTGRESQL) {
            arguments.addAll(List.of("--store", TestStores.placeInOwnDatabase().config().url()));
        }
        arguments.addAll(List.of(more));
        return Program.run(PATIENCE, arguments.toArray(String[]::new));
    }

    private Tree report() {
        return Tree.json(Program.read(folder.resolve("report.json")));
    }

    /** The last lines are what a person reads. */
    private static void print(Program.End end) {
        List<String> lines = end.out().lines().toList();
        int head = lines.lastIndexOf("");
        lines.subList(Math.max(0, head), lines.size()).forEach(System.out::println);
    }

    @ParameterizedTest
    @StoresOfRun
    @Timeout(value = AT_MOST, unit = TimeUnit.MINUTES)
    void kills_loseNothingAcknowledged(StoreKind kind) throws Exception {
        // a round kills 1.4 processes on average
        int rounds =
                Drill.length("kills by the drill on " + kind + ", rounds", "drill.rounds", 3, 400);
        Program.End end = drill(kind, "--rounds", "" + rounds, "--faults", "kill");
        print(end);
        assertThat(end.code()).as(end.out() + end.err()).isZero();
        assertThat(end.out()).endsWith("passed: nothing acknowledged is missing\n");
        Tree report = report();
        assertThat(report.at("passed").flag()).isTrue();
        assertThat(report.at("faults").items()).hasSize(rounds);
        assertThat(report.at("kills").number())
                .isGreaterThanOrEqualTo(Drill.isLong() ? KILLS : rounds);
        assertThat(report.at("messages").number()).isPositive();
        assertThat(report.at("arrived").number())
                .isGreaterThanOrEqualTo(report.at("messages").number());
        assertThat(Program.read(folder.resolve("report.md")))
                .startsWith("# Drill of Mailyard: passed");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("report.md", "report.json");
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    @LongRun
    @Timeout(value = AT_MOST, unit = TimeUnit.MINUTES)
    void everyFault_losesNothingAcknowledged(StoreKind kind) {
        Program.End end = drill(kind, "--rounds", "40");
        print(end);
        assertThat(end.code()).as(end.out() + end.err()).isZero();
        assertThat(report().at("not_run").items())
                .as("what cannot be done on %s", kind)
                .hasSize(kind == StoreKind.SQLITE ? 5 : 2);
    }

    @Test
    void wrongOptions_areRefused() {
        assertThat(Program.runHere("drill", "--faults", "kil").err())
                .contains("'kil' is not a fault; these are: kill, pause, cut, lost");
        assertThat(Program.runHere("drill", "--rounds", "0").code()).isEqualTo(2);
        assertThat(Program.runHere("drill", "--store", "mysql://x/y").err())
                .contains("the store's URL must be like postgresql://");
        Program.End none =
                Program.runHere("drill", "--scratch", folder.toString(), "--faults", "failover");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err())
                .isEqualTo(
                        "mailyard: none of the faults of --faults can be done here: database-failover"
                                + " (the embedded store is a file of the server's own)\n");
        assertThat(folder).isEmptyDirectory();
        assertThat(Program.runHere("drill", "--report", folder.resolve("none/report").toString()))
                .satisfies(end -> assertThat(end.code()).isEqualTo(2))
                .satisfies(end ->
                        assertThat(end.err())
                                .contains("--report: " + folder.resolve("none/report.md"))
                                .contains("is not a folder"));
    }
}
