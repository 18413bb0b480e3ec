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
 * One client's connection: lines in, answers out, each within its time. Answers are held back while
 * more commands are at hand (RFC 2920, section 3.2). Of one thread, but for {@link #closeWith},
 * {@link #endIfOverdue} and {@link #close}.
 */
final class ClientConnection implements AutoCloseable {
    private static final int OUT_BUFFER = 2048;
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    /** A balancer sends it at once. */
    private static final Duration PROXY_HEADER = Duration.ofSeconds(5);

    /** A read ends by itself and tells the client; what is later than this hangs in a write. */
    private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();

    /** A client that was told to go closes within a round trip. */
    private static final int LINGER_MILLIS = 500;

    private static final int MAX_UNREAD = 64 * 1024;

    private enum ConnectionPhase {
        /** For a command: may be dismissed. */
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

    /** The client's, which behind a balancer is the one that the balancer told. */
    InetAddress address() {
        return client;
    }

    /** False where it came by a balancer that did not tell whose it is. */
    boolean clientKnown() {
        return clientKnown;
    }

    /**
     * Reads whose connection a balancer passes on.
     *
     * @throws java.net.ProtocolException where it does not say so, exactly and in time
     */
    void readProxyHeader() throws IOException {
        expect(Math.min(timeout.toNanos(), PROXY_HEADER.toNanos()));
        Optional<InetAddress> told = ProxyHeader.read(in).client();
        clientKnown = told.isPresent();
        client = told.orElse(client);
    }

    /** How long the client has been waited for, for a command; 0: it is being served. */
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

    /** Before the client is waited for: what was answered goes out, and the time runs. */
    private void beforeWait() throws IOException {
        flush();
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("nothing came in time");
        }
        raw.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
    }

    /**
     * The next command.
     *
     * @throws EOFException where there is none: the client has gone, or was dismissed
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

    /** A line within a command, such as an answer to a challenge. */
    ClientInput.InputLine line(int most) throws IOException {
        expect(timeout.toNanos());
        return in.line(most);
    }

    /** Before a message, and whenever some of it has arrived: how long the next part may take. */
    void awaitData(long left) {
        expect(Math.min(timeout.toNanos(), left));
    }

    /** Answers; the words may go out later, together with those of the next commands. */
    synchronized void send(SubmissionReply reply) throws IOException {
        out.write(reply.text().getBytes(StandardCharsets.UTF_8));
    }

    synchronized void flush() throws IOException {
        out.flush();
    }

    /**
     * Turns to TLS, after the answer to STARTTLS has been said. What the client, or someone before
     * it, sent behind that command in plain text is thrown away (RFC 3207, section 6).
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
        try (HandshakeScheduler.HandshakePermit permit = handshakes.turn(group)) {
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

    /** Tells a client that is waited for to go; false where it is being served. */
    boolean closeWith(SubmissionReply farewell) {
        if (!phase.compareAndSet(ConnectionPhase.WAITING, ConnectionPhase.ENDED)) {
            return false;
        }
        try {
            send(farewell);
            flush();
        } catch (IOException gone) {
            // it has left by itself
        }
        close();
        return true;
    }

    /** Makes room for another client, whatever this one does. */
    void giveWay(SubmissionReply farewell) {
        if (!closeWith(farewell)) {
            close();
        }
    }

    /** Ends it in the middle of a message, of which nothing is kept. */
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

    /** Closes it where it hangs. */
    void endIfOverdue(long now) {
        if (phase.get() != ConnectionPhase.ENDED && now - deadline > GRACE_NANOS && !storing) {
            close();
        }
    }

    /** While true the client is not waited for: what is done takes as long as it takes. */
    void storing(boolean on) {
        storing = on;
        expect(timeout.toNanos());
    }

    /**
     * Ends it in good order: what was answered arrives, even where the client has sent more than
     * was read.
     */
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
            // nothing is left to do with it
        }
    }
}
