package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The largest mail there may be, in a process with the memory that the launcher gives it. */
class LargeMailTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final int SMTP_BYTES = 50 << 20;
    private static final byte[] BLOCK =
            ("x".repeat(998) + "\r\n").repeat(64).getBytes(StandardCharsets.US_ASCII);

    @Test
    void largestMessages_atOnce_fitIntoTheHeap() throws InterruptedException, ExecutionException {
        TestStores.StoreLocation location = TestServer.usedPlace(StoreKind.SQLITE);
        try (Program server = Program.serve(location);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Api api = server.api(location.folder());
            long account = api.newAccount("name", "large");
            api.newUser(account, "anna", "password", PASSWORD);
            Api token = api.newTokenOf(account).api();
            List<Callable<String>> mails = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                mails.add(() -> bySmtp(server));
            }
            mails.add(() -> byHttp(token));
            List<String> answers = new ArrayList<>();
            for (Future<String> answer : clients.invokeAll(mails)) {
                answers.add(answer.get());
            }
            assertThat(answers)
                    .allMatch(answer -> answer.matches("(?s)250 .*|452 4.3.1.*|0|503"))
                    .anyMatch(answer -> answer.startsWith("250 "));
            assertThat(bySmtp(server)).startsWith("250 ");
            assertThat(byHttp(token)).isEqualTo("0");
            assertThat(server.alive()).isTrue();
            assertThat(server.err()).doesNotContain("OutOfMemory");
        }
    }

    private static String bySmtp(Program server) {
        try (RawSmtp client = RawSmtp.signedIn(server.submission(), "anna@large", PASSWORD)) {
            client.ask("MAIL FROM:<a@b.example>", 250);
            client.ask("RCPT TO:<c@d.example>", 250);
            client.ask("DATA", 354);
            client.send("Subject: large\r\n\r\n");
            for (int sent = 0; sent < SMTP_BYTES - 2 * BLOCK.length; sent += BLOCK.length) {
                client.send(BLOCK);
            }
            return client.ask(".");
        }
    }

    private static String byHttp(Api token) {
        String file = Base64.getEncoder().encodeToString(new byte[15_000_000]);
        String body =
                "{\"from\":\"a@b.example\",\"to\":\"c@d.example\",\"text\":\"x\","
                        + "\"attachments\":[{\"name\":\"large\",\"content\":\""
                        + file
                        + "\"}]}";
        Answer answer = token.json("/api/v1.1/messages/send", body);
        return Integer.toString(answer.error());
    }
}
