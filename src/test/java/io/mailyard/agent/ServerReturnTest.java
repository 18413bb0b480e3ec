package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.protocol.NodeStatus;
import io.mailyard.testing.FakeLine;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node at another process of its server asks the first one again, and only then goes back. */
class ServerReturnTest {
    private static final NodeStatus STATUS = new NodeStatus(0, true, List.of(), 0, 0);

    private final AtomicLong now = new AtomicLong(1);

    private ServerClient client(PlainNode node, URI... servers) {
        return new ServerClient(
                new ServerAddress.ServerAccess(
                        Stream.of(servers)
                                .map(uri -> new ServerAddress(uri, Optional.empty()))
                                .toList(),
                        node.key()),
                "main",
                node.instance(),
                new ServerChoice(servers.length, new Random(1), now::get));
    }

    private void longTime() {
        now.addAndGet(ServerChoice.RETURN_AFTER.plus(ServerChoice.RETURN_SPREAD).toNanos());
    }

    @Test
    void theFirstProcess_isReturnedToOnceItAnswers_andCostsNothingBefore() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        try (FakeLine first = FakeLine.to(server.uri());
                FakeLine second = FakeLine.to(server.uri());
                RemoteLink link =
                        new RemoteLink(
                                client(PlainNode.of(server), first.uri(), second.uri()),
                                new ReportJournal(TestStores.newFolder()))) {
            link.open();
            link.sync(STATUS, Duration.ZERO);
            assertThat(first.passed()).isEqualTo(2);
            assertThat(second.passed()).isZero();

            first.cut();
            link.sync(STATUS, Duration.ZERO);
            assertThat(second.passed()).isEqualTo(1);

            longTime();
            link.sync(STATUS, Duration.ZERO);
            assertThat(second.passed()).as("the first one is still away").isEqualTo(2);
            first.mend();
            first.standStill();
            longTime();
            long began = System.nanoTime();
            link.sync(STATUS, Duration.ZERO);
            assertThat(second.passed()).as("and now it stands still").isEqualTo(3);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(5));

            first.mend();
            link.sync(STATUS, Duration.ZERO);
            assertThat(second.passed()).as("it was asked a moment ago").isEqualTo(4);
            longTime();
            long before = first.passed();
            link.sync(STATUS, Duration.ZERO);
            link.sync(STATUS, Duration.ZERO);
            assertThat(first.passed()).isEqualTo(before + 2);
            assertThat(second.passed()).isEqualTo(4);
        }
    }

    /** Refused there, for example because its release is too far apart: others may serve it. */
    @Test
    void aProcessThatRefusesTheNode_isLeftForAnother() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        try (TestServer stranger = TestServer.start(StoreKind.SQLITE, "submission.listen=");
                FakeLine second = FakeLine.to(server.uri());
                RemoteLink link =
                        new RemoteLink(
                                client(PlainNode.of(server), stranger.uri(), second.uri()),
                                new ReportJournal(TestStores.newFolder()))) {
            link.open();
            link.sync(STATUS, Duration.ZERO);
            assertThat(second.passed()).isEqualTo(2);
        }
    }
}
