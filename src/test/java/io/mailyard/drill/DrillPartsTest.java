package io.mailyard.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The parts of a drill that need no server. */
final class DrillPartsTest {
    private final FaultsFound faults = new FaultsFound();

    @Test
    void plan_isThatOfItsSeed() {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        List<PlannedFault> plan = PlannedFault.plan(5, 100, kinds);

        assertThat(PlannedFault.plan(5, 100, kinds)).isEqualTo(plan);
        assertThat(PlannedFault.plan(5, 30, kinds)).isEqualTo(plan.subList(0, 30));
        assertThat(PlannedFault.plan(6, 100, kinds)).isNotEqualTo(plan);
        assertThat(plan.subList(0, kinds.size()))
                .extracting(PlannedFault::kind)
                .containsExactlyInAnyOrderElementsOf(kinds);
        assertThat(PlannedFault.plan(1, 500, EnumSet.of(FaultKind.KILL_NODE)))
                .allMatch(fault -> fault.kind() == FaultKind.KILL_NODE);
    }

    @Test
    void faults_areNamedAloneAndInGroups() {
        assertThat(FaultKind.parse(List.of("kill")))
                .hasSize(5)
                .contains(FaultKind.KILL_START)
                .doesNotContain(FaultKind.LOSE_NODE);
        for (FaultKind kind : FaultKind.values()) {
            assertThat(FaultKind.parse(List.of(kind.word()))).contains(kind);
        }
        assertThatThrownBy(() -> FaultKind.parse(List.of("kill", "flood")))
                .hasMessageStartingWith("'flood' is not a fault; these are: kill, pause, ");
    }

    @Test
    void program_isStartedWithItsOwnOptions() {
        ProgramCommand jar =
                ProgramCommand.parse(
                        "/opt/java",
                        List.of(
                                "java",
                                "-Xmx1g",
                                "-XX:AOTCache=x",
                                "-jar",
                                "m.jar",
                                "drill",
                                "-h"));
        assertThat(jar.words(Path.of("/t"), Path.of("/c"), List.of("serve")))
                .containsExactly(
                        "/opt/java",
                        "-Xmx1g",
                        "-XX:AOTCache=x",
                        "-Djava.io.tmpdir=/t",
                        "-Dmailyard.drill.clock=/c",
                        "-jar",
                        "m.jar",
                        "serve");
        assertThat(ProgramCommand.parse("j", List.of("j", "-cp", "a:b", "Main", "drill")).main())
                .containsExactly("-cp", "a:b", "Main");
    }

    @Test
    void clock_isAheadByWhatItsFileSays() throws Exception {
        Path file = TestStores.newFolder().resolve("clock");
        Files.writeString(file, "3600000");
        assertThat(DrillClock.of(file).millis() - System.currentTimeMillis())
                .isBetween(3_590_000L, 3_610_000L);
        assertThat(DrillClock.ofProcess().millis() - System.currentTimeMillis())
                .isBetween(-10_000L, 10_000L);
    }

    private static ArrivalLog.MailArrival arrival(long account, long second) {
        long nanos = TimeUnit.SECONDS.toNanos(second);
        return new ArrivalLog.MailArrival(account, nanos, nanos + 1);
    }

    private static FaultSpan span(FaultKind kind, long began, long back) {
        return new FaultSpan(
                new PlannedFault(1, kind, 0, 0, 0),
                "",
                TimeUnit.SECONDS.toNanos(began),
                TimeUnit.SECONDS.toNanos(began),
                TimeUnit.SECONDS.toNanos(back),
                1,
                0);
    }

    @Test
    void mailThatArrivesAgain_isAFaultUnlessOneOfTheDrillsLiesBetween() {
        ArrivalChecks checks =
                new ArrivalChecks(
                        Map.of("d-1-a-1", List.of(arrival(1, 100), arrival(1, 104))), faults);

        checks.repeatedOnlyByFaults(List.of(span(FaultKind.KILL_NODE, 101, 103)));
        assertThat(faults.all()).isEmpty();
        checks.repeatedOnlyByFaults(
                List.of(
                        span(FaultKind.KILL_NODE, 50, 52),
                        span(FaultKind.KILL_NODE, 110, 112),
                        span(FaultKind.CLOCK_JUMP, 101, 103)));
        assertThat(faults.all())
                .containsExactly("1 messages arrived again without a fault between: d-1-a-1");
    }

    @Test
    void mailOfAFrozenAccount_isAFaultAfterTheReceipt() {
        ArrivalChecks checks =
                new ArrivalChecks(
                        Map.of("x", List.of(arrival(1, 99)), "y", List.of(arrival(1, 102))),
                        faults);
        FreezeClient.ProvedStop other =
                new FreezeClient.ProvedStop(2, 0, TimeUnit.SECONDS.toNanos(500));
        FreezeClient.ProvedStop before =
                new FreezeClient.ProvedStop(
                        1, TimeUnit.SECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(101));

        checks.noneWhileStopped(List.of(other, before));
        assertThat(faults.all()).isEmpty();
        checks.noneWhileStopped(
                List.of(
                        new FreezeClient.ProvedStop(
                                1, TimeUnit.SECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(103))));
        assertThat(faults.all())
                .containsExactly(
                        "'y' began to arrive while account 1 was frozen, after the receipt was complete");
    }

    @Test
    void link_isCutAndGivenBack() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                TcpProxy link =
                        new TcpProxy(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), server.getLocalPort()))) {
            Thread.ofVirtual().start(() -> echo(server));
            try (Socket client = connect(link)) {
                assertThat(ask(client, 'a')).isEqualTo('a');
                link.become(TcpProxy.LinkState.SILENT);
                client.setSoTimeout(100);
                assertThatThrownBy(() -> ask(client, 'b'))
                        .isInstanceOf(SocketTimeoutException.class);
                client.setSoTimeout(10_000);
                link.become(TcpProxy.LinkState.SLOW);
                assertThat(client.getInputStream().read()).isEqualTo('b');
                link.become(TcpProxy.LinkState.BROKEN);
                assertThat(gone(client)).isTrue();
            }
            try (Socket client = connect(link)) {
                assertThat(gone(client)).isTrue();
            }
            link.become(TcpProxy.LinkState.WHOLE);
            try (Socket client = connect(link)) {
                assertThat(ask(client, 'c')).isEqualTo('c');
            }
        }
    }

    private static Socket connect(TcpProxy link) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        client.setSoTimeout(10_000);
        return client;
    }

    private static int ask(Socket client, int letter) throws IOException {
        client.getOutputStream().write(letter);
        return client.getInputStream().read();
    }

    private static boolean gone(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private static void echo(ServerSocket server) {
        while (true) {
            try (Socket client = server.accept()) {
                client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException ended) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }
}
