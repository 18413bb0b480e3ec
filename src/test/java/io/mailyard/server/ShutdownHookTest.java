package io.mailyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ShutdownHookTest {
    /** A program whose start has got as far as its hook when the signal has already come. */
    static final class StoppedBeforeItsHook {
        private StoppedBeforeItsHook() {}

        /** Ends; what runs then is what a start still does. */
        public static void main(String... args) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                ShutdownHook ending = ShutdownHook.onSignal();
                                System.out.print("signalled: " + ending.isSignalled());
                            }));
            System.exit(0);
        }
    }

    @Test
    void signalBeforeTheHook_countsAndIsNoFault() throws Exception {
        Process program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StoppedBeforeItsHook.class.getName())
                        .redirectErrorStream(true)
                        .start();
        try {
            String said =
                    new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said).isEqualTo("signalled: true");
            assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroyForcibly();
        }
    }
}
