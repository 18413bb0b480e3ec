package io.mailyard.web;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Errors that Jetty finds before our handler is reached (a malformed head, a header too large), in
 * the envelope of the wire.
 */
final class JettyErrors extends ErrorHandler {
    private final RequestIds ids;

    JettyErrors(RequestIds ids) {
        this.ids = ids;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object message = request.getAttribute(ERROR_MESSAGE);
        String text =
                message == null || status >= 500
                        ? "the request cannot be served"
                        : plain(message.toString());
        HttpRequest head = head(request, ids.next());
        WireFormat format = Formats.withoutBody(head);
        byte[] body = Envelope.error(status, text, List.of(), format);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, format.mediaType() + "; charset=utf-8");
        response.getHeaders().put("Request-Id", head.requestId());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** What could be read of it. */
    private static HttpRequest head(Request request, String id) {
        HttpURI uri = request.getHttpURI();
        String query = uri == null ? null : uri.getQuery();
        return new HttpRequest(
                request.getMethod() == null ? "" : request.getMethod(),
                "",
                query == null ? "" : query,
                request.getHeaders()::get,
                new byte[0],
                "",
                id);
    }

    /** Letters, digits and harmless signs alone: nothing of the request comes back as markup. */
    private static String plain(String message) {
        String kept = message.replaceAll("[^A-Za-z0-9 .,:()/_-]", " ");
        return kept.substring(0, Math.min(kept.length(), 200)).strip();
    }
}
