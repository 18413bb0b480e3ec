package io.mailyard.submission;

import io.mailyard.http.HandshakeScheduler;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A client's connection: lines in, replies out, each with a time limit. Replies are buffered while
 * more commands are available (RFC 2920, section 3.2). For one thread, except {@link #closeWith},
 * {@link #endIfOverdue} and {@link #close}.
 */
final class ClientConnection implements AutoCloseable {
    private static final int OUT_BUFFER = 2048;
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    /** Time limit: a balancer sends it at once. */
    private static final Duration PROXY_HEADER = Duration.ofSeconds(5);

    /**
     * Grace period: reads time out by themselves and report it; anything later hangs in a write.
     */
    private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();

    /** A client told to go closes within a round trip. */
    private static final int LINGER_MILLIS = 500;

    private static final int MAX_UNREAD = 64 * 1024;

    private enum ConnectionPhase {
        /** Waiting for a command: may be closed in favour of others. */
        WAITING,
        WORKING,
        ENDED
    }

    private final Socket raw;
    private final Duration timeout;
    private final ClientInput in;
    private final AtomicReference<ConnectionPhase> phase =
            new AtomicReference<>(ConnectionPhase.WORKING);
    private Socket top;
    private OutputStream out;
    private boolean encrypted;
    private volatile long deadline;
    private volatile boolean storing;
    private volatile long waitingSince;
    private InetAddress client;
    private boolean clientKnown = true;

    ClientConnection(Socket raw, Duration timeout) throws IOException {
        this.raw = raw;
        this.top = raw;
        this.timeout = timeout;
        this.client = raw.getInetAddress();
        raw.setTcpNoDelay(true);
        this.in = new ClientInput(raw.getInputStream(), this::beforeWait);
        this.out = new BufferedOutputStream(raw.getOutputStream(), OUT_BUFFER);
        expect(timeout.toNanos());
    }

    /** Address of the client, which behind a balancer is the one the balancer reported. */
    InetAddress address() {
        return client;
    }

    /** False if a balancer did not report the client. */
    boolean clientKnown() {
        return clientKnown;
    }

    /**
     * Reads which client's connection a balancer forwards.
     *
     * @throws java.net.ProtocolException if the header is missing, invalid or late
     */
    void readProxyHeader() throws IOException {
        expect(Math.min(timeout.toNanos(), PROXY_HEADER.toNanos()));
        Optional<InetAddress> told = ProxyHeader.read(in).client();
        clientKnown = told.isPresent();
        client = told.orElse(client);
    }

    /** Nanoseconds since the server began waiting for a command; 0 while serving. */
    long idleNanos(long now) {
        return phase.get() == ConnectionPhase.WAITING ? now - waitingSince : 0;
    }

    boolean encrypted() {
        return encrypted;
    }

    ClientInput input() {
        return in;
    }

    private void expect(long nanos) {
        deadline = System.nanoTime() + nanos;
    }

    /** Flushes replies and starts the time limit before waiting for the client. */
    private void beforeWait() throws IOException {
        flush();
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no data in time");
        }
        raw.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
    }

    /**
     * The next command.
     *
     * @throws EOFException if the client disconnected or was dismissed
     */
    ClientInput.InputLine command(int most) throws IOException {
        waitingSince = System.nanoTime();
        phase.set(ConnectionPhase.WAITING);
        expect(timeout.toNanos());
        ClientInput.InputLine line = in.line(most);
        if (!phase.compareAndSet(ConnectionPhase.WAITING, ConnectionPhase.WORKING)) {
            throw new EOFException("dismissed");
        }
        return line;
    }

    /** A line within a command, for example the response to a challenge. */
    ClientInput.InputLine line(int most) throws IOException {
        expect(timeout.toNanos());
        return in.line(most);
    }

    /**
     * Sets the time limit of the next part of a message, before it and whenever a part has arrived.
     */
    void awaitData(long left) {
        expect(Math.min(timeout.toNanos(), left));
    }

    /** Sends a reply, possibly later together with those of the next commands. */
    synchronized void send(SubmissionReply reply) throws IOException {
        out.write(reply.text().getBytes(StandardCharsets.UTF_8));
    }

    synchronized void flush() throws IOException {
        out.flush();
    }

    /**
     * Starts TLS after the reply to STARTTLS. Plain text sent behind that command is discarded (RFC
     * 3207, section 6).
     */
    void startTls(SSLContext context, HandshakeScheduler handshakes) throws IOException {
        flush();
        expect(Math.min(timeout.toNanos(), HANDSHAKE.toNanos()));
        raw.setSoTimeout((int) Math.min(timeout.toMillis(), HANDSHAKE.toMillis()));
        SSLSocket tls = handshaken(context, handshakes);
        in.turnTo(tls.getInputStream());
        synchronized (this) {
            out = new BufferedOutputStream(tls.getOutputStream(), OUT_BUFFER);
        }
        top = tls;
        encrypted = true;
    }

    private SSLSocket handshaken(SSLContext context, HandshakeScheduler handshakes)
            throws IOException {
        Optional<String> group =
                Optional.of(client.getHostAddress().replaceFirst("%.*", ""))
                        .filter(_ -> clientKnown);
        try (HandshakeScheduler.HandshakePermit permit = handshakes.permit(group)) {
            HandshakeSocket below = new HandshakeSocket(raw, permit);
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(below, null, true);
            tls.setUseClientMode(false);
            tls.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            try {
                tls.startHandshake();
            } finally {
                below.done();
            }
            return tls;
        }
    }

    /** Sends a closing reply to a waiting client; false if it is being served. */
    boolean closeWith(SubmissionReply farewell) {
        if (!phase.compareAndSet(ConnectionPhase.WAITING, ConnectionPhase.ENDED)) {
            return false;
        }
        try {
            send(farewell);
            flush();
        } catch (IOException gone) {
            // The client has already disconnected.
        }
        close();
        return true;
    }

    /** Closes the connection in favour of another client, whatever this one does. */
    void giveWay(SubmissionReply farewell) {
        if (!closeWith(farewell)) {
            close();
        }
    }

    /** Closes it in the middle of a message, which is discarded. */
    void closeNow(SubmissionReply farewell) {
        phase.set(ConnectionPhase.ENDED);
        try {
            send(farewell);
            flush();
        } catch (IOException gone) {
            // it has left by itself
        }
        close();
    }

    /** Closes it if it hangs. */
    void endIfOverdue(long now) {
        if (phase.get() != ConnectionPhase.ENDED && now - deadline > GRACE_NANOS && !storing) {
            close();
        }
    }

    /** While true no time limit applies, since the server is working. */
    void storing(boolean on) {
        storing = on;
        expect(timeout.toNanos());
    }

    /** Closes it in good order: replies arrive even if the client sent more than was read. */
    void finish() {
        phase.set(ConnectionPhase.ENDED);
        try {
            flush();
            if (encrypted) {
                top.close();
            } else {
                raw.shutdownOutput();
                raw.setSoTimeout(LINGER_MILLIS);
                raw.getInputStream().skip(MAX_UNREAD);
            }
        } catch (IOException gone) {
            // it has left by itself
        }
        close();
    }

    @Override
    public void close() {
        phase.set(ConnectionPhase.ENDED);
        try {
            raw.close();
        } catch (IOException closed) {
            // Nothing remains to be done with it.
        }
    }
}
