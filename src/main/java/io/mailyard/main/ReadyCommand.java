package io.mailyard.main;

import io.mailyard.smtp.TlsContexts;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code mailyard ready}: the health check of an image, which has no other program that speaks TLS.
 */
@Command(
        name = "ready",
        description = {
            "Asks a server whether it takes calls (/readiness): status 0 where it does, else 1 and why.",
            "Needs no token, and does not check the certificate, since nothing secret is sent. An address with"
                    + " http is tried with TLS where it speaks that."
        },
        sortOptions = false,
        usageHelpWidth = 100)
final class ReadyCommand implements Callable<Integer> {
    static final String NAME = "ready";

    /** A readiness is answered within 2 seconds, and an image's check is given up after 3. */
    private static final int TIMEOUT_MILLIS = 2500;

    private static final int LONGEST_ANSWER = 4096;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server; default MAILYARD_URL, else http://127.0.0.1:8080.")
    private Optional<String> url = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    /** The command alone: the whole command line takes longer to build than this one to run. */
    static CommandLine alone() {
        CommandLine commandLine = new CommandLine(CommandSpec.create().name("mailyard"));
        commandLine.addSubcommand(new ReadyCommand());
        return commandLine;
    }

    @Override
    public Integer call() {
        URI server = server();
        PrintWriter err = spec.commandLine().getErr();
        String answer;
        try {
            answer = "https".equals(server.getScheme()) ? ask(server, true) : askEither(server);
        } catch (IOException away) {
            err.println("mailyard: " + server + " does not answer: " + away.getMessage());
            return 1;
        }
        Matcher status = STATUS.matcher(answer);
        if (!status.lookingAt()) {
            err.println("mailyard: " + server + " does not speak HTTP");
            return 1;
        }
        if (!status.group(1).equals("200")) {
            err.println(
                    "mailyard: "
                            + server
                            + " is not ready: HTTP "
                            + status.group(1)
                            + body(answer));
            return 1;
        }
        spec.commandLine().getOut().println("ready");
        return 0;
    }

    /** Without TLS, and with it where the server does not answer so. */
    private static String askEither(URI server) throws IOException {
        try {
            String answer = ask(server, false);
            if (STATUS.matcher(answer).lookingAt()) {
                return answer;
            }
        } catch (ConnectException | SocketTimeoutException away) {
            throw away;
        } catch (IOException brokenOff) {
            // as a server that speaks TLS may do
        }
        return ask(server, true);
    }

    private static String body(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        return head < 0 ? "" : ", " + answer.substring(head).strip().lines().findFirst().orElse("");
    }

    private URI server() {
        String given =
                url.or(() -> Optional.ofNullable(System.getenv("MAILYARD_URL")))
                        .filter(text -> !text.isBlank())
                        .orElse("http://127.0.0.1:8080")
                        .strip();
        if (given.matches("https?://[^/?#@\\s]+/?")) {
            try {
                URI server = new URI(given.replaceFirst("/$", ""));
                if (server.getHost() != null && server.getPort() <= 65535) {
                    return server;
                }
            } catch (URISyntaxException notOne) {
                // as below
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "'"
                        + given
                        + "' is not the address of a server, for example https://127.0.0.1:8443");
    }

    /** The beginning of the answer; what is not HTTP, or nothing, where the server speaks TLS. */
    private static String ask(URI server, boolean tls) throws IOException {
        int port = server.getPort() > 0 ? server.getPort() : tls ? 443 : 80;
        String host = server.getHost().replaceAll("[\\[\\]]", "");
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            if (!tls) {
                return ask(plain, server);
            }
            try (Socket socket =
                    TlsContexts.trustingAll()
                            .getSocketFactory()
                            .createSocket(plain, host, port, true)) {
                return ask(socket, server);
            }
        }
    }

    private static String ask(Socket socket, URI server) throws IOException {
        String request =
                "GET /readiness HTTP/1.1\r\nHost: "
                        + server.getRawAuthority()
                        + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(
                socket.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }
}
