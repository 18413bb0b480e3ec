package io.mailyard.alerts;

import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** A mail of an alert or report as its recipient reads it. */
public record ReceivedMail(String to, String subject, String text, String html, String raw) {
    /** A server whose own mail goes to a relay, and which sends alerts at once. */
    public static TestServer server(
            StoreKind kind, FakeMailHost relay, Clock clock, String... settings) {
        return TestServer.start(kind, clock, settings(relay, settings));
    }

    /** The settings of such a server. */
    static String[] settings(FakeMailHost relay, String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "mail.relay.host=127.0.0.1",
                                "mail.relay.port=" + relay.port(),
                                "mail.from=Mailyard <mailyard@example.com>",
                                "public.url=https://mail.example.com",
                                "alerts.collect=0s",
                                "alerts.interval=1h",
                                "alerts.check-every=100ms"));
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    /**
     * Restarts the server later: a clock that jumps under a running server moves mail that is just
     * queued along with it.
     */
    static void later(TestServer server, FakeMailHost relay, TestClock clock, Duration by) {
        server.restart(() -> clock.advance(by), settings(relay));
    }

    static ReceivedMail of(FakeMailHost.Message message) {
        try {
            MimeMessage read =
                    new MimeMessage(
                            Session.getInstance(new Properties()),
                            new ByteArrayInputStream(message.raw()));
            MimeMultipart parts = (MimeMultipart) read.getContent();
            return new ReceivedMail(
                    read.getAllRecipients()[0].toString(),
                    read.getSubject(),
                    parts.getBodyPart(0).getContent().toString(),
                    parts.getBodyPart(1).getContent().toString(),
                    new String(message.raw(), StandardCharsets.ISO_8859_1));
        } catch (MessagingException unreadable) {
            throw new IllegalStateException(unreadable);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The mails to an address. */
    public static List<ReceivedMail> to(FakeMailHost relay, String address) {
        return relay.messages().stream()
                .map(ReceivedMail::of)
                .filter(mail -> mail.to().equals(address))
                .toList();
    }

    /** Waits until there are as many mails to an address, and returns them. */
    public static List<ReceivedMail> await(FakeMailHost relay, String address, int count) {
        Await.until(() -> to(relay, address).size() >= count);
        return to(relay, address);
    }

    /** Text and HTML. */
    Stream<String> parts() {
        return Stream.of(text, html);
    }
}
