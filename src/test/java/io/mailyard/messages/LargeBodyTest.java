package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The one call that takes more than the usual body. */
class LargeBodyTest {
    private static TestServer server;
    private static Api token;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        StoreKind.SQLITE,
                        "messages.max-body=4MiB",
                        "http.large-bodies=24MiB",
                        "http.receipt-memory=8MiB");
        token = server.api().newTokenOf(server.api().newAccount()).api();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer send(int bytes) {
        return token.json("/api/v1.1/messages/send", body(bytes));
    }

    private static String body(int bytes) {
        return "{\"from\":\"a@b.example\",\"to\":\"c@d.example\",\"text\":\"x\",\"attachments\":"
                + "[{\"name\":\"a\",\"content\":\""
                + Base64.getEncoder().encodeToString(new byte[bytes])
                + "\"}]}";
    }

    /** The answer to the head of a request whose body has so many bytes, before it is sent. */
    private static Answer announced(String call, int bytes) {
        return RawHttp.exchange(server.uri(), head(call, bytes));
    }

    private static String head(String call, int bytes) {
        return "POST /api/v1.1/messages/"
                + call
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes
                + "\r\n\r\n";
    }

    private static boolean answered(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Test
    void body_mayBeLargerThanElsewhere() {
        assertThat(send(2_000_000).ok().at("data.accepted").number()).isEqualTo(1);
        Answer other = announced("list", 2_000_000);
        assertThat(other.status()).isEqualTo(413);
        assertThat(other.errorText()).contains("1048576");
    }

    @Test
    void bodyBeyondItsLimit_is413() {
        Answer answer = announced("send", (4 << 20) + 1);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.errorText()).contains("4194304");
    }

    /** What was announced takes nothing; what has arrived does, and an address has half at most. */
    @Test
    void bodiesInReceipt_beyondTheShareOfTheirAddress_are503() throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
                Socket other = new Socket(server.uri().getHost(), server.uri().getPort())) {
            RawHttp.send(socket, head("send", 4 << 20) + "{" + " ".repeat(3 << 20));
            RawHttp.send(other, head("send", 4 << 20) + "{" + " ".repeat(3 << 20));
            // which of them found the room is the server's to say
            Await.until(() -> answered(socket) || answered(other));
            Answer answer = RawHttp.answer(answered(socket) ? socket : other);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.error()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            send(100_000).ok();
        }
        Await.until(() -> send(3_000_000).error() == 0);
    }

    @Test
    void memoryThatHoldsNoBody_stopsTheStart() {
        assertThatThrownBy(() ->
                        TestServer.start(
                                StoreKind.SQLITE,
                                "messages.max-body=4MiB",
                                "http.large-bodies=19MiB"))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("messages.max-body", "http.large-bodies");
    }
}
