package io.mailyard.smtp;

import io.mailyard.testing.FakeMailHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests of the client share. */
final class Talk {
    static final Duration SOON = Duration.ofSeconds(10);
    static final byte[] HELLO =
            "Subject: hello\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);

    private Talk() {}

    static SmtpClient client() {
        return client(TlsRule.NEVER, null, Timeouts.RFC_5321.atMost(SOON));
    }

    /** One that waits for nothing longer than {@code most}. */
    static SmtpClient impatient(Duration most) {
        return client(TlsRule.NEVER, null, Timeouts.RFC_5321.atMost(most));
    }

    static SmtpClient client(TlsRule rule, @Nullable SmtpLogin login, Timeouts timeouts) {
        return new SmtpClient(
                new SmtpConfig("client.example", rule, TlsContexts.verifying(), login, timeouts));
    }

    static Endpoint to(FakeMailHost host) {
        return Endpoint.of("localhost", host.port());
    }

    static SmtpEnvelope envelope(String... recipients) {
        return new SmtpEnvelope("a@a.example", List.of(recipients));
    }

    static RecipientOutcome one(SmtpClient client, FakeMailHost host) {
        return client.send(to(host), envelope("b@b.example"), HELLO).getFirst();
    }
}
