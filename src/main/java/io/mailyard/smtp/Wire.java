package io.mailyard.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection to a host: lines out, answers in, each within a time. For one thread. */
final class Wire implements AutoCloseable {
    /** The TCP socket; closed by the alarm even while TLS stands above it. */
    private final Socket raw;

    private Socket top;
    private ReplyReader replies;
    private OutputStream out;
    private volatile boolean expired;

    private Wire(Socket raw) throws IOException {
        this.raw = raw;
        this.top = raw;
        this.replies = new ReplyReader(raw.getInputStream());
        this.out = raw.getOutputStream();
    }

    /** Connects to one address. */
    static Wire connect(InetAddress address, int port, @Nullable InetAddress bind, Duration limit)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            if (bind != null) {
                socket.bind(new InetSocketAddress(bind, 0));
            }
            socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
            return new Wire(socket);
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Our address on this connection. */
    InetAddress localAddress() {
        return raw.getLocalAddress();
    }

    boolean isEncrypted() {
        return top instanceof SSLSocket;
    }

    /** Sends one command and reads its answer. */
    SmtpReply ask(String command, Duration limit) throws IOException {
        byte[] line = (command + "\r\n").getBytes(StandardCharsets.UTF_8);
        return within(
                limit,
                () -> {
                    out.write(line);
                    out.flush();
                    return replies.read();
                });
    }

    /** Sends without waiting for an answer. */
    void send(byte[] bytes, int length, Duration limit) throws IOException {
        within(
                limit,
                () -> {
                    out.write(bytes, 0, length);
                    out.flush();
                    return true;
                });
    }

    /** The next answer. */
    SmtpReply reply(Duration limit) throws IOException {
        return within(limit, () -> replies.read());
    }

    /**
     * Turns to TLS, after the host's 220 to STARTTLS.
     *
     * @throws ProtocolException where the host, or someone before it, has sent more in plain text
     *     behind that 220: it would be taken for the encrypted host's own words
     */
    void startTls(SSLContext context, Endpoint host, boolean verify, Duration limit)
            throws IOException {
        if (replies.hasMore()) {
            throw new ProtocolException("words in plain text after the answer to STARTTLS");
        }
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(raw, host.host(), host.port(), true);
        if (verify) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
        }
        within(
                limit,
                () -> {
                    tls.startHandshake();
                    return true;
                });
        top = tls;
        replies = new ReplyReader(tls.getInputStream());
        out = tls.getOutputStream();
    }

    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException closed) {
            // Nothing is left to do with it.
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T within(Duration limit, Step<T> step) throws IOException {
        ScheduledFuture<?> alarm =
                Alarm.after(
                        limit,
                        () -> {
                            expired = true;
                            close();
                        });
        try {
            return step.run();
        } catch (EOFException | ProtocolException spoken) {
            throw expired ? timedOut(limit) : spoken;
        } catch (IOException broken) {
            throw expired ? timedOut(limit) : broken;
        } finally {
            alarm.cancel(false);
        }
    }

    private static IOException timedOut(Duration limit) {
        return new SocketTimeoutException("no answer within " + limit.toMillis() + " ms");
    }
}
