package io.mailyard.web;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Connections by TLS whose handshakes take turns. To sign costs some 2 ms, for which a stranger
 * pays a connection: a thousand at once would keep every processor for seconds, and all else
 * waiting. Here half of the processors sign; each address has one handshake among those that wait
 * for it, so that whoever begins many waits behind itself.
 */
final class TlsHandshakes extends SslConnectionFactory {
    private final Turns turns;

    TlsHandshakes(SslContextFactory.Server context, String next, ForwardedFor proxies) {
        super(context, next);
        this.turns =
                new Turns(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), proxies);
    }

    @Override
    protected SslConnection newSslConnection(
            Connector connector, EndPoint endPoint, SSLEngine engine) {
        return new SslConnection(
                connector.getByteBufferPool(),
                connector.getExecutor(),
                getSslContextFactory(),
                endPoint,
                engine,
                isDirectBuffersForDecryption(),
                isDirectBuffersForEncryption()) {
            @Override
            protected SSLEngineResult unwrap(SSLEngine engine, ByteBuffer input, ByteBuffer output)
                    throws SSLException {
                SSLEngineResult result = super.unwrap(engine, input, output);
                if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_TASK) {
                    turns.run(engine, getEndPoint());
                }
                return result;
            }
        };
    }

    /** Who may calculate: first each address by itself, then all addresses. */
    private static final class Turns {
        private final Semaphore all;
        private final ForwardedFor proxies;
        private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();

        /** Of one address. */
        private static final class Line {
            private final Semaphore one = new Semaphore(1, true);
            private int waiting;
        }

        Turns(int atOnce, ForwardedFor proxies) {
            this.all = new Semaphore(atOnce, true);
            this.proxies = proxies;
        }

        void run(SSLEngine engine, EndPoint client) throws SSLException {
            String address = address(client);
            if (proxies.trusts(address)) {
                inTurn(engine, client);
                return;
            }
            String group = Addresses.group(address);
            Line line =
                    lines.compute(
                            group,
                            (_, known) -> {
                                Line mine = known == null ? new Line() : known;
                                mine.waiting++;
                                return mine;
                            });
            try {
                acquire(line.one);
                try {
                    inTurn(engine, client);
                } finally {
                    line.one.release();
                }
            } finally {
                lines.computeIfPresent(group, (_, known) -> --known.waiting == 0 ? null : known);
            }
        }

        private void inTurn(SSLEngine engine, EndPoint client) throws SSLException {
            acquire(all);
            try {
                if (!client.isOpen()) {
                    throw new SSLException("the client has gone");
                }
                for (Runnable task = engine.getDelegatedTask();
                        task != null;
                        task = engine.getDelegatedTask()) {
                    task.run();
                }
            } finally {
                all.release();
            }
        }

        private static void acquire(Semaphore turn) throws SSLException {
            try {
                turn.acquire();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new SSLException("the server is stopping", stopped);
            }
        }

        private static String address(EndPoint client) {
            return client.getRemoteSocketAddress() instanceof InetSocketAddress remote
                            && remote.getAddress() != null
                    ? remote.getAddress().getHostAddress().replaceFirst("%.*", "")
                    : "";
        }
    }
}
