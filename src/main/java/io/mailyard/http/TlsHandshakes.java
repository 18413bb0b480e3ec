package io.mailyard.http;

import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** HTTPS connections, whose handshakes {@link HandshakeScheduler} schedules. */
final class TlsHandshakes extends SslConnectionFactory {
    private final HandshakeScheduler turns = new HandshakeScheduler();
    private final ForwardedFor proxies;

    TlsHandshakes(SslContextFactory.Server context, String next, ForwardedFor proxies) {
        super(context, next);
        this.proxies = proxies;
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
                    calculate(engine, getEndPoint());
                }
                return result;
            }
        };
    }

    private void calculate(SSLEngine engine, EndPoint client) throws SSLException {
        Optional<String> address =
                Optional.of(address(client)).filter(known -> !proxies.trusts(known));
        try {
            turns.run(
                    address,
                    () -> {
                        if (!client.isOpen()) {
                            throw new SSLException("the client has gone");
                        }
                        for (Runnable task = engine.getDelegatedTask();
                                task != null;
                                task = engine.getDelegatedTask()) {
                            task.run();
                        }
                    });
        } catch (InterruptedIOException stopped) {
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
