package io.mailyard.submission;

import io.mailyard.access.ClientNetwork;
import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.http.HandshakeScheduler;
import io.mailyard.http.ServedCertificate;
import io.mailyard.messages.MessageIntake;
import io.mailyard.users.Credentials;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for SMTP. It is bound first and serves later, as the HTTP server is; whoever connects in
 * between waits.
 */
public final class SubmissionServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SubmissionServer.class);

    /** Connections that wait in the kernel to be accepted. */
    private static final int BACKLOG = 1024;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final SubmissionReply STOPPING =
            SubmissionReply.of(421, "4.3.2 the server is stopping");
    private static final SubmissionReply FULL =
            SubmissionReply.of(421, "4.7.0 too many connections");

    private final SubmissionConfig config;
    private final ServerSocket socket;
    private final Optional<ServedCertificate> tls;
    private final SubmissionCounts counts = new SubmissionCounts();
    private final OpenConnections open = new OpenConnections();
    private final ConnectionBudget budget;
    private volatile boolean stopping;

    private SubmissionServer(
            SubmissionConfig config, ServerSocket socket, Optional<ServedCertificate> tls) {
        this.config = config;
        this.socket = socket;
        this.tls = tls;
        this.budget =
                new ConnectionBudget(
                        config.maxConnections(),
                        config.maxConnectionsPerAddress(),
                        config.maxConnectionsPerAccount());
    }

    /**
     * Takes the address, and reads the keys; empty where submission is off, and where nobody set an
     * address and another process has the default one: a second server on a machine then goes on
     * without SMTP, and says so.
     *
     * @throws StartException where an address that was set is in use or is none of this machine, or
     *     the keys cannot be used
     */
    public static Optional<SubmissionServer> bind(SubmissionConfig config) {
        if (config.listen().isEmpty()) {
            return Optional.empty();
        }
        HostPort listen = config.listen().get();
        Optional<ServedCertificate> tls = config.tls().map(ServedCertificate::of);
        try {
            return Optional.of(new SubmissionServer(config, listen(listen), tls));
        } catch (BindException taken) {
            if (config.listenGiven()) {
                throw cannot(listen, taken);
            }
            LOG.warn(
                    "SMTP submission is off: {}, the default of submission.listen, cannot be used: {};"
                            + " set another",
                    listen,
                    taken.getMessage());
            return Optional.empty();
        } catch (IOException failed) {
            throw cannot(listen, failed);
        }
    }

    /** A socket bound to the address. */
    static ServerSocket listen(HostPort listen) throws IOException {
        InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("there is no host of that name");
        }
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
        return socket;
    }

    /** The certificate it presents, if it offers STARTTLS. */
    public Optional<ServedCertificate> certificate() {
        return tls;
    }

    private static StartException cannot(HostPort listen, IOException failed) {
        return new StartException(
                "submission.listen: cannot listen on " + listen + ": " + failed.getMessage(),
                failed);
    }

    /** Takes mail from now on. */
    public SubmissionServer serve(
            MessageIntake intake, Credentials credentials, InstantSource clock) {
        SubmissionSignIn signIn = new SubmissionSignIn(credentials, config, counts);
        String name = config.ownName();
        MessageReception receipt =
                new MessageReception(config, name, intake, signIn, clock, counts);
        SubmissionSession.SessionServices services =
                new SubmissionSession.SessionServices(
                        config,
                        name,
                        tls.map(ServedCertificate::context),
                        new HandshakeScheduler(),
                        signIn,
                        receipt,
                        budget);
        Thread.ofVirtual().name("submission").start(() -> accept(services));
        Thread.ofVirtual().name("submission-watch").start(() -> open.watch(() -> stopping));
        return this;
    }

    private void accept(SubmissionSession.SessionServices services) {
        while (!stopping) {
            try {
                admit(socket.accept(), services);
            } catch (IOException failed) {
                if (!stopping) {
                    LOG.warn("submission cannot accept a connection: {}", failed.getMessage());
                    OpenConnections.pause(PAUSE);
                }
            }
        }
    }

    private void admit(Socket client, SubmissionSession.SessionServices services)
            throws IOException {
        InetAddress peer = client.getInetAddress();
        ClientConnection connection;
        try {
            connection = new ClientConnection(client, config.timeout());
        } catch (IOException gone) {
            client.close();
            return;
        }
        ConnectionBudget.ConnectionAdmission admission =
                budget.admit(connection, ClientNetwork.of(peer));
        admission
                .displaced()
                .ifPresent(other -> Thread.ofVirtual().start(() -> other.giveWay(FULL)));
        if (!admission.admitted()) {
            refuse(connection);
            return;
        }
        counts.connections.increment();
        open.serve(
                "submission-" + peer.getHostAddress(),
                connection,
                () -> {
                    try {
                        serve(connection, services);
                    } finally {
                        budget.release(connection);
                    }
                });
    }

    private void serve(ClientConnection connection, SubmissionSession.SessionServices services) {
        InetAddress peer = connection.address();
        if (config.isTrustedProxy(peer)) {
            try {
                connection.readProxyHeader();
            } catch (IOException none) {
                // it closes without a word, as the protocol wants: nothing is guessed
                LOG.debug("submission from {}: {}", peer.getHostAddress(), none.getMessage());
                counts.withoutProxyHeader.increment();
                connection.close();
                return;
            }
        }
        // without a client's address, its share cannot be told: the limit in all holds
        if (!connection.clientKnown()
                || budget.located(connection, ClientNetwork.of(connection.address()))) {
            new SubmissionSession(connection, services, () -> stopping).run();
        } else {
            refuse(connection);
        }
    }

    /** The words fit into the socket's buffer: nobody waits. */
    private static void refuse(ClientConnection connection) {
        try (connection) {
            connection.send(FULL);
            connection.flush();
        } catch (IOException gone) {
            LOG.debug("submission: {}", gone.getMessage());
        }
    }

    /** Where it listens; with port 0 the port that was given. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Counts of this server since its start. */
    public SubmissionCounts counts() {
        return counts;
    }

    /** Number of open connections. */
    public int connections() {
        return open.size();
    }

    /**
     * Takes no more connections, tells those that are idle to go, lets messages in receipt end for
     * a while, then closes what is left.
     */
    @Override
    public void close() {
        stopping = true;
        try {
            socket.close();
        } catch (IOException closed) {
            LOG.debug("submission: {}", closed.getMessage());
        }
        open.close(STOPPING);
    }
}
