package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Processes that {@code packaging/high-availability/loopback} signals, by the numbers in files. */
class LoopbackNumbersTest {
    private static final Path LOOPBACK =
            Path.of("packaging", "high-availability", "loopback").toAbsolutePath();

    /** One process of the folder, and one of somebody else that has its number by now. */
    private static final String SCRIPT =
            """
            dir=$1
            eval "$(sed -n '/^number_of()/,/^}/p; /^signal()/,/^}/p' "$2")"
            sleep 60 &
            foreign=$!
            (exec -a "$dir/db1" sleep 60) &
            own=$!
            until grep -qa "$dir/db1" "/proc/$own/cmdline"; do sleep 0.05; done
            for number in "$own" "$foreign" "-$own" 0 1x 4194305 ''; do
                printf '%s\\nmore\\n' "$number" >"$dir/pid"
                if found=$(number_of "$dir/pid"); then echo "${found/$own/own}"; else echo none; fi
            done
            number_of "$dir/missing" || echo none
            echo "$foreign" >"$dir/pid"
            signal KILL "$dir/pid" || echo none
            kill "$foreign" && echo alive
            echo "$own" >"$dir/pid"
            signal KILL "$dir/pid" && echo killed
            """;

    @Test
    void onlyProcessesOfTheFolder_areSignalled() throws IOException, InterruptedException {
        Path folder = TestStores.newFolder();
        Path out = folder.resolve("out");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        "bash",
                                        "-c",
                                        SCRIPT,
                                        "bash",
                                        folder.toString(),
                                        LOOPBACK.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "own", "none", "none", "none", "none", "none", "none", "none", "none",
                        "alive", "killed");
    }
}
