package io.mailyard.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client that submits messages of an account by SMTP, signed in with a token. SMTP has no
 * idempotency key: a message that is not answered is given up, and the next one sent.
 */
final class SubmitClient implements Runnable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int AGAIN_MILLIS = 50;
    private static final Pattern ACCEPTED =
            Pattern.compile("250 2\\.0\\.0 accepted as ([0-9]+) .*");

    private final DrillLoad load;
    private final DrillAccounts.DrillAccount account;
    private final AcknowledgementLog log;
    private final int port;
    private final Random random;
    private final String run;
    private final int everyMillis;
    private int number;

    SubmitClient(
            DrillLoad load,
            DrillAccounts.DrillAccount account,
            AcknowledgementLog log,
            int port,
            long seed,
            int everyMillis) {
        this.load = load;
        this.account = account;
        this.log = log;
        this.port = port;
        this.random = new Random(seed + 1);
        this.run = Long.toString(seed & 0xffffff, 36);
        this.everyMillis = everyMillis;
    }

    /** A connection to the server. */
    private record SubmitSession(Socket socket, BufferedReader in, OutputStream out) {
        /** Sends a line, or several, and returns the last line of the reply. */
        String ask(String text) throws IOException {
            out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return reply();
        }

        String reply() throws IOException {
            String line = in.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = in.readLine();
            }
            if (line == null) {
                throw new IOException("the connection ended");
            }
            return line;
        }
    }

    @Override
    public void run() {
        while (!load.isOver()) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                serve(
                        new SubmitSession(
                                socket,
                                new BufferedReader(
                                        new InputStreamReader(
                                                socket.getInputStream(),
                                                StandardCharsets.US_ASCII)),
                                socket.getOutputStream()));
            } catch (IOException away) {
                // it is away, or was killed: the next connection tells
            }
            DrillTime.pause(AGAIN_MILLIS);
        }
    }

    private void serve(SubmitSession session) throws IOException {
        String login = "\0" + account.id() + "\0" + account.token();
        String plain =
                Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII));
        if (!isPositive(session.reply())
                || !isPositive(session.ask("EHLO drill.example"))
                || !isPositive(session.ask("AUTH PLAIN " + plain))) {
            return;
        }
        while (!load.isOver() && log.messageCount() < AcknowledgementLog.MOST_MESSAGES) {
            DrillTime.pause(random.nextInt(2 * everyMillis + 1));
            if (!send(session, "d-" + account.id() + "-" + run + "-s" + ++number)) {
                return;
            }
        }
    }

    /** Whether the session can go on. */
    private boolean send(SubmitSession session, String subject) throws IOException {
        if (!isPositive(session.ask("MAIL FROM:<drill@sender.example>"))
                || !isPositive(session.ask("RCPT TO:<" + subject + "@recipient.example>"))
                || !session.ask("DATA").startsWith("354")) {
            return false;
        }
        String reply =
                session.ask(
                        "From: drill@sender.example\r\nTo: "
                                + subject
                                + "@recipient.example\r\nSubject: "
                                + subject
                                + "\r\n\r\nDrill.\r\n.");
        Matcher accepted = ACCEPTED.matcher(reply);
        if (accepted.matches()) {
            log.message(account.id(), subject, Long.parseLong(accepted.group(1)));
        }
        return accepted.matches();
    }

    /** "Try again" ends a session here, as does the freeze of its account. */
    private static boolean isPositive(String reply) {
        return reply.startsWith("2");
    }
}
