package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.protocol.NodeStatus;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two processes with one node key: the second gets no mail while the first is alive. */
@ParameterizedClass
@EnumSource
class OneKeyTest {
    private static final NodeStatus STATUS = new NodeStatus(0, true, List.of(), 0, 0);

    private final TestServer server;
    private final String key;
    private final long node;

    OneKeyTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        Tree made =
                server.api()
                        .call("nodes/save", "name", Api.unique("twice"), "host", "127.0.0.1:1")
                        .ok()
                        .at("data");
        this.key = made.at("key").text();
        this.node = made.at("saved_id").number();
    }

    private RemoteLink link(Path folder, String run) {
        ServerAddress address =
                new ServerAddress(URI.create(server.uri().toString()), Optional.empty());
        String instance = run + "-" + node;
        return new RemoteLink(
                new ServerClient(
                        new ServerAddress.ServerAccess(List.of(address), key), "main", instance),
                new ReportJournal(folder),
                new LastRun(folder),
                instance);
    }

    private static void sync(RemoteLink link) {
        link.sync(STATUS, Duration.ZERO);
    }

    private static void isRefused(RemoteLink link) {
        assertThatThrownBy(link::open)
                .isInstanceOf(ServerClient.KeyInUse.class)
                .hasMessageContaining("another process with the key of node");
    }

    @Test
    void aSecondProcess_waitsUntilTheFirstHasEnded() {
        try (RemoteLink second = link(TestStores.newFolder(), "second")) {
            try (RemoteLink first = link(TestStores.newFolder(), "first")) {
                first.open();
                isRefused(second);
                sync(first);
                // its own session is in nobody's way, however often it opens one
                first.open();
                isRefused(second);
            }
            assertThat(second.open().node()).isEqualTo(node);
            sync(second);
        }
    }

    /** The folder is locked by a run, so the run before is dead: no need to wait for its lease. */
    @Test
    void theNextRunOverAFolder_takesOverAtOnce() {
        Path folder = TestStores.newFolder();
        for (int run = 1; run <= 3; run++) {
            RemoteLink killed = link(folder, "run" + run);
            killed.open();
            sync(killed);
        }
    }

    /** As after a copy of a whole machine: one of them gets on, and the other one is refused. */
    @Test
    void processesOverCopiesOfAFolder_doNotTakeTurns() {
        Path folder = TestStores.newFolder();
        Path copy = TestStores.newFolder();
        RemoteLink first = link(folder, "original");
        first.open();
        new LastRun(copy).write("original-" + node);
        RemoteLink second = link(copy, "copy");
        second.open();

        assertThatThrownBy(() -> sync(first)).isInstanceOf(Link.SessionUnknown.class);
        for (int i = 0; i < 3; i++) {
            isRefused(first);
            sync(second);
        }
        second.close();
        first.open();
        sync(first);
    }

    @Test
    void aProcessThatIsSilent_isNotWaitedFor() {
        RemoteLink silent = link(TestStores.newFolder(), "silent");
        silent.open();
        RemoteLink next = link(TestStores.newFolder(), "next");
        isRefused(next);
        server.tamper(
                "UPDATE node_sessions SET last_seen_at = last_seen_at - 16000 WHERE node_id = "
                        + node);

        next.open();
        sync(next);
    }

    @Test
    void nodesOfTheReleaseBefore_areServedAsThere() {
        ServerAddress address =
                new ServerAddress(URI.create(server.uri().toString()), Optional.empty());
        for (String instance : List.of("one", "two")) {
            ServerClient old =
                    new ServerClient(
                            new ServerAddress.ServerAccess(List.of(address), key),
                            "main",
                            instance + "-" + node);
            old.call("open", "{\"protocol\":2}");
        }
    }
}
