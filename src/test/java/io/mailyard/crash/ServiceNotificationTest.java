package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.NotifySocket;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells systemd from its start to its end, by the protocol of sd_notify(3). */
final class ServiceNotificationTest {
    /** Said as the store is opened, and again as names get new keys; then at each ten seconds. */
    private static final int STEPS = 2;

    @Test
    void server_asksForTimeUntilItServes_andSaysThatItStops(@TempDir Path folder) {
        TestStores.StoreLocation place = TestServer.usedPlace(StoreKind.SQLITE);
        String socket = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.bind(socket);
                Program server = Program.serveThatTells(socket, place)) {
            server.ready();

            List<String> told = manager.until("READY=1");

            assertThat(told.getLast()).isEqualTo("READY=1\nSTATUS=Serving");
            // a message within the minute that is asked for: systemd waits on, whatever
            // TimeoutStartSec is
            assertThat(told.subList(0, told.size() - 1))
                    .hasSizeGreaterThanOrEqualTo(STEPS)
                    .allMatch(state ->
                            state.startsWith("EXTEND_TIMEOUT_USEC=60000000\nSTATUS=Opening"));

            server.terminate();
            assertThat(server.end().code()).isZero();
            // nothing asks for time any more once it serves
            assertThat(manager.next()).startsWith("STOPPING=1\nSTATUS=Stopping");
        }
    }
}
