package io.mailyard.testing;

import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.FakeMailHost.Message;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/** One connection to the fake host. */
final class FakeMailHostSession {
    /** A command line longer than this is a fault of the client. */
    private static final int MAX_LINE = 4096;

    /** No test sends more. */
    private static final int MAX_MESSAGE = 64 * 1024 * 1024;

    /** No test waits longer for a host that stalls. */
    private static final long STALL_MILLIS = 60_000;

    private final FakeMailHost host;
    private final int number;
    private final Socket raw;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private String helo = "";
    private String login = "";
    private String sender = "";
    private String parameters = "";
    private boolean mailBegun;
    private final List<String> recipients = new ArrayList<>();

    FakeMailHostSession(FakeMailHost host, Socket socket, int number) throws IOException {
        this.host = host;
        this.number = number;
        this.raw = socket;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    void run() throws IOException {
        if (!instead("CONNECT")) {
            say("220 fake.example ESMTP");
        }
        boolean going = true;
        while (going) {
            String line = line();
            if (!instead(line)) {
                going = usual(line, line.toUpperCase(Locale.ROOT));
            }
        }
    }

    /** Does what the test told it; false where it is to go on as usual. */
    private boolean instead(String command) throws IOException {
        String noted = command.startsWith("AUTH PLAIN ") ? "AUTH PLAIN" : command;
        Does does = host.told(noted, recipients);
        return switch (does) {
            case null -> false;
            case Does.Says says -> {
                say(says.text());
                yield true;
            }
            case Does.Stalls stalls -> {
                pause(STALL_MILLIS);
                throw new EOFException("stalled");
            }
            case Does.HangsUp hangsUp -> throw new EOFException("told to hang up");
            case Does.CutsOff cutsOff -> {
                out.write(cutsOff.text().getBytes(StandardCharsets.UTF_8));
                out.flush();
                throw new EOFException("told to cut off");
            }
            case Does.Waits waits -> {
                pause(waits.time().toMillis());
                yield false;
            }
            case Does.WaitsFor waits -> {
                await(waits.gate());
                yield false;
            }
        };
    }

    private static void await(CountDownLatch gate) throws IOException {
        try {
            if (!gate.await(30, TimeUnit.SECONDS)) {
                throw new InterruptedIOException("told to wait, and not to go on");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private boolean usual(String line, String upper) throws IOException {
        if (upper.startsWith("EHLO ")) {
            helo = line.substring(5);
            ehlo();
        } else if (upper.startsWith("HELO ")) {
            helo = line.substring(5);
            say("250 fake.example");
        } else if (upper.equals("STARTTLS")) {
            startTls();
        } else if (upper.startsWith("AUTH ")) {
            auth(line);
        } else if (upper.startsWith("MAIL FROM:<")) {
            mail(line);
        } else if (upper.startsWith("RCPT TO:<")) {
            recipient(line);
        } else if (upper.equals("DATA")) {
            data();
        } else if (upper.equals("RSET")) {
            forget();
            say("250 2.0.0 forgotten");
        } else if (upper.equals("QUIT")) {
            say("221 2.0.0 bye");
            return false;
        } else {
            say("500 5.5.2 not understood");
        }
        return true;
    }

    private void ehlo() throws IOException {
        StringBuilder answer = new StringBuilder("250-fake.example");
        for (String keyword : host.keywords()) {
            if (!(keyword.equals("STARTTLS") && encrypted())) {
                answer.append("\n250-").append(keyword);
            }
        }
        say(answer + "\n250 HELP");
    }

    private boolean encrypted() {
        return socket instanceof SSLSocket;
    }

    private void startTls() throws IOException {
        say("220 2.0.0 go");
        FakeMailHostCertificate certificate = host.certificate();
        if (host.tlsBroken() || certificate == null) {
            out.write("this is no TLS\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            throw new EOFException("told to break TLS");
        }
        SSLSocket tls =
                (SSLSocket)
                        certificate
                                .context()
                                .getSocketFactory()
                                .createSocket(raw, null, raw.getPort(), true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        out = tls.getOutputStream();
        helo = "";
    }

    private void auth(String line) throws IOException {
        String[] words = line.split(" ", -1);
        String name;
        String secret;
        if (words[1].equalsIgnoreCase("PLAIN") && words.length == 3) {
            String[] parts = plain(words[2]).split("\0", -1);
            name = parts[1];
            secret = parts[2];
        } else if (words[1].equalsIgnoreCase("LOGIN")) {
            say("334 VXNlcm5hbWU6");
            name = plain(line());
            say("334 UGFzc3dvcmQ6");
            secret = plain(line());
        } else {
            say("504 5.5.4 not this way");
            return;
        }
        if (host.lets(name, secret)) {
            login = name;
            say("235 2.7.0 welcome");
        } else {
            say("535 5.7.8 wrong login or password");
        }
    }

    private static String plain(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private void mail(String line) throws IOException {
        if (host.asksForLogin() && login.isEmpty()) {
            say("530 5.7.0 log in first");
        } else if (mailBegun) {
            say("503 5.5.1 one at a time");
        } else {
            int end = line.indexOf('>');
            sender = line.substring("MAIL FROM:<".length(), end);
            parameters = line.substring(end + 1).strip();
            mailBegun = true;
            say("250 2.1.0 ok");
        }
    }

    private void recipient(String line) throws IOException {
        if (!mailBegun) {
            say("503 5.5.1 MAIL first");
            return;
        }
        recipients.add(line.substring("RCPT TO:<".length(), line.lastIndexOf('>')));
        say("250 2.1.5 ok");
    }

    private void data() throws IOException {
        if (recipients.isEmpty()) {
            say("503 5.5.1 no valid recipients");
            return;
        }
        say("354 go on");
        instead("BODY");
        byte[] content = content();
        if (!instead(".")) {
            host.keep(
                    new Message(
                            helo,
                            sender,
                            parameters,
                            List.copyOf(recipients),
                            content,
                            encrypted(),
                            login,
                            number));
            say("250 2.0.0 taken");
        }
        forget();
    }

    private void forget() {
        mailBegun = false;
        recipients.clear();
    }

    /** Up to CRLF dot CRLF; lines of LF alone stay within their line. */
    private byte[] content() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            byte[] line = octets(MAX_MESSAGE);
            if (line.length == 1 && line[0] == '.') {
                return content.toByteArray();
            }
            int from = line.length > 0 && line[0] == '.' ? 1 : 0;
            content.write(line, from, line.length - from);
            content.write('\r');
            content.write('\n');
            if (content.size() > MAX_MESSAGE) {
                throw new ProtocolException("the message is too long");
            }
        }
    }

    private String line() throws IOException {
        return new String(octets(MAX_LINE), StandardCharsets.UTF_8);
    }

    /** A line without its CRLF. */
    private byte[] octets(int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int last = -1;
        while (line.size() <= most) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("the client left");
            }
            if (last == '\r' && b == '\n') {
                byte[] all = line.toByteArray();
                return java.util.Arrays.copyOf(all, all.length - 1);
            }
            line.write(b);
            last = b;
        }
        throw new ProtocolException("the line is too long");
    }

    private void say(String text) throws IOException {
        out.write((text.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
