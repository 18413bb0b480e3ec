package io.mailyard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.NotifySocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service manager is told, received by a Unix datagram socket. */
class ServiceManagerTest {
    @TempDir private Path folder;

    /** Binds that name, has a state sent to it, and returns what arrived. */
    private static String received(String name, String state) {
        try (NotifySocket manager = NotifySocket.bind(name)) {
            assertThat(ServiceManager.send(name, state)).isNull();
            return manager.next();
        }
    }

    @Test
    void state_arrivesAtAPathAndAtAnAbstractName() {
        assertThat(received(folder.resolve("notify").toString(), "READY=1")).isEqualTo("READY=1");
        String abstractName = "@mailyard-test-" + ProcessHandle.current().pid();
        assertThat(received(abstractName, "STOPPING=1\nSTATUS=Ende ä"))
                .isEqualTo("STOPPING=1\nSTATUS=Ende ä");
    }

    @Test
    void socketThatIsNoneOrGone_isSaid() {
        assertThat(ServiceManager.send("relative", "READY=1")).contains("neither a path");
        assertThat(ServiceManager.send("/" + "x".repeat(107), "READY=1")).contains("107 bytes");
        assertThat(ServiceManager.send(folder.resolve("none").toString(), "READY=1"))
                .contains("sendto() failed");
    }
}
