package io.mailyard.web;

import io.mailyard.base.StartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** The HTTP listener: Jetty on virtual threads, one connector, limits on everything. */
public final class HttpServer implements AutoCloseable {
    /** Connections that wait in the kernel to be accepted. */
    private static final int BACKLOG = 1024;

    /** How long requests in work may take to end when the server stops. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Server server;
    private final ServerConnector connector;

    private HttpServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts to listen.
     *
     * @throws StartException where the address is in use or is none of this machine
     */
    public static HttpServer start(HttpConfig config, HttpEndpoint endpoint) {
        VirtualThreadPool threads = new VirtualThreadPool(config.maxRequests() + 64);
        threads.setName("http");
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1, factories(config));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(config.maxConnections(), server));
        RequestIds ids = new RequestIds();
        server.setHandler(new GracefulHandler(new JettyHandler(config, endpoint, ids)));
        server.setErrorHandler(new JettyErrors(ids));
        server.setStopTimeout(STOP_TIMEOUT.toMillis());
        listen(server, connector, config);
        return new HttpServer(server, connector);
    }

    private static ConnectionFactory[] factories(HttpConfig config) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(config.maxHeader());
        http.setResponseHeaderSize(16 * 1024);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setHttpCompliance(HttpCompliance.RFC9110);
        // no route has an empty segment: such a path is 404, as any that is unknown
        http.setUriCompliance(
                UriCompliance.DEFAULT.with(
                        "paths", UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT));
        Optional<HttpConfig.TlsFiles> tls = config.tls();
        if (tls.isEmpty()) {
            return new ConnectionFactory[] {new HttpConnectionFactory(http)};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(PemFiles.keyStore(tls.get()));
        context.setKeyStorePassword("");
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        return new ConnectionFactory[] {
            new SslConnectionFactory(context, plain.getProtocol()), plain
        };
    }

    private static void listen(Server server, ServerConnector connector, HttpConfig config) {
        try {
            server.start();
        } catch (Exception failed) {
            stopQuietly(server);
            String where = config.host() + ":" + config.port();
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            if (failed instanceof IOException) {
                throw new StartException(
                        "cannot listen on " + where + ": " + cause.getMessage(), failed);
            }
            throw new StartException(
                    "the HTTP server cannot start on " + where + ": " + failed.getMessage(),
                    failed);
        }
        if (!connector.isOpen()) {
            throw new StartException("cannot listen on " + config.host() + ":" + config.port());
        }
    }

    private static void stopQuietly(Server server) {
        try {
            server.stop();
        } catch (Exception ignored) {
            // the start has failed already, and says why
        }
    }

    /** Where it listens; with port 0 the port that was given. */
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    /** Takes no more connections, lets requests in work end, then stops. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("the HTTP server did not stop cleanly", failed);
        }
    }
}
