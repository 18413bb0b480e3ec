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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a host with a time limit for each read and write. Output is buffered until
 * flushed, so that pipelined commands form one packet. Not thread-safe.
 */
final class SmtpConnection implements AutoCloseable {
    /** Size of a TLS record. */
    private static final int BLOCK = 16 * 1024;

    private static final long NEVER = 0;

    /** The TCP socket; the deadline closes it even under TLS. */
    private final Socket raw;

    private final Conversation conversation;
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private Socket top;
    private ReplyReader replies;
    private OutputStream out;
    private Duration stepLimit = Duration.ZERO;

    /** Time by which the whole message must be sent. */
    private long latest;

    private boolean bounded;
    private volatile long deadline = NEVER;
    private volatile boolean expired;

    private SmtpConnection(Socket raw, Conversation conversation) throws IOException {
        this.raw = raw;
        this.conversation = conversation;
        this.top = raw;
        this.replies = new ReplyReader(raw.getInputStream());
        this.out = raw.getOutputStream();
    }

    /** Connects to an address. */
    static SmtpConnection connect(
            InetAddress address,
            int port,
            @Nullable InetAddress bind,
            Duration limit,
            ConversationAbort abort,
            Conversation conversation)
            throws IOException {
        Socket socket = new Socket();
        try {
            abort.attach(socket);
            socket.setTcpNoDelay(true);
            if (bind != null) {
                socket.bind(new InetSocketAddress(bind, 0));
            }
            socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
            SmtpConnection wire = new SmtpConnection(socket, conversation);
            Deadline.add(wire);
            return wire;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Local address of the connection. */
    InetAddress localAddress() {
        return raw.getLocalAddress();
    }

    boolean isEncrypted() {
        return top instanceof SSLSocket;
    }

    /** Whether a deadline closed the connection. */
    boolean isExpired() {
        return expired;
    }

    /** Returns what is known of this connection. */
    Conversation conversation() {
        return conversation;
    }

    /** Buffers a command; {@code limit} applies to a block that must be written meanwhile. */
    void put(String command, Duration limit) throws IOException {
        conversation.sent(command);
        putLine(command, limit);
    }

    private void putLine(String command, Duration limit) throws IOException {
        byte[] line = (command + "\r\n").getBytes(StandardCharsets.UTF_8);
        if (line.length <= BLOCK - filled) {
            System.arraycopy(line, 0, block, filled, line.length);
            filled += line.length;
        } else {
            within(
                    limit,
                    () -> {
                        put(line, 0, line.length);
                        return true;
                    });
        }
    }

    private void put(byte[] bytes, int from, int to) throws IOException {
        int next = from;
        while (next < to) {
            if (filled == BLOCK) {
                write();
            }
            int part = Math.min(BLOCK - filled, to - next);
            System.arraycopy(bytes, next, block, filled, part);
            filled += part;
            next += part;
        }
    }

    private void write() throws IOException {
        int length = filled;
        filled = 0;
        if (length > 0) {
            until(stepLimit);
            out.write(block, 0, length);
        }
    }

    /**
     * Buffers a message and its end.
     *
     * @param limit time limit for each block written meanwhile
     * @param octetsPerSecond minimum overall rate, in addition to {@code limit}
     */
    void put(Content content, Duration limit, int octetsPerSecond) throws IOException {
        conversation.note("the message follows, " + content.size() + " octets, and its final dot");
        Duration all = limit.plusSeconds(content.size() / octetsPerSecond);
        latest = System.nanoTime() + all.toNanos();
        bounded = true;
        try {
            within(
                    limit,
                    () -> {
                        DataEncoder.encode(content, this::put);
                        put(DataEncoder.END, 0, DataEncoder.END.length);
                        return true;
                    });
        } finally {
            bounded = false;
        }
    }

    /** Sends buffered output. */
    void flush(Duration limit) throws IOException {
        within(
                limit,
                () -> {
                    write();
                    out.flush();
                    return true;
                });
    }

    /** Sends a command and reads its reply. */
    SmtpReply ask(String command, Duration limit) throws IOException {
        put(command, limit);
        flush(limit);
        return reply(limit);
    }

    /** Sends a command that contains a secret, of which only {@code shown} is recorded. */
    SmtpReply askSecretly(String shown, String command, Duration limit) throws IOException {
        conversation.sent(shown);
        putLine(command, limit);
        flush(limit);
        return reply(limit);
    }

    /** Reads the next reply. */
    SmtpReply reply(Duration limit) throws IOException {
        try {
            SmtpReply reply = within(limit, () -> replies.read());
            conversation.received(reply);
            return reply;
        } catch (IOException failed) {
            conversation.note(Greeter.reason(failed));
            throw failed;
        }
    }

    /**
     * Starts TLS after the host's 220 reply to STARTTLS.
     *
     * @throws ProtocolException if the host, or someone in between, sent more plain text after that
     *     220, which would be taken for encrypted replies
     */
    void startTls(SSLContext context, Endpoint host, boolean verify, Duration limit)
            throws IOException {
        if (replies.hasMore()) {
            throw new ProtocolException("plain text after the reply to STARTTLS");
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
        try {
            within(
                    limit,
                    () -> {
                        tls.startHandshake();
                        return true;
                    });
        } catch (IOException failed) {
            conversation.note("TLS: " + Greeter.reason(failed));
            throw failed;
        }
        conversation.encrypted(tls.getSession().getProtocol(), tls.getSession().getCipherSuite());
        top = tls;
        replies = new ReplyReader(tls.getInputStream());
        out = tls.getOutputStream();
    }

    @Override
    public void close() {
        Deadline.remove(this);
        try {
            raw.close();
        } catch (IOException closed) {
            // Nothing remains to be done with it.
        }
    }

    /** Closes the connection if its deadline is before {@code now}. */
    void closeIfExpired(long now) {
        long end = deadline;
        if (end != NEVER && now - end > 0) {
            expired = true;
            close();
        }
    }

    @FunctionalInterface
    private interface IoStep<T> {
        T run() throws IOException;
    }

    private void until(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        if (bounded && end - latest > 0) {
            end = latest;
        }
        deadline = end == NEVER ? 1 : end;
    }

    private <T> T within(Duration limit, IoStep<T> step) throws IOException {
        stepLimit = limit;
        until(limit);
        try {
            return step.run();
        } catch (EOFException | ProtocolException spoken) {
            throw expired ? timedOut(limit) : spoken;
        } catch (IOException broken) {
            throw expired ? timedOut(limit) : broken;
        } finally {
            deadline = NEVER;
        }
    }

    private static IOException timedOut(Duration limit) {
        return new SocketTimeoutException("no answer within " + limit.toMillis() + " ms");
    }
}
