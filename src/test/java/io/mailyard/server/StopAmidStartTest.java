package io.mailyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A server that is told to stop while it starts goes no further, wherever it has come to. */
class StopAmidStartTest {
    private static Server open(TestStores.StoreLocation location, BooleanSupplier unwanted) {
        return new Server(
                Settings.load(
                        AllSettings.list(),
                        Optional.empty(),
                        List.of("submission.listen=127.0.0.1:0", "http.drain=2s")),
                location.folder(),
                Optional.of(new HostPort("127.0.0.1", 0)),
                Clock.systemUTC(),
                TestServer.CHEAP_PASSWORDS,
                unwanted);
    }

    @Test
    void eachStepOfAStart_canBeTheLast() {
        TestStores.StoreLocation location = TestStores.place(StoreKind.SQLITE);
        int steps = 0;
        boolean started = false;
        while (!started && steps < 100) {
            steps++;
            AtomicInteger left = new AtomicInteger(steps);
            try (Server _ = open(location, () -> left.decrementAndGet() <= 0)) {
                started = true;
            } catch (Lifecycle.StopRequested stopped) {
                assertThat(left.get()).as("opened nothing more").isZero();
            }
        }
        assertThat(steps).isBetween(10, 40);
        assertThat(location.folder().resolve("admin-token")).exists();
    }
}
