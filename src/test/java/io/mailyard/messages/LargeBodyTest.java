package io.mailyard.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.house.Answer;
import io.mailyard.house.Api;
import io.mailyard.house.StoreKind;
import io.mailyard.house.TestServer;
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
                        StoreKind.SQLITE, "messages.max-body=4MiB", "http.large-bodies=15MiB");
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

    @Test
    void body_mayBeLargerThanElsewhere() {
        assertThat(send(2_000_000).ok().at("data.accepted").number()).isEqualTo(1);
        Answer other = token.json("/api/v1.1/messages/list", body(2_000_000));
        assertThat(other.status()).isEqualTo(413);
        assertThat(other.errorText()).contains("1048576");
    }

    @Test
    void bodyBeyondItsLimit_is413() {
        Answer answer = send(3_500_000);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.errorText()).contains("4194304");
    }

    @Test
    void bodyThatTheMemoryDoesNotHold_is503() {
        Answer answer = send(2_700_000);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        send(500_000).ok();
    }
}
