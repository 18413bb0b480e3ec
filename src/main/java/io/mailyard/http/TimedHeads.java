package io.mailyard.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose requests must send a whole head within a time limit, from its first byte. Jetty
 * limits silence only: a client that sends a byte now and then would hold a connection for hours.
 */
final class TimedHeads extends HttpConnectionFactory {
    private static final String HEAD = "HEAD ";

    private static final String LATE = "the head of the request did not arrive in time";

    private final HeadLimits limits;

    /**
     * Creates the factory.
     *
     * @param late the whole answer to a head that does not arrive in time, as bytes
     */
    TimedHeads(HttpConfiguration http, Duration head, Duration idle, Supplier<byte[]> late) {
        super(http);
        this.limits = new HeadLimits(head.toNanos(), idle.toMillis(), late);
    }

    private record HeadLimits(long headNanos, long idleMillis, Supplier<byte[]> late) {}

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        TimedConnection connection =
                new TimedConnection(getHttpConfiguration(), connector, endPoint, limits);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class TimedConnection extends HttpConnection {
        private final HeadLimits limits;

        TimedConnection(
                HttpConfiguration http, Connector connector, EndPoint endPoint, HeadLimits limits) {
            super(http, connector, endPoint);
            this.limits = limits;
            if (getParser() instanceof Parser parser) {
                parser.limits = limits;
                parser.endPoint = endPoint;
            }
        }

        /** Within a head, the idle limit is the time that remains for the head. */
        @Override
        public boolean onIdleExpired(TimeoutException silence) {
            if (getParser() instanceof Parser parser && parser.isWithinHead()) {
                EndPoint client = getEndPoint();
                client.write(Callback.from(client::close), ByteBuffer.wrap(limits.late().get()));
                return false;
            }
            return super.onIdleExpired(silence);
        }

        /** Called by the superclass's constructor, before there is a limit. */
        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            HttpParser plain = super.newHttpParser(compliance);
            if (!(plain.getHandler() instanceof HttpParser.RequestHandler handler)) {
                throw new IllegalStateException("a parser of something else than requests");
            }
            Parser parser =
                    new Parser(
                            new NotedHead(handler),
                            getHttpConfiguration().getRequestHeaderSize(),
                            compliance);
            parser.setHeaderCacheSize(getHttpConfiguration().getHeaderCacheSize());
            parser.setHeaderCacheCaseSensitive(getHttpConfiguration().isHeaderCacheCaseSensitive());
            return parser;
        }
    }

    /**
     * Whether the request being read is a HEAD, even if its head is so malformed that Jetty creates
     * no request.
     */
    static boolean isForHead(Connection connection) {
        return connection instanceof HttpConnection http
                && http.getParser() instanceof Parser parser
                && parser.method.toString().equals(HEAD);
    }

    /**
     * Returns what the head being read says about its answer, also if it is malformed further on.
     */
    static Optional<NotedHead> noted(Connection connection) {
        return connection instanceof HttpConnection http
                        && http.getParser() instanceof Parser parser
                ? Optional.of(parser.noted)
                : Optional.empty();
    }

    /**
     * Checks the time whenever more of a head arrives, and schedules the check for when nothing
     * does.
     */
    private static final class Parser extends HttpParser {
        private @Nullable HeadLimits limits;
        private @Nullable EndPoint endPoint;
        private long began;
        private boolean timed;

        /** The first octets of the request, enough for HEAD and a space. */
        private final StringBuilder method = new StringBuilder(HEAD.length());

        private final NotedHead noted;

        Parser(NotedHead handler, int maxHeadBytes, HttpCompliance compliance) {
            super(handler, maxHeadBytes, compliance);
            this.noted = handler;
        }

        boolean isWithinHead() {
            return inHeaderState() && !isStart();
        }

        private void noteMethod(ByteBuffer more) {
            if (isStart() && more.hasRemaining()) {
                method.setLength(0);
            }
            for (int i = more.position();
                    inHeaderState() && i < more.limit() && method.length() < HEAD.length();
                    i++) {
                char c = (char) more.get(i);
                if (!method.isEmpty() || c > ' ') {
                    method.append(c);
                }
            }
        }

        @Override
        public boolean parseNext(ByteBuffer more) {
            if (limits == null || endPoint == null) {
                return super.parseNext(more);
            }
            noteMethod(more);
            if (isStart()) {
                began = System.nanoTime();
            } else if (inHeaderState() && System.nanoTime() - began > limits.headNanos()) {
                more.position(more.limit());
                badMessage(
                        new HttpException.RuntimeException(HttpStatus.REQUEST_TIMEOUT_408, LATE));
                return false;
            }
            boolean parsed = super.parseNext(more);
            if (isWithinHead()) {
                long left = limits.headNanos() - (System.nanoTime() - began);
                endPoint.setIdleTimeout(
                        Math.max(1, Math.min(limits.idleMillis(), left / 1_000_000)));
                timed = true;
            } else if (timed) {
                endPoint.setIdleTimeout(limits.idleMillis());
                timed = false;
            }
            return parsed;
        }
    }
}
