package io.mailyard.http;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP listener: Jetty on virtual threads, one connector, limits on everything. It binds first
 * and serves later, so that a busy address is detected before anything is done; clients that
 * connect in between wait.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** Number of connections that wait in the kernel to be accepted. */
    private static final int BACKLOG = 1024;

    /** Time for running requests to end when the server stops, after {@link #drain}. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    /** Time that a connection without a running request may be silent while the server closes. */
    private static final Duration IDLE_WHILE_CLOSING = Duration.ofMillis(100);

    private static final long LOOK_MILLIS = 10;

    private static final int CONNECT_MILLIS = 100;
    private static final long MOST_LISTENING_NANOS = Duration.ofMillis(500).toNanos();

    /** Within this time of its start the server has hardly been found ready, and stops at once. */
    private static final long YOUNG_NANOS = Duration.ofSeconds(2).toNanos();

    private final HttpConfig config;
    private final Server server;
    private final ServerConnector connector;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile long servesSince = System.nanoTime();
    private final Optional<ServedCertificate> certificate;
    private final RequestIds ids;
    private final JettyErrors errors;
    private final EventStreams streams;

    private HttpServer(
            HttpConfig config,
            RequestIds ids,
            Server server,
            JettyErrors errors,
            ServerConnector connector,
            Optional<ServedCertificate> certificate) {
        this.config = config;
        this.ids = ids;
        this.errors = errors;
        this.server = server;
        this.connector = connector;
        this.certificate = certificate;
        this.streams = new EventStreams(config);
    }

    /** Number of open streams of events. */
    public int streams() {
        return streams.open();
    }

    /** The certificate it presents, if it speaks HTTPS. */
    public Optional<ServedCertificate> certificate() {
        return certificate;
    }

    /**
     * Binds the address and reads the keys.
     *
     * @throws StartException if the address is in use or does not belong to this machine, or the
     *     keys cannot be used
     */
    public static HttpServer bind(HttpConfig config) {
        // each connection may have a body that a thread waits for
        VirtualThreadPool threads =
                new VirtualThreadPool(Math.max(config.maxRequests(), config.maxConnections()) + 64);
        threads.setName("http");
        Server server = new Server(threads);
        RequestIds ids = new RequestIds();
        JettyErrors errors = new JettyErrors(ids);
        Optional<ServedCertificate> certificate = config.tls().map(ServedCertificate::of);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, factories(config, errors, certificate));
        connector.setHost(config.listen().host());
        connector.setPort(config.listen().port());
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHILE_CLOSING.toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(config.maxConnections(), server));
        connector.addBean(new ConnectionsByAddress(config));
        server.setErrorHandler(errors);
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
        try {
            connector.open();
        } catch (IOException | UnresolvedAddressException failed) {
            throw new StartException(
                    "cannot listen on " + config.listen() + ": " + why(failed), failed);
        }
        return new HttpServer(config, ids, server, errors, connector, certificate);
    }

    private static String why(Exception failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return cause instanceof UnresolvedAddressException
                ? "there is no host of that name"
                : String.valueOf(cause.getMessage());
    }

    /** Serves {@code endpoint} from now on. */
    public HttpServer serve(HttpEndpoint endpoint) {
        return serve(endpoint, RefusalPages.NONE);
    }

    /** Serves {@code endpoint} from now on, and shows refusals by these pages. */
    public HttpServer serve(HttpEndpoint endpoint, RefusalPages refusals) {
        errors.showBy(refusals);
        server.setHandler(
                new GracefulHandler(
                        new JettyHandler(config, endpoint, ids, streams, refusals, draining::get)));
        try {
            server.start();
        } catch (Exception failed) {
            close();
            throw new StartException(
                    "the HTTP server cannot start on "
                            + config.listen()
                            + ": "
                            + failed.getMessage(),
                    failed);
        }
        servesSince = System.nanoTime();
        return this;
    }

    private static ConnectionFactory[] factories(
            HttpConfig config, JettyErrors errors, Optional<ServedCertificate> certificate) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(config.maxHeader());
        http.setResponseHeaderSize(16 * 1024);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setHttpCompliance(HttpCompliance.RFC9110);
        // a value with other letters in upper case is another value: a token is
        http.setHeaderCacheCaseSensitive(true);
        // consecutive slashes count as one slash
        http.setUriCompliance(
                UriCompliance.DEFAULT.with(
                        "paths", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        HttpConnectionFactory plain =
                new TimedHeads(http, config.headTimeout(), config.idleTimeout(), errors::late);
        if (certificate.isEmpty()) {
            return new ConnectionFactory[] {plain};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server context = new ChallengeContext(certificate.get());
        context.setSslContext(certificate.get().context());
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        return new ConnectionFactory[] {
            new TlsHandshakes(
                    context, plain.getProtocol(), new ForwardedFor(config.trustedProxies())),
            plain
        };
    }

    /** The address it listens on, with the actual port for port 0. */
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    /**
     * Prepares {@link #close} once load balancers send requests elsewhere: accepts no more
     * connections, and lets open connections send a last request within twice {@code http.drain}.
     * Streams end first: their readers reconnect, to this server while it accepts connections, or
     * to another. Answers close their connection only from then on, since a client that reconnects
     * just before the listener closes would be cut off.
     */
    public void drain() {
        streams.stop();
        if (isYoung() || config.drain().isZero() || draining.get()) {
            return;
        }
        try {
            InetSocketAddress listened = address();
            connector.close();
            awaitRefusal(listened);
            draining.set(true);
            long end = System.nanoTime() + 2 * config.drain().toNanos();
            while (!connector.getConnectedEndPoints().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it serves since a moment only, or not yet: nobody has been sent here. */
    public boolean isYoung() {
        return !server.isStarted() || System.nanoTime() - servesSince < YOUNG_NANOS;
    }

    /**
     * Waits until the listener really refuses connections: the system accepts them until the
     * accepting thread notices that the listener is closed. A client told to reconnect before that
     * would be cut off.
     */
    private static void awaitRefusal(InetSocketAddress listened) throws InterruptedException {
        InetAddress host = listened.getAddress();
        InetSocketAddress self =
                new InetSocketAddress(
                        host == null || host.isAnyLocalAddress()
                                ? InetAddress.getLoopbackAddress()
                                : host,
                        listened.getPort());
        long end = System.nanoTime() + MOST_LISTENING_NANOS;
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(self, CONNECT_MILLIS);
                Thread.sleep(LOOK_MILLIS);
            } catch (IOException refused) {
                return;
            }
        }
    }

    /**
     * Accepts no more connections, lets running requests end, then stops; does nothing when called
     * again.
     */
    @Override
    public void close() {
        streams.stop();
        try {
            server.stop();
            connector.close();
        } catch (TimeoutException late) {
            LOG.warn("connections still busy after {} s were cut off", STOP_TIMEOUT.toSeconds());
        } catch (Exception failed) {
            throw new IllegalStateException("the HTTP server did not stop cleanly", failed);
        }
    }
}
