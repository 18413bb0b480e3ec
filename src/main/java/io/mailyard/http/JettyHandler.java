package io.mailyard.http;

import io.mailyard.base.CallTrace;
import io.mailyard.base.ErrorCode;
import io.mailyard.wire.BodyWriter;
import io.mailyard.wire.WireText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** Converts Jetty's requests into ours and our replies into Jetty's. */
final class JettyHandler extends Handler.Abstract {
    /** Answers up to this size fit into the buffers of a connection. */
    private static final int SMALL_ANSWER = 8 * 1024;

    /** Memory for metrics and pages, which anybody may read slowly, apart from that for calls. */
    private static final int MOST_OF_PAGES = HttpConfig.ANSWERS / 4;

    private static final int MOST_OF_CALLS = HttpConfig.ANSWERS - MOST_OF_PAGES;

    /** Buffer for content that is written piece by piece. */
    private static final int STREAM_BUFFER = 64 * 1024;

    /** Wait for memory, shorter than a client waits for its answer. */
    private static final long MOST_WAIT_MILLIS = 5_000;

    private static final Map<String, String> RETRY = Map.of("Retry-After", "1");
    private static final Map<String, String> CLOSE = Map.of("Connection", "close");
    private static final Map<String, String> RETRY_ANEW =
            Map.of("Retry-After", "1", "Connection", "close");

    /**
     * Limits for reading on after a refusal: the largest body that any setting allows, and no
     * longer than a slow link takes.
     */
    private static final long MOST_DISCARDED_BYTES = 64L << 20;

    private static final Duration MOST_DISCARDING = Duration.ofSeconds(10);
    private static final Duration MOST_SILENCE = Duration.ofSeconds(2);

    private final HttpConfig config;
    private final HttpEndpoint endpoint;
    private final Semaphore places;
    private final RequestIds ids;
    private final EventStreams streams;
    private final RefusalPages refusals;
    private final BooleanSupplier draining;
    private final ForwardedFor forwarded;
    private final SharedMemory receipt;
    private final SharedMemory answers;
    private final SharedMemory pages;
    private final LargeBodies usual;
    private final LargeBodies large;

    /**
     * Creates the handler.
     *
     * @param streams the open streams
     * @param refusals what people see in place of a refusal
     * @param draining whether the server is about to stop, so that connections end with an answer
     */
    JettyHandler(
            HttpConfig config,
            HttpEndpoint endpoint,
            RequestIds ids,
            EventStreams streams,
            RefusalPages refusals,
            BooleanSupplier draining) {
        this.config = config;
        this.endpoint = endpoint;
        this.ids = ids;
        this.streams = streams;
        this.refusals = refusals;
        this.draining = draining;
        this.places = new Semaphore(config.maxRequests());
        this.forwarded = new ForwardedFor(config.trustedProxies());
        this.receipt = new SharedMemory(config.receiptMemory(), config.receiptMemory() / 2);
        this.answers = new SharedMemory(MOST_OF_CALLS, MOST_OF_CALLS / 2);
        this.pages = new SharedMemory(MOST_OF_PAGES, MOST_OF_PAGES / 2);
        this.usual = new LargeBodies(config.usualBodies());
        this.large = new LargeBodies(config.largeBodies());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpRequest head = head(request);
        return CallTrace.of(head.requestId(), head.headers("traceparent"))
                .call(() -> handle(head, request, response, callback));
    }

    private boolean handle(
            HttpRequest head, Request request, Response response, Callback callback) {
        Optional<HttpReply.WholeReply> refused = refusal(request, head);
        if (refused.isPresent()) {
            writeAndDiscard(refused.get(), head, request, response, callback);
            return true;
        }
        if (endpoint.takesStream(head)) {
            return arriving(head, request, response, callback);
        }
        int most = Math.max(config.maxBody(), endpoint.maxBody(head));
        try (ReceivedBody body = new ReceivedBody(receipt.part(head.address()), most)) {
            BodyArrival arrival =
                    BodyArrival.read(request, body, config.maxBody(), most, config.bodyTimeout());
            if (arrival instanceof BodyArrival.Complete) {
                write(answer(head, body, most), head, response, callback);
            } else {
                body.giveBack();
                if (arrival instanceof BodyArrival.TooSlow
                        || arrival instanceof BodyArrival.BodyConnectionLost) {
                    send(unreceived(arrival, head, most), head, response, callback);
                    return true;
                }
                writeAndDiscard(unreceived(arrival, head, most), head, request, response, callback);
            }
        }
        return true;
    }

