package io.mailyard.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code mailyard ready}; with TLS in {@code http/TlsTest}. */
class ReadyCommandTest {
    private record Ended(int status, String out, String err) {}

    private static Ended ready(String url) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = InProcess.run(out, err, "ready", "--url", url);
        return new Ended(status, out.toString().strip(), err.toString().strip());
    }

    @Test
    void readyServer_isStatus0() {
        String url = TestServer.of(StoreKind.SQLITE).uri().toString();

        assertThat(ready(url)).isEqualTo(new Ended(0, "ready", ""));
        assertThat(ready(url + "/").status()).isZero();
    }

    @Test
    void serverThatIsNotReady_isStatus1AndSaysWhy() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread answering = Thread.ofVirtual().start(() -> answer(listening));
            Ended ended = ready("http://127.0.0.1:" + listening.getLocalPort());

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains("is not ready: HTTP 503, {\"status\":\"stopping\"}");
            answering.join();
        }
    }

    private static void answer(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            byte[] request = new byte[17];
            assertThat(socket.getInputStream().readNBytes(request, 0, request.length))
                    .isEqualTo(request.length);
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"stopping\"}"
                                    .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException closed) {
            // the test sees that nothing was answered
        }
    }

    @Test
    void nothingThatListens_isStatus1() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Ended ended = ready("http://127.0.0.1:" + port);

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains("does not answer");
    }

    @Test
    void wrongAddress_isStatus2() {
        for (String wrong :
                List.of(
                        "127.0.0.1:8080",
                        "ftp://a.example",
                        "http://",
                        "http://a b",
                        "http://a/b",
                        "http://a:99999",
                        "http://u@a",
                        "http://a^b",
                        "http://a|b",
                        "http://[::1",
                        "http://[]",
                        "http://a:b",
                        "http://%zz",
                        "http://-")) {
            Ended ended = ready(wrong);
            assertThat(ended.status()).as(wrong).isEqualTo(2);
            assertThat(ended.err()).as(wrong).contains("is not the address of a server");
        }
    }
}
