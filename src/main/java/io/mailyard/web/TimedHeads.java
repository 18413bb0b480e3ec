package io.mailyard.web;

import java.nio.ByteBuffer;
import java.time.Duration;
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

/**
 * Connections whose requests must have a whole head within a time. Jetty limits silence alone: who
 * sends a byte now and then would hold a connection for hours.
 */
final class TimedHeads extends HttpConnectionFactory {
    private final long limitNanos;

    TimedHeads(HttpConfiguration http, Duration limit) {
        super(http);
        this.limitNanos = limit.toNanos();
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        Timed connection = new Timed(getHttpConfiguration(), connector, endPoint, limitNanos);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class Timed extends HttpConnection {
        Timed(HttpConfiguration http, Connector connector, EndPoint endPoint, long limitNanos) {
            super(http, connector, endPoint);
            if (getParser() instanceof Parser parser) {
                parser.limitNanos = limitNanos;
            }
        }

        /** Called by the constructor above this one, before there is a limit. */
        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            HttpParser plain = super.newHttpParser(compliance);
            if (!(plain.getHandler() instanceof HttpParser.RequestHandler handler)) {
                throw new IllegalStateException("a parser of something else than requests");
            }
            Parser parser =
                    new Parser(handler, getHttpConfiguration().getRequestHeaderSize(), compliance);
            parser.setHeaderCacheSize(getHttpConfiguration().getHeaderCacheSize());
            parser.setHeaderCacheCaseSensitive(getHttpConfiguration().isHeaderCacheCaseSensitive());
            return parser;
        }
    }

    /** Looks at the clock whenever more of a head arrives. */
    private static final class Parser extends HttpParser {
        private long limitNanos = Long.MAX_VALUE;
        private long began;

        Parser(RequestHandler handler, int maxHeadBytes, HttpCompliance compliance) {
            super(handler, maxHeadBytes, compliance);
        }

        @Override
        public boolean parseNext(ByteBuffer more) {
            if (isStart()) {
                began = System.nanoTime();
            } else if (inHeaderState() && System.nanoTime() - began > limitNanos) {
                more.position(more.limit());
                badMessage(
                        new HttpException.RuntimeException(
                                HttpStatus.REQUEST_TIMEOUT_408,
                                "the head of the request did not arrive in time"));
                return false;
            }
            return super.parseNext(more);
        }
    }
}
