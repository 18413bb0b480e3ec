package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.api.Binder;
import io.mailyard.http.HeaderText;
import io.mailyard.testing.Drill;
import io.mailyard.testing.LongRun;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzes the readers with Jazzer, each target in a JVM of its own, for {@code fuzz.seconds}; for
 * longer, {@code -Dtest=ParserFuzzTest -Dfuzz.seconds=600}. What it finds it leaves in {@code
 * target/fuzz}; with a name that starts with {@code refused-} or {@code read-} it belongs into
 * src/test/resources/fuzz.
 */
@Tag("fuzz")
class ParserFuzzTest {
    private static final Path FOUND = Path.of("target", "fuzz");

    /**
     * The packages whose branches lead the fuzzer; by their classes, so that a rename reaches it.
     */
    private static final String INSTRUMENTED =
            Stream.of(JsonReader.class, Binder.class, HeaderText.class)
                    .map(type -> type.getPackageName() + ".**")
                    .collect(Collectors.joining(":"));

    @TempDir private Path corpus;

    static List<Class<?>> targets() {
        return FuzzTargets.ofRun(Drill.isLong());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void target_keepsItsPromises(Class<?> target) throws Exception {
        int seconds =
                Drill.length(
                        "fuzzing of " + target.getSimpleName() + ", seconds",
                        "fuzz.seconds",
                        4,
                        60);
        Outcome outcome = fuzz(target, seconds);

        assertThat(outcome.exit()).as(outcome.log()).isZero();
        assertThat(outcome.log()).containsPattern("Done [0-9]{2,} runs");
    }

    /** That a broken promise would be seen. */
    @LongRun
    @Test
    void fuzzing_findsWhatIsBroken() throws Exception {
        Outcome outcome = fuzz(Broken.class, 30);

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.log()).contains("a promise is broken");
        assertThat(Files.readString(FOUND.resolve("Broken/log.txt"), StandardCharsets.ISO_8859_1))
                .as("our readers' branches lead the fuzzer")
                .contains("Instrumented " + JsonReader.class.getName() + " (took");
    }

    /** Fails on every body that is read as a JSON object with a member. */
    public static final class Broken {
        private Broken() {}

        public static void fuzzerTestOneInput(byte[] data) {
            try {
                if (!JsonReader.read(data, 0).values().isEmpty()) {
                    throw new IllegalStateException("a promise is broken");
                }
            } catch (UnreadableBody refused) {
                assertThat(refused.line()).isPositive();
            }
        }
    }

    private record Outcome(int exit, String log) {}

    private Outcome fuzz(Class<?> target, int seconds)
            throws IOException, InterruptedException, URISyntaxException {
        Path found = Files.createDirectories(FOUND.resolve(target.getSimpleName()));
        Path log = found.resolve("log.txt");
        Process process =
                new ProcessBuilder(command(target, seconds, found))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(process.waitFor(seconds + 300L, TimeUnit.SECONDS))
                    .as("the fuzzer ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), withoutChatter(log));
    }

    private List<String> command(Class<?> target, int seconds, Path found)
            throws URISyntaxException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // The fuzzer loads its agent into itself.
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                // A short run is over before the better compiler has paid for itself.
                "-XX:TieredStopAtLevel=1",
                // Small, so that a body that takes memory out of proportion ends the run.
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes="
                        + INSTRUMENTED
                        + ":tools.jackson.core.json.ReaderBasedJsonParser"
                        + ":com.ctc.wstx.sr.BasicStreamReader:com.ctc.wstx.sr.StreamScanner"
                        + ":com.ctc.wstx.sr.AttributeCollector",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_total_time=" + seconds,
                "-max_len=4096",
                // Of the wall clock: on a busy machine a small input may wait for its turn.
                "-timeout=25",
                // The heap above is the limit; the peak that the fuzzer would ask the system for is
                // that of this test's own process, which the new one inherits (getrusage).
                "-rss_limit_mb=0",
                corpus.toString(),
                NastiesTest.directory().toString());
    }

    private static String withoutChatter(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return String.join(
                    "\n",
                    lines.filter(line -> !line.startsWith("INFO: "))
                            .filter(line -> !line.startsWith("WARNING: "))
                            .toList());
        }
    }
}
