package io.mailyard.http;

import io.mailyard.wire.BodyWriter;
import java.util.Map;

/** An answer: complete content, content written piece by piece, or a stream of events. */
public sealed interface HttpReply {
    /** HTTP status, whatever the envelope says. */
    int status();

    /** Media type, with the charset where there is one. */
    String contentType();

    /** Headers besides Content-Type, Content-Length and Request-Id, which the server adds. */
    Map<String, String> headers();

    /**
     * Complete content.
     *
     * @param shared whether {@code body} is one array for all callers, so that an answer takes no
     *     memory
     * @param refusal why no call or page was reached, for people; empty: one was
     */
    record WholeReply(
            int status,
            String contentType,
            Map<String, String> headers,
            byte[] body,
            boolean shared,
            String refusal)
            implements HttpReply {
        public WholeReply(
                int status, String contentType, Map<String, String> headers, byte[] body) {
            this(status, contentType, headers, body, false, "");
        }

        public WholeReply(
                int status,
                String contentType,
                Map<String, String> headers,
                byte[] body,
                boolean shared) {
            this(status, contentType, headers, body, shared, "");
        }

        /** Returns this reply as a refusal. */
        public WholeReply refusing(String reason) {
            return new WholeReply(status, contentType, headers, body, shared, reason);
        }

        boolean isRefusal() {
            return !refusal.isEmpty();
        }
    }

    /** Content that {@code writer} writes piece by piece until its end. */
    record WrittenReply(
            int status, String contentType, Map<String, String> headers, BodyWriter writer)
            implements HttpReply {}

    /**
     * Server-sent events (HTML Standard, 9.2), until the feed ends, the reader leaves, the server
     * stops or 15 minutes are over; the browser then reconnects, so that its session is checked
     * again.
     *
     * @param owner the owner whose share of the streams it takes, for example a person
     */
    record EventsReply(String owner, EventFeed feed) implements HttpReply {
        private static final Map<String, String> HEADERS =
                Map.of(
                        "Cache-Control", "no-store",
                        // a proxy that buffers answers would hold the events back (nginx)
                        "X-Accel-Buffering", "no",
                        "X-Content-Type-Options", "nosniff",
                        // the connection ends with the stream, so that a stopping server need not
                        // wait
                        "Connection", "close");

        @Override
        public int status() {
            return 200;
        }

        @Override
        public String contentType() {
            return "text/event-stream; charset=utf-8";
        }

        @Override
        public Map<String, String> headers() {
            return HEADERS;
        }
    }
}
