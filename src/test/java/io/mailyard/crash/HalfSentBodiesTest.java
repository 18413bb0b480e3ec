package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What nobody signed in for must not cost the server: half-sent bodies, half-sent heads and silent
 * connections, against a process with the launcher's heap.
 */
class HalfSentBodiesTest {
    private static final int HALF_BODIES = 600;
    private static final int CONNECTIONS = 1_000;
    private static final String HEAD =
            "POST /api/v1.1/admin/accounts/list HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";

    @Test
    void halfSentBodies_andConnectionsWithoutASignIn_leaveTheServerAnswering() throws IOException {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        List<Socket> held = new ArrayList<>();
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            URI address = server.ready();
            api.call("accounts/list").ok();
            try {
                for (int i = 0; i < HALF_BODIES; i++) {
                    held.add(open(address, HEAD + "{"));
                }
                assertAnswers(server, api);
                for (int i = 0; i < CONNECTIONS; i++) {
                    held.add(
                            open(
                                    address,
                                    i % 2 == 0
                                            ? ""
                                            : "POST / HTTP/1.1\r\nX-Long: " + "x".repeat(7000)));
                }
                assertAnswers(server, api);
                assertThat(heapUsed(server)).isLessThan(LauncherOptions.heapBytes() / 3);
            } finally {
                for (Socket socket : held) {
                    socket.close();
                }
            }
            Await.until(() -> api.call("accounts/list").error() == 0);
            assertAnswers(server, api);
            assertThat(server.err()).doesNotContain("OutOfMemory", "Exception");
        }
    }

    /** All that arrives of bodies is held, and no more than the share of their address. */
    @Test
    void almostCompleteBodies_fillTheirShare_andSmallCallsContinue() throws IOException {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        List<Socket> held = new ArrayList<>();
        try (Program server = Program.serve(location)) {
            Api api = server.api(location.folder());
            URI address = server.ready();
            String almost = HEAD + " ".repeat(999_999);
            int refused = 0;
            try {
                for (int i = 0; i < 60; i++) {
                    Socket socket = open(address, "");
                    held.add(socket);
                    RawHttp.send(socket, almost);
                }
                assertAnswers(server, api);
                for (Socket socket : held) {
                    if (socket.getInputStream().available() > 0) {
                        Answer answer = RawHttp.answer(socket);
                        assertThat(answer.status()).isEqualTo(503);
                        assertThat(answer.error()).isEqualTo(503);
                        assertThat(answer.header("Retry-After")).isEqualTo("1");
                        refused++;
                    }
                }
                assertThat(refused).isBetween(30, 59);
                assertThat(heapUsed(server)).isLessThan(LauncherOptions.heapBytes() / 3);
            } finally {
                for (Socket socket : held) {
                    socket.close();
                }
            }
            assertAnswers(server, api);
        }
    }

    private static void assertAnswers(Program server, Api api) {
        assertThat(api.send("GET", "/health", "", "").status()).isEqualTo(200);
        api.call("accounts/list").ok();
        api.newAccount();
        try (RawSmtp client = RawSmtp.connect(server.submission())) {
            client.ask("EHLO client.example", 250);
        }
    }

    private static Socket open(URI server, String piece) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        RawHttp.send(socket, piece);
        return socket;
    }

    private static long heapUsed(Program server) throws IOException {
        jcmd(server, "GC.run");
        Matcher used =
                Pattern.compile("(?:DefNew|Tenured).*?used ([0-9]+)K")
                        .matcher(jcmd(server, "GC.heap_info"));
        long bytes = 0;
        while (used.find()) {
            bytes += Long.parseLong(used.group(1)) << 10;
        }
        assertThat(bytes).isPositive();
        return bytes;
    }

    private static String jcmd(Program server, String command) throws IOException {
        String tool = System.getProperty("java.home") + "/bin/jcmd";
        Process process =
                new ProcessBuilder(tool, Long.toString(server.pid()), command)
                        .redirectErrorStream(true)
                        .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
