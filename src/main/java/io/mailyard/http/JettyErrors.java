package io.mailyard.http;

import io.mailyard.wire.Envelope;
import io.mailyard.wire.WireFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers errors that Jetty finds before our handler is reached (a malformed head, a header too
 * large) in the envelope of the wire.
 */
final class JettyErrors extends ErrorHandler {
    private static final byte[] NO_CONTENT = {};

    private final RequestIds ids;
    private volatile RefusalPages refusals = RefusalPages.NONE;

    JettyErrors(RequestIds ids) {
        this.ids = ids;
    }

    /** Sets what people see in place of a refusal. */
    void showBy(RefusalPages pages) {
        this.refusals = pages;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object found = request.getAttribute(ERROR_MESSAGE);
        String text = text(status, found == null ? "" : found.toString());
        HttpRequest head = head(request, ids.next());
        HttpReply.WholeReply reply = refusals.shown(head, refusal(head, status, text));
        byte[] body = reply.body();
        response.getHeaders().put("Request-Id", head.requestId());
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        boolean bare = TimedHeads.isForHead(request.getConnectionMetaData().getConnection());
        if (!bare || HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(bare ? NO_CONTENT : body), callback);
            return true;
        }
        // what fails in its first line is no HEAD to Jetty, which would say a length of 0 where the
        // end is known with the head: not the length of a GET's answer (RFC 9110, 8.6)
        ByteBuffer none = ByteBuffer.wrap(NO_CONTENT);
        response.write(
                false,
                none,
                Callback.from(() -> response.write(true, none, callback), callback::failed));
        return true;
    }

    private static HttpReply.WholeReply refusal(HttpRequest head, int status, String text) {
        WireFormat format = Formats.withoutBody(head);
        byte[] body = Envelope.error(status, text, List.of(), format);
        return TransportReply.reply(status, format, Map.of(), body).refusing(text);
    }

    /**
     * The whole answer to a head that did not arrive in time, for which there is no request object.
     */
    byte[] late() {
        byte[] body = Envelope.error(408, text(408, ""), List.of(), WireFormat.JSON);
        String head =
                "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json; charset=utf-8\r\nRequest-Id: "
                        + ids.next()
                        + "\r\nConnection: close\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        return ByteBuffer.allocate(head.length() + body.length)
                .put(head.getBytes(StandardCharsets.US_ASCII))
                .put(body)
                .array();
    }

    /** Describes the error in our own words; {@code found} is Jetty's message. */
    private static String text(int status, String found) {
        return switch (status) {
            case 400 -> "the request is not valid HTTP/1.1: " + malformed(found);
            case 408 -> "the head of the request did not arrive in time";
            case 414, 431 -> "the head of the request is too large";
            case 417 -> "an expectation other than 100-continue is not supported";
            case 426, 505 -> "this version of HTTP is not supported: use HTTP/1.1";
            case 501 -> "this transfer coding is not supported: send chunked, or Content-Length";
            default -> "the request cannot be served";
        };
    }

    private static String malformed(String found) {
        String words = found.toLowerCase(Locale.ROOT);
        if (words.contains("host") || words.contains("authority")) {
            return "the header Host must be there once, and name a host";
        }
        if (words.contains("content-length")
                || words.contains("transfer-encoding")
                || words.contains("content_length")
                || words.contains("transfer_encoding")) {
            return "its length is given twice, or not as a number";
        }
        if (words.equals("bad request")) {
            return "its path or a header is malformed";
        }
        if (words.contains("uri") || words.contains("path") || words.contains("utf")) {
            return "its path is malformed or ambiguous";
        }
        if (words.contains("chunk")) {
            return "a chunk of its body is malformed";
        }
        return words.contains("header") || words.contains("field")
                ? "a header is malformed"
                : "its first line or a header is malformed";
    }

    /** The readable part of the request's head. */
    private static HttpRequest head(Request request, String id) {
        HttpURI uri = request.getHttpURI();
        Optional<NotedHead> noted =
                TimedHeads.noted(request.getConnectionMetaData().getConnection());
        // of a malformed head Jetty keeps no fields, and names a path of its own
        boolean isMalformed = request.getHeaders().size() == 0 && noted.isPresent();
        String target = isMalformed ? noted.get().uri() : uri == null ? "" : uri.getPathQuery();
        HttpFields fields = isMalformed ? noted.get().fields() : request.getHeaders();
        int query = target == null ? -1 : target.indexOf('?');
        return new HttpRequest(
                request.getMethod() == null ? "" : request.getMethod(),
                target == null ? "" : query < 0 ? target : target.substring(0, query),
                query < 0 ? "" : target.substring(query + 1),
                fields::getValuesList,
                new byte[0],
                "",
                id);
    }
}
