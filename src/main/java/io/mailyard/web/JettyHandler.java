package io.mailyard.web;

import io.mailyard.base.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Turns Jetty's request into ours and our reply into Jetty's. */
final class JettyHandler extends Handler.Abstract {
    private final HttpConfig config;
    private final HttpEndpoint endpoint;
    private final Semaphore places;
    private final RequestIds ids;
    private final LargeBodies large;

    JettyHandler(HttpConfig config, HttpEndpoint endpoint, RequestIds ids) {
        this.config = config;
        this.endpoint = endpoint;
        this.ids = ids;
        this.places = new Semaphore(config.maxRequests());
        this.large = new LargeBodies(config.largeBodies());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpRequest head = head(request);
        if (!places.tryAcquire()) {
            HttpReply busy =
                    Dispatcher.transport(
                            head,
                            ErrorCode.NOT_READY,
                            "the server is busy: try again",
                            Map.of("Retry-After", "1"));
            write(busy, head, response, callback);
            return true;
        }
        try {
            write(answer(request, head), head, response, callback);
        } finally {
            places.release();
        }
        return true;
    }

    private HttpReply answer(Request request, HttpRequest head) {
        try (LargeBodies.Share share = large.share()) {
            int most = Math.max(config.maxBody(), endpoint.maxBody(head));
            BodyArrival.Limits limits = new BodyArrival.Limits(config.maxBody(), most, share);
            return answer(head, most, BodyArrival.read(request, limits, config.bodyTimeout()));
        }
    }

    private HttpReply answer(HttpRequest head, int most, BodyArrival arrival) {
        return switch (arrival) {
            case BodyArrival.Whole(byte[] body) -> endpoint.answer(head.withBody(body));
            case BodyArrival.TooLarge(long seen) ->
                    Dispatcher.transport(
                            head,
                            ErrorCode.TOO_LARGE,
                            "the body is larger than " + most + " bytes",
                            closing());
            case BodyArrival.TooSlow() ->
                    Dispatcher.transport(
                            head,
                            ErrorCode.REQUEST_TIMEOUT,
                            "the body did not arrive within "
                                    + config.bodyTimeout().toMillis()
                                    + " ms",
                            closing());
            case BodyArrival.NoRoom() ->
                    Dispatcher.transport(
                            head,
                            ErrorCode.NOT_READY,
                            "too many large requests at once: try again",
                            Map.of("Retry-After", "1", "Connection", "close"));
            case BodyArrival.Broken(String reason) ->
                    Dispatcher.transport(
                            head,
                            ErrorCode.BAD_REQUEST,
                            "the body broke off: " + reason,
                            closing());
        };
    }

    private static Map<String, String> closing() {
        return Map.of("Connection", "close");
    }

    private HttpRequest head(Request request) {
        HttpFields fields = request.getHeaders();
        String query = request.getHttpURI().getQuery();
        String path = Request.getPathInContext(request);
        return new HttpRequest(
                request.getMethod(),
                path == null ? "/" : path,
                query == null ? "" : query,
                fields::get,
                new byte[0],
                address(request, fields),
                ids.next());
    }

    private String address(Request request, HttpFields fields) {
        String direct = Request.getRemoteAddr(request);
        String forwarded = config.trustForwarded() ? fields.get("X-Forwarded-For") : null;
        if (forwarded == null || forwarded.isBlank()) {
            return bare(direct);
        }
        return bare(forwarded.substring(forwarded.lastIndexOf(',') + 1).strip());
    }

    /** Without the brackets of an IPv6 literal. */
    private static String bare(String address) {
        return address.startsWith("[") && address.endsWith("]")
                ? address.substring(1, address.length() - 1)
                : address;
    }

    private static void write(
            HttpReply reply, HttpRequest request, Response response, Callback callback) {
        response.setStatus(reply.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, reply.contentType());
        headers.put("Request-Id", request.requestId());
        reply.headers().forEach((name, value) -> headers.put(new HttpField(name, value)));
        headers.put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }
}
