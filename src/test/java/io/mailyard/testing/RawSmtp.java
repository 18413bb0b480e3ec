package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.smtp.TlsContexts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/** Speaks SMTP octet by octet; what it sends need not be SMTP. */
public final class RawSmtp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private Socket socket;
    private InputStream in;

    private RawSmtp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Connects, without reading the greeting. */
    public static RawSmtp silent(InetSocketAddress address) {
        return silent(address, "");
    }

    /** The same from a local address such as 127.0.5.9; empty: any. */
    public static RawSmtp silent(InetSocketAddress address, String from) {
        try {
            Socket socket = new Socket();
            if (!from.isEmpty()) {
                socket.bind(new InetSocketAddress(from, 0));
            }
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            return new RawSmtp(socket);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Connects and is greeted. */
    public static RawSmtp connect(InetSocketAddress address) {
        RawSmtp client = silent(address);
        assertThat(client.reply()).startsWith("220 ");
        return client;
    }

    /** Connects and says EHLO. */
    public static RawSmtp greeted(InetSocketAddress address) {
        RawSmtp client = connect(address);
        client.ask("EHLO client.example", 250);
        return client;
    }

    /** Connects and signs in. */
    public static RawSmtp signedIn(InetSocketAddress address, String name, String password) {
        RawSmtp client = greeted(address);
        client.ask("AUTH PLAIN " + plain(name, password), 235);
        return client;
    }

    /** The same from a local address. */
    public static RawSmtp signedInFrom(
            InetSocketAddress address, String from, String name, String password) {
        RawSmtp client = silent(address, from);
        client.expect(220);
        client.ask("EHLO client.example", 250);
        client.ask("AUTH PLAIN " + plain(name, password), 235);
        return client;
    }

    public static String plain(String name, String password) {
        return base64("\0" + name + "\0" + password);
    }

    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends exactly this. */
    public RawSmtp send(String words) {
        return send(words.getBytes(StandardCharsets.UTF_8));
    }

    public RawSmtp send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Sends a line and reads the answer, whose lines are parted by LF. */
    public String ask(String line) {
        return send(line + "\r\n").reply();
    }

    /** The same; the answer has this code. */
    public String ask(String line, int code) {
        String reply = ask(line);
        assertThat(reply).as(line).startsWith(Integer.toString(code));
        return reply;
    }

    /** The next answer has this code. */
    public String expect(int code) {
        String reply = reply();
        assertThat(reply).startsWith(Integer.toString(code));
        return reply;
    }

    /** The next answer; empty where the server has closed. */
    public String reply() {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
            reply.append('\n');
        }
    }

    /** The next octet; negative where the server has closed. */
    public int octet() {
        try {
            return in.read();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What a client says first in a TLS handshake. */
    public static byte[] clientHello() {
        try {
            SSLEngine engine =
                    TlsContexts.trusting(FakeMailHostCertificate.localhost().pem())
                            .createSSLEngine("localhost", 25);
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            return Arrays.copyOf(hello.array(), hello.position());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        try {
            int c = in.read();
            while (c >= 0 && c != '\n') {
                if (c != '\r') {
                    line.append((char) c);
                }
                c = in.read();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return line.toString();
    }

    /** Whether the server closes without another word. */
    public void expectClosed() {
        assertThat(reply()).isEmpty();
    }

    /** Envelope and message in one breath; the answer to the message. */
    public String mail(String from, String to, String message) {
        ask("MAIL FROM:<" + from + ">", 250);
        ask("RCPT TO:<" + to + ">", 250);
        ask("DATA", 354);
        return ask(message + "\r\n.");
    }

    /** Turns to TLS after the 220 to STARTTLS. */
    public RawSmtp startTls() {
        try {
            SSLSocket tls =
                    (SSLSocket)
                            TlsContexts.trusting(FakeMailHostCertificate.localhost().pem())
                                    .getSocketFactory()
                                    .createSocket(socket, "localhost", socket.getPort(), true);
            tls.startHandshake();
            socket = tls;
            in = tls.getInputStream();
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