    /** Runs a call that reads its body as it arrives. */
    private boolean arriving(
            HttpRequest head, Request request, Response response, Callback callback) {
        HttpReply reply;
        if (places.tryAcquire()) {
            try (InputStream body = Content.Source.asInputStream(request)) {
                reply = endpoint.answer(head, body);
            } catch (IOException brokenOff) {
                reply = unreceived(new BodyArrival.BodyConnectionLost(), head, 0);
            } finally {
                places.release();
            }
        } else {
            reply = busy(head, "the server is busy: try again");
        }
        if (reply instanceof HttpReply.WholeReply whole) {
            writeAndDiscard(whole, head, request, response, callback);
        } else {
            write(reply, head, response, callback);
        }
        return true;
    }

    /** The refusal of a request by its head alone, if any. */
    private Optional<HttpReply.WholeReply> refusal(Request request, HttpRequest head) {
        HttpFields fields = request.getHeaders();
        Optional<String> path = PlainPath.fault(request.getHttpURI().getPath());
        if (path.isPresent()) {
            return Optional.of(TransportReply.of(head, ErrorCode.BAD_REQUEST, path.get(), CLOSE));
        }
        Optional<String> transfer =
                ContentCoding.unknownTransfer(fields.getValuesList(HttpHeader.TRANSFER_ENCODING));
        if (transfer.isPresent()) {
            return Optional.of(
                    TransportReply.of(
                            head,
                            ErrorCode.UNSUPPORTED_TYPE,
                            "Transfer-Encoding '%s' is not supported: send chunked, or Content-Length"
                                    .formatted(WireText.shownName(transfer.get())),
                            CLOSE));
        }
        if (forwarded.isAmbiguous(
                Request.getRemoteAddr(request),
                fields.getValuesList("X-Forwarded-For"),
                fields.getValuesList("Forwarded"))) {
            return Optional.of(
                    TransportReply.of(
                            head,
                            ErrorCode.BAD_REQUEST,
                            "X-Forwarded-For and Forwarded name different callers: the proxy must set one and"
                                    + " remove the other",
                            CLOSE));
        }
        return ContentCoding.refused(ContentCoding.of(head.headers("Content-Encoding")))
                .map(coding ->
                        TransportReply.of(
                                head,
                                ErrorCode.UNSUPPORTED_TYPE,
                                "Content-Encoding '%s' is not supported: send gzip, or none"
                                        .formatted(WireText.shownName(coding)),
                                Map.of("Accept-Encoding", "gzip", "Connection", "close")));
    }

    private HttpReply answer(HttpRequest head, ReceivedBody body, int most) {
        if (ContentCoding.of(head.headers("Content-Encoding")).isEmpty()) {
            return worked(head, body);
        }
        try (ReceivedBody decoded = new ReceivedBody(receipt.part(head.address()), most)) {
            return switch (ContentCoding.gunzip(body, decoded)) {
                case WHOLE -> worked(head, decoded);
                case TOO_LARGE -> unreceived(new BodyArrival.TooLarge(), head, most);
                case NO_ROOM -> unreceived(new BodyArrival.NoMemory(), head, most);
                case MALFORMED ->
                        TransportReply.of(
                                head,
                                ErrorCode.BAD_REQUEST,
                                "Content-Encoding says gzip, and the body is not valid gzip",
                                Map.of());
            };
        }
    }

    /** The answer to a request, within the memory that all requests share. */
    private HttpReply worked(HttpRequest head, ReceivedBody body) {
        if (!places.tryAcquire()) {
            return busy(head, "the server is busy: try again");
        }
        LargeBodies memory = body.size() <= config.maxBody() ? usual : large;
        try (LargeBodies.BodyShare share = memory.share()) {
            if (!share.take(body.size())) {
                return busy(head, "too many large requests at once: try again");
            }
            byte[] bytes = body.bytes();
            body.giveBack();
            return endpoint.answer(head.withBody(bytes));
        } finally {
            places.release();
        }
    }

    private static HttpReply.WholeReply busy(HttpRequest head, String text) {
        return TransportReply.of(head, ErrorCode.NOT_READY, text, RETRY);
    }

    private HttpReply.WholeReply unreceived(BodyArrival arrival, HttpRequest head, int most) {
        return switch (arrival) {
            case BodyArrival.Complete() -> throw new IllegalStateException("it is received");
            case BodyArrival.TooLarge() ->
                    TransportReply.of(
                            head,
                            ErrorCode.TOO_LARGE,
                            "the body is larger than " + most + " bytes",
                            CLOSE);
            case BodyArrival.TooSlow() ->
                    TransportReply.of(
                            head,
                            ErrorCode.REQUEST_TIMEOUT,
                            "the body did not arrive within %s ms"
                                    .formatted(config.bodyTimeout().toMillis()),
                            CLOSE);
            case BodyArrival.NoMemory() ->
                    TransportReply.of(
                            head,
                            ErrorCode.NOT_READY,
                            "too many bodies are in receipt at once, of all callers or from this address: try"
                                    + " again",
                            RETRY_ANEW);
            case BodyArrival.BodyConnectionLost() ->
                    TransportReply.of(head, ErrorCode.BAD_REQUEST, "the body broke off", CLOSE);
        };
    }

