package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.config.HostPort;
import io.mailyard.testing.Clients;
import io.mailyard.testing.RawSmtp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sink accepts, prints and refuses, and when it ends. */
class SinkServerTest {
    private static final String MESSAGE =
            "From: anna@shop.example\r\nSubject: One\r\n\r\nThe body.\r\n";

    private final StringWriter printed = new StringWriter();
    private final List<AutoCloseable> open = new ArrayList<>();
    private CompletableFuture<Boolean> end = new CompletableFuture<>();

    private SinkServer start(boolean full, long count, Duration timeout, Writer to) {
        SinkServer sink = SinkServer.bind(new HostPort("127.0.0.1", 0), timeout);
        open.add(sink);
        end =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return sink.serve(new PrintWriter(to), full, count);
                            } catch (InterruptedException stopped) {
                                throw new IllegalStateException(stopped);
                            }
                        },
                        task -> Thread.ofVirtual().start(task));
        return sink;
    }

    private SinkServer start(boolean full, long count) {
        return start(full, count, Duration.ofSeconds(20), printed);
    }

    private RawSmtp greeted(SinkServer sink) {
        RawSmtp client = RawSmtp.greeted(sink.address());
        open.addFirst(client);
        return client;
    }

    private boolean ended() throws Exception {
        return end.get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable autoCloseable : open) {
            autoCloseable.close();
        }
    }

    @Test
    void message_isPrintedBeforeItIsAcknowledged() {
        RawSmtp client = greeted(start(false, 9));
        client.ask("MAIL FROM:<anna@shop.example> SIZE=60 BODY=8BITMIME", 250);
        client.ask("RCPT TO:<bob@mail.example>", 250);
        client.ask("RCPT TO:<\"eve >\"@mail.example>", 250);
        client.ask("DATA", 354);

        assertThat(client.ask(MESSAGE + ".")).isEqualTo("250 2.0.0 printed as message 1");

        assertThat(printed.toString())
                .isEqualToNormalizingNewlines(
                        """
                        message 1: 52 octets from 127.0.0.1
                        EHLO client.example
                        MAIL FROM:<anna@shop.example> SIZE=60 BODY=8BITMIME
                        RCPT TO:<bob@mail.example>
                        RCPT TO:<"eve >"@mail.example>
                            From: anna@shop.example
                            Subject: One


                        """);
    }

    @Test
    void full_printsTheBodyWithItsDotsUndone() {
        RawSmtp client = greeted(start(true, 9));
        client.mail("", "bob@mail.example", "Subject: x\r\n\r\none\r\n..two\r\n\r\nthree");
        client.mail("", "bob@mail.example", "Subject: y");

        assertThat(printed.toString())
                .isEqualToNormalizingNewlines(
                        """
                        message 1: 34 octets from 127.0.0.1
                        EHLO client.example
                        MAIL FROM:<>
                        RCPT TO:<bob@mail.example>
                            Subject: x

                            one
                            .two

                            three

                        message 2: 12 octets from 127.0.0.1
                        EHLO client.example
                        MAIL FROM:<>
                        RCPT TO:<bob@mail.example>
                            Subject: y

                        """);
    }

    @Test
    void forgery_isShownAsPartOfItsMessage() {
        RawSmtp client = greeted(start(true, 9));
        client.mail(
                "a@b.example",
                "bob@mail.example",
                "Subject: \u001b[2J\tred\r\n\r\nmessage 2: 9 octets\r\nMAIL FROM:<b@b.example>");

        assertThat(printed.toString())
                .contains("    Subject: \\u001b[2J    red\n")
                .contains("\n    message 2: 9 octets\n    MAIL FROM:<b@b.example>\n")
                .doesNotContain("\u001b");
    }

    @Test
    void count_endsTheSinkAfterExactlySoManyMessages() throws Exception {
        SinkServer sink = start(false, 3);
        List<String> replies =
                Clients.atOnce(
                        8,
                        number -> {
                            try (RawSmtp client = RawSmtp.silent(sink.address())) {
                                client.reply();
                                client.ask("EHLO client.example");
                                client.ask("MAIL FROM:<a@b.example>");
                                client.ask("RCPT TO:<c@d.example>");
                                client.ask("DATA");
                                return client.ask(MESSAGE + ".");
                            } catch (RuntimeException closed) {
                                return "";
                            }
                        });

        assertThat(ended()).isTrue();
        assertThat(replies.stream().filter(reply -> reply.startsWith("250"))).hasSize(3);
        assertThat(replies).allMatch(reply -> reply.isEmpty() || reply.matches("(250|421) .*"));
        assertThat(printed.toString()).contains("message 3:").doesNotContain("message 4:");
    }

    /** RFC 2920: everything in one write, replies in order. */
    @Test
    void pipelinedMessages_areAllPrinted() {
        RawSmtp client = greeted(start(false, 9));
        String once = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n" + MESSAGE;
        client.send(once + ".\r\n" + once + ".\r\nQUIT\r\n");
        for (int code : new int[] {250, 250, 354, 250, 250, 250, 354, 250, 221}) {
            client.expect(code);
        }
        assertThat(printed.toString()).contains("message 2:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\0"})
    void smuggledEnd_isRefusedWhole(String end) {
        RawSmtp client = greeted(start(false, 9));
        client.ask("MAIL FROM:<a@b.example>", 250);
        client.ask("RCPT TO:<c@d.example>", 250);
        client.ask("DATA", 354);
        client.send("Subject: x\r\n\r\none" + end + "MAIL FROM:<e@f.example>\r\n.\r\n");
        client.expect(550);
        assertThat(printed.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    MAIL FROM:a@b.example                   | 501
                    MAIL TO:<a@b.example>                   | 501
                    MAIL FROM:<a@b.example> SIZE=52428801   | 552
                    MAIL FROM:<a@b.example> SIZE=x          | 552
                    RCPT TO:<c@d.example>                   | 503
                    DATA                                    | 503
                    STARTTLS                                | 500
                    AUTH PLAIN AGEAYg==                     | 500
                    BDAT 5 LAST                             | 502
                    EHLO                                    | 501
                    VRFY anna                               | 252
                    """)
    void command_isAnsweredByItsCode(String command, int code) {
        greeted(start(false, 9)).ask(command, code);
    }

    /** What a browser posts to the sink's port is not a session. */
    @Test
    void httpRequest_endsTheSession() {
        RawSmtp client = greeted(start(false, 9));
        client.ask("POST / HTTP/1.1", 500);
        assertThat(client.reply()).isEqualTo("421 4.7.0 closing");
        client.expectClosed();
    }

    @Test
    void recipients_areLimited() {
        RawSmtp client = greeted(start(false, 9));
        client.ask("MAIL FROM:<a@b.example>", 250);
        client.ask("DATA", 554);
        client.ask("RCPT TO:<>", 501);
        client.send("RCPT TO:<c@d.example>\r\n".repeat(SinkSession.MAX_RECIPIENTS + 1));
        for (int i = 0; i < SinkSession.MAX_RECIPIENTS; i++) {
            client.expect(250);
        }
        client.expect(452);
        client.ask("DATA", 354);
        client.send(MESSAGE + ".\r\n");
        client.expect(250);
    }

    @Test
    void clients_areLimitedInNumberErrorsCommandsAndTime() {
        SinkServer sink = start(false, 9, Duration.ofMillis(700), printed);
        RawSmtp silent = greeted(sink);
        RawSmtp wrong = greeted(sink);
        wrong.send("X\r\n".repeat(20));
        for (int i = 0; i < 20; i++) {
            wrong.expect(500);
        }
        wrong.expect(421);
        RawSmtp busy = greeted(sink);
        busy.send("NOOP\r\n".repeat(1000));
        String last = busy.reply();
        while (last.startsWith("250")) {
            last = busy.reply();
        }
        assertThat(last).startsWith("421 4.7.0 too many commands");
        assertThat(silent.reply()).startsWith("421 4.4.2");
        silent.expectClosed();
    }

    @Test
    void connections_areLimited() {
        SinkServer sink = start(false, 9);
        for (int i = 0; i < SinkServer.MAX_CONNECTIONS; i++) {
            RawSmtp client = RawSmtp.connect(sink.address());
            open.addFirst(client);
        }
        try (RawSmtp more = RawSmtp.silent(sink.address())) {
            more.expect(421);
            more.expectClosed();
        }
    }

    @Test
    void largeMessage_isAcceptedAndTooLargeOneRefused() {
        RawSmtp client = greeted(start(false, 9));
        String line = "x".repeat(998) + "\r\n";
        String part = line.repeat(1000);
        for (int size : new int[] {20, 53}) {
            client.ask("MAIL FROM:<a@b.example>", 250);
            client.ask("RCPT TO:<c@d.example>", 250);
            client.ask("DATA", 354);
            client.send("Subject: x\r\n\r\n");
            for (int i = 0; i < size; i++) {
                client.send(part);
            }
            client.send(".\r\n");
            client.expect(size == 20 ? 250 : 552);
        }
        assertThat(printed.toString()).contains("message 1: 20000014 octets");
    }

    @Test
    void outputThatCannotBeWritten_keepsTheMailWithItsClientAndEndsTheSink() throws Exception {
        Writer closed =
                new Writer() {
                    @Override
                    public void write(char[] text, int start, int length) throws IOException {
                        throw new IOException("Broken pipe");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        RawSmtp client = greeted(start(false, 9, Duration.ofSeconds(20), closed));
        assertThat(client.mail("a@b.example", "c@d.example", MESSAGE)).startsWith("451 4.3.0");
        assertThat(ended()).isFalse();
    }
}
