package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.testing.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What becomes of connections when a server closes. */
class ServerCloseTest {
    /** Longer than a connection may be silent while the server closes. */
    private static final int SLOW_MILLIS = 900;

    private final CountDownLatch asked = new CountDownLatch(1);

    private HttpReply answer(HttpRequest request) {
        asked.countDown();
        try {
            Thread.sleep(request.path().equals("/slow") ? SLOW_MILLIS : 0);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        byte[] body = "done".getBytes(StandardCharsets.UTF_8);
        return new HttpReply.WholeReply(200, "text/plain", Map.of(), body);
    }

    private HttpServer server() {
        HttpConfig config =
                HttpConfig.from(
                        Settings.load(HttpConfig.SETTINGS, Optional.empty(), List.of()),
                        Optional.of(new HostPort("127.0.0.1", 0)));
        return HttpServer.bind(config).serve(this::answer);
    }

    private static Socket ask(HttpServer server, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(10_000);
        RawHttp.send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return socket;
    }

    @Test
    void runningRequest_isAnswered() throws Exception {
        HttpServer server = server();
        try (Socket socket = ask(server, "/slow")) {
            asked.await();
            server.close();

            assertThat(RawHttp.answer(socket).text()).isEqualTo("done");
        }
    }

    @Test
    void idleConnection_isClosed() throws Exception {
        HttpServer server = server();
        try (Socket socket = ask(server, "/")) {
            assertThat(RawHttp.answer(socket).text()).isEqualTo("done");

            server.close();

            assertThat(socket.getInputStream().read()).isNegative();
        }
    }
}
