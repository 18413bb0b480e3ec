package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mailyard.protocol.NodeStatus;
import io.mailyard.testing.FakeLine;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                                new ReportJournal(TestStores.newFolder()),
                                new LastRun(TestStores.newFolder()),
                                "run")) {
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

    /** What a proxy, another program or a server in trouble says in a server's place. */
    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 408, 418, 429, 500, 502, 503, 504})
    void anAnswerOtherThanAServers_sendsTheNodeToAnother(int status) throws IOException {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        HttpServer wrong =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        wrong.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(status, -1);
                    }
                });
        wrong.start();
        URI first = URI.create("http://127.0.0.1:" + wrong.getAddress().getPort());
        try (RemoteLink link =
                new RemoteLink(
                        client(PlainNode.of(server), first, server.uri()),
                        new ReportJournal(TestStores.newFolder()),
                        new LastRun(TestStores.newFolder()),
                        "run")) {
            assertThat(link.open().node()).isPositive();
            link.sync(STATUS, Duration.ZERO);
        } finally {
            wrong.stop(0);
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
                                new ReportJournal(TestStores.newFolder()),
                                new LastRun(TestStores.newFolder()),
                                "run")) {
            link.open();
            link.sync(STATUS, Duration.ZERO);
            assertThat(second.passed()).isEqualTo(2);
        }
    }
}
