package io.mailyard.submission;

import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * An SMTP server that accepts every message, prints it, and neither keeps nor forwards it: a
 * destination for first steps and tests ({@code mailyard sink}).
 */
public final class SinkServer implements AutoCloseable {
    /** More than the connections that one sender opens to one host; the next client gets 421. */
    static final int MAX_CONNECTIONS = 200;

    /** The largest message that submission accepts by default. */
    static final int MAX_SIZE = 50 << 20;

    /** All messages being received: one of the largest size, and small ones beside it. */
    private static final int MAX_MEMORY = 64 << 20;

    /** RFC 5321 section 4.5.3.2.7: a server waits for a command for at least 5 minutes. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final SubmissionReply FULL =
            SubmissionReply.of(421, "4.7.0 too many connections");
    private static final SubmissionReply STOPPING =
            SubmissionReply.of(421, "4.3.2 the sink is stopping");

    private static final SubmissionReply ACCEPTED = SubmissionReply.of(250, "2.0.0 received");
    private static final SubmissionReply REFUSED =
            SubmissionReply.of(451, "4.3.0 the sink did not take it");

    private final ServerSocket socket;
    private final Duration timeout;
    private final OpenConnections open = new OpenConnections();
    private final ReceptionMemory memory = new ReceptionMemory(MAX_MEMORY, MAX_SIZE + (1 << 20));
    private volatile boolean stopping;

    /**
     * A message that a sink received.
     *
     * @param envelope the commands HELO or EHLO, MAIL and RCPT as the client wrote them
     * @param header its header, a character for each octet
     * @param dataNanos when DATA was answered, by {@link System#nanoTime}
     */
    public record SinkMessage(List<String> envelope, String header, long dataNanos) {}

    private SinkServer(ServerSocket socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
    }

    /**
     * Binds the address; clients that connect before {@link #serve} wait.
     *
     * @throws StartException if the address is in use or does not belong to this machine
     */
    public static SinkServer bind(HostPort listen) {
        return bind(listen, TIMEOUT);
    }

    /**
     * @param timeout how long a client may be silent, and take for a message on top of its size
     */
    static SinkServer bind(HostPort listen, Duration timeout) {
        try {
            return new SinkServer(SubmissionServer.listen(listen), timeout);
        } catch (IOException failed) {
            throw new StartException(
                    "cannot listen on " + listen + ": " + failed.getMessage(), failed);
        }
    }

    /** The address that it listens on; the actual port where port 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /**
     * Receives and prints messages until {@code count} are printed, the output fails, or the sink
     * is closed.
     *
     * @param full whether to print bodies too, not headers alone
     * @return whether everything that was received could be printed
     */
    public boolean serve(PrintWriter out, boolean full, long count) throws InterruptedException {
        SinkPrinter printer = new SinkPrinter(out, full, count);
        start(printer, printer::end);
        boolean whole = printer.awaitEnd();
        close();
        return whole;
    }

    /**
     * Receives messages from now on until the sink is closed, on threads of its own.
     *
     * @param receiver is asked from several threads; returns whether the message is accepted
     */
    public void receive(Predicate<SinkMessage> receiver) {
        start(
                (envelope, message) ->
                        receiver.test(message(envelope, message)) ? ACCEPTED : REFUSED,
                () -> {});
    }

    private static SinkMessage message(
            SinkReceiver.SinkEnvelope envelope, DataReader.ReadResult.Message message) {
        return new SinkMessage(
                envelope.lines(),
                new String(message.header(), StandardCharsets.ISO_8859_1),
                envelope.dataNanos());
    }

    private void start(SinkReceiver receiver, Runnable end) {
        Thread.ofVirtual().name("sink").start(() -> accept(receiver, end));
        Thread.ofVirtual().name("sink-watch").start(() -> open.watch(() -> stopping));
    }

    private void accept(SinkReceiver receiver, Runnable end) {
        while (!stopping) {
            try {
                admit(socket.accept(), receiver);
            } catch (IOException failed) {
                if (!stopping) {
                    // out of file handles: the connections that are open will end
                    OpenConnections.pause(PAUSE);
                }
            }
        }
        end.run();
    }

    private void admit(Socket client, SinkReceiver receiver) throws IOException {
        ClientConnection connection;
        try {
            connection = new ClientConnection(client, timeout);
        } catch (IOException gone) {
            client.close();
            return;
        }
        if (open.size() >= MAX_CONNECTIONS) {
            // the answer fits into the socket's buffer, so nobody waits for this client
            refuse(connection);
            return;
        }
        open.serve(
                "sink-session",
                connection,
                new SinkSession(connection, receiver, memory, timeout, () -> stopping));
    }

    private static void refuse(ClientConnection connection) {
        try (connection) {
            connection.send(FULL);
            connection.flush();
        } catch (IOException gone) {
            // it left by itself
        }
    }

    /** Stops listening, dismisses idle clients, and gives messages being received 3 seconds. */
    @Override
    public void close() {
        stopping = true;
        try {
            socket.close();
        } catch (IOException closed) {
            // nothing remains to be done with it
        }
        open.close(STOPPING);
    }
}
