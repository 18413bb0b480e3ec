package io.mailyard.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import io.mailyard.testing.RawSmtp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code mailyard sink} as a shell sees it. */
class SinkCommandTest {
    private static final Pattern LISTENING = Pattern.compile("listening on 127.0.0.1:(\\d+);");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = AllCommands.line().setOut(new PrintWriter(out, true));
        return commandLine.setErr(new PrintWriter(err, true)).execute(arguments);
    }

    @Test
    void sink_printsWhatItReceivesAndEndsAfterItsCount() throws Exception {
        CompletableFuture<Integer> end =
                CompletableFuture.supplyAsync(
                        () -> run("sink", "--listen", "127.0.0.1:0", "--count", "1", "--full"),
                        task -> Thread.ofVirtual().start(task));
        Await.until(() -> LISTENING.matcher(out.toString()).find());
        Matcher port = LISTENING.matcher(out.toString());
        assertThat(port.find()).isTrue();
        try (RawSmtp client =
                RawSmtp.greeted(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                Integer.parseInt(port.group(1))))) {
            client.mail("a@shop.example", "b@mail.example", "Subject: One\r\n\r\nHello");
        }
        assertThat(end.get(20, TimeUnit.SECONDS)).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("MAIL FROM:<a@shop.example>")
                .contains("RCPT TO:<b@mail.example>")
                .contains("    Subject: One")
                .contains("    Hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    --count=0       | --count: 0 is less than 1
                    --count=-1      | --count: -1 is less than 1
                    --count=x       | 'x' is not a long
                    --listen=2526   | --listen: '2526' is not of the form HOST:PORT
                    --listen=a:99999 | has a port that is not from 0 to 65535
                    --quiet         | Unknown option: '--quiet'
                    """)
    void wrongOption_isRefusedWithItsName(String option, String reason) {
        assertThat(run("sink", option)).as(err.toString()).isEqualTo(2);
        assertThat(err.toString()).contains(reason);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void everyCommand_explainsItself() {
        explains(AllCommands.line(), new ArrayDeque<>());
    }

    private void explains(CommandLine command, Deque<String> path) {
        path.addLast("--help");
        assertThat(run(path.toArray(String[]::new))).as("%s: %s", path, err).isZero();
        path.removeLast();
        command.getSubcommands()
                .forEach((name, below) -> {
                    if (!below.getCommandSpec().usageMessage().hidden()) {
                        path.addLast(name);
                        explains(below, path);
                        path.removeLast();
                    }
                });
    }

    @Test
    void addressInUse_isSaidInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThat(run("sink", "--listen", address)).isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("mailyard: cannot listen on " + address + ": ")
                    .hasLineCount(1);
        }
    }
}