    private HttpRequest head(Request request) {
        HttpFields fields = request.getHeaders();
        String query = request.getHttpURI().getQuery();
        String path = Request.getPathInContext(request);
        return new HttpRequest(
                request.getMethod(),
                PlainPath.of(path),
                query == null ? "" : query,
                fields::getValuesList,
                new byte[0],
                forwarded.of(
                        Request.getRemoteAddr(request),
                        fields.getValuesList("X-Forwarded-For"),
                        fields.getValuesList("Forwarded")),
                ids.next());
    }

    private void write(HttpReply reply, HttpRequest head, Response response, Callback callback) {
        switch (reply) {
            case HttpReply.WholeReply whole -> write(whole, head, response, callback);
            case HttpReply.WrittenReply written -> write(written, head, response, callback);
            case HttpReply.EventsReply events -> write(events, head, response, callback);
        }
    }

    private void write(
            HttpReply.WrittenReply reply, HttpRequest head, Response response, Callback callback) {
        try (BodyWriter writer = reply.writer();
                OutputStream out = headed(reply, head, response)) {
            writer.write(out);
        } catch (IOException | RuntimeException brokenOff) {
            // The caller notices the incomplete content: its last chunk is missing.
            callback.failed(brokenOff);
            return;
        }
        callback.succeeded();
    }

    private void write(
            HttpReply.EventsReply reply, HttpRequest head, Response response, Callback callback) {
        if (head.method().equals("HEAD")) {
            reply.feed().close();
            putHead(reply, head, response);
            callback.succeeded();
            return;
        }
        Optional<EventStreams.StreamPlace> place = streams.place(reply.owner(), head.address());
        if (place.isEmpty()) {
            reply.feed().close();
            String text = "too many pages are kept up to date at once: try again";
            send(busy(head, text), head, response, callback);
            return;
        }
        try (EventStreams.StreamPlace taken = place.get()) {
            putHead(reply, head, response);
            taken.write(reply.feed(), response);
        } catch (IOException | RuntimeException readerLeft) {
            callback.failed(readerLeft);
            return;
        }
        callback.succeeded();
    }

    private void write(
            HttpReply.WholeReply reply, HttpRequest head, Response response, Callback callback) {
        int size = reply.body().length;
        if (size <= SMALL_ANSWER || reply.shared()) {
            send(reply, head, response, callback);
            return;
        }
        boolean call = head.path().startsWith("/api/");
        SharedMemory.MemoryPart part = (call ? answers : pages).part(head.address());
        int most = (call ? MOST_OF_CALLS : MOST_OF_PAGES) / 2;
        if (part.take(Math.min(size, most), MOST_WAIT_MILLIS)) {
            send(reply, head, response, Callback.from(callback, part::close));
        } else {
            String text =
                    "too many large answers are on their way, of all callers or to this address: try again";
            send(busy(head, text), head, response, callback);
        }
    }

    /** Answers before the whole body is read, then reads on for a while. */
    private void writeAndDiscard(
            HttpReply.WholeReply reply,
            HttpRequest head,
            Request request,
            Response response,
            Callback callback) {
        try (Blocker.Callback written = Blocker.callback()) {
            send(reply, head, response, written);
            written.block();
        } catch (IOException gone) {
            callback.failed(gone);
            return;
        }
        if (!request.getHeaders().contains(HttpHeader.EXPECT)) {
            BodyArrival.discard(request, MOST_DISCARDED_BYTES, MOST_DISCARDING, MOST_SILENCE);
        }
        callback.succeeded();
    }

    private OutputStream headed(HttpReply reply, HttpRequest request, Response response) {
        putHead(reply, request, response);
        return new BufferedOutputStream(Content.Sink.asOutputStream(response), STREAM_BUFFER);
    }

    private HttpFields.Mutable putHead(HttpReply reply, HttpRequest request, Response response) {
        response.setStatus(reply.status());
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, reply.contentType());
        headers.put("Request-Id", request.requestId());
        reply.headers().forEach((name, value) -> headers.put(new HttpField(name, value)));
        if (draining.getAsBoolean()) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
        return headers;
    }

    private void send(
            HttpReply.WholeReply answer,
            HttpRequest request,
            Response response,
            Callback callback) {
        HttpReply.WholeReply reply = refusals.shown(request, answer);
        HttpFields.Mutable headers = putHead(reply, request, response);
        headers.put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }
}
