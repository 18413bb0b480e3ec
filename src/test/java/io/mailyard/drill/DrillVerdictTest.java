package io.mailyard.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.crash.ProgramImage;
import io.mailyard.db.Database;
import io.mailyard.db.Stores;
import io.mailyard.testing.Await;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A drill sees what is missing, whoever took it. */
final class DrillVerdictTest {
    private final Path folder = TestStores.newFolder();
    private final List<String> lines = new ArrayList<>();

    private DrillRun drill() {
        List<String> words = ProgramImage.java(folder);
        DrillOptions options =
                new DrillOptions(
                        1,
                        Duration.ofSeconds(60),
                        1,
                        EnumSet.of(FaultKind.KILL_NODE),
                        "",
                        200,
                        "",
                        folder,
                        false,
                        Optional.empty());
        return new DrillRun(
                options,
                ProgramCommand.parse(words.getFirst(), words),
                InstantSource.system(),
                lines::add);
    }

    /** As someone would who has the store's file. */
    private static void tamper(ScratchPlatform platform) {
        platform.endProcesses();
        try (Database database =
                Stores.open(platform.store(), platform.data(), Clock.systemUTC())) {
            database.write(tx -> {
                long message = tx.number("SELECT min(id) FROM messages");
                tx.update("DELETE FROM recipients WHERE message_id = ?", message);
                tx.update("UPDATE accounts SET title = 'Title 0'");
                tx.update("DELETE FROM suppressions WHERE id = (SELECT min(id) FROM suppressions)");
                return tx.update("UPDATE audit SET actor = 'another' WHERE id = 3");
            });
        }
    }

    @Test
    void whatIsMissing_isNamed() throws Exception {
        DrillReport report =
                drill().withSinkThatLoses(subject -> subject.endsWith("-1"))
                        .beforeVerdict(DrillVerdictTest::tamper)
                        .run();

        assertThat(report.passed()).isFalse();
        assertThat(String.join("\n", report.found()))
                .contains("the audit's chain is broken at row 3")
                .contains("acknowledged messages never arrived: d-")
                .contains("acknowledged messages are not in the store, or without recipient: ")
                .contains("is called 'Title 0', although 'Title ")
                .contains("acknowledged suppressions of account ")
                .contains("reconcile: ");
        DrillReportText text = new DrillReportText(report);
        assertThat(text.lines()).endsWith("FAILED");
        assertThat(text.json()).startsWith("{\"passed\":false,\"found\":[\"");
        assertThat(report.place()).startsWith(folder.toString());
        try (Stream<Path> kept = Files.list(Path.of(report.place()))) {
            assertThat(kept.map(file -> file.getFileName().toString()))
                    .contains("acknowledged.log", "server.log", "data");
        }
    }

    @Test
    void programThatDoesNotStart_isNamed() {
        DrillOptions options =
                new DrillOptions(
                        1,
                        Duration.ofSeconds(60),
                        1,
                        EnumSet.of(FaultKind.KILL_NODE),
                        "",
                        200,
                        "",
                        folder,
                        false,
                        Optional.empty());
        DrillReport report =
                new DrillRun(
                                options,
                                new ProgramCommand(
                                        List.of("sh"), List.of("-c", "echo no room >&2; exit 3")),
                                InstantSource.system(),
                                lines::add)
                        .run();
        assertThat(report.found()).hasSize(1);
        assertThat(report.found().getFirst()).contains("the server ended by itself with status");
    }

    @ParameterizedTest
    @CsvSource({"false, false, 0", "true, false, 1", "false, true, 1"})
    void drillThatIsStopped_leavesWhatIsWanted(boolean keep, boolean wrong, int folders)
            throws Exception {
        Path scratch = TestStores.newFolder();
        DrillOptions options =
                new DrillOptions(
                        1,
                        Duration.ofSeconds(60),
                        1,
                        EnumSet.of(FaultKind.KILL_NODE),
                        "",
                        200,
                        "",
                        scratch,
                        keep,
                        Optional.empty());
        DrillRun run =
                new DrillRun(
                        options,
                        new ProgramCommand(List.of("sh", "-c", "exec sleep 60"), List.of()),
                        InstantSource.system(),
                        lines::add);
        if (wrong) {
            run.note("something is missing");
        }
        Thread running = Thread.ofVirtual().start(run::run);
        Await.until(() -> Files.exists(serverLog(scratch)));

        run.abandon();
        running.join();

        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).hasSize(folders);
        }
        assertThat(String.join("\n", lines))
                .matches(text -> text.contains("stopped; remains: " + scratch) == (folders == 1))
                .matches(text -> text.contains("WRONG: something is missing") == wrong);
    }

    private static Path serverLog(Path scratch) {
        try (Stream<Path> made = Files.list(scratch)) {
            return made.findFirst().orElse(scratch).resolve("server.log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
