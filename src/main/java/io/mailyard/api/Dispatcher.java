package io.mailyard.api;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import io.mailyard.base.Nearest;
import io.mailyard.base.Retryable;
import io.mailyard.base.VisibleText;
import io.mailyard.http.ArrivingBody;
import io.mailyard.http.ContentCoding;
import io.mailyard.http.Formats;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.TransportReply;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.BodyReader;
import io.mailyard.wire.BodyWriter;
import io.mailyard.wire.Envelope;
import io.mailyard.wire.ParsedBody;
import io.mailyard.wire.UnreadableBody;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes an API call from its bytes to its answer: route, body, format, gate, parameters,
 * handler, envelope (docs/spec/admin-api.md, section 1).
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Members that every call accepts. */
    private static final Set<String> COMMON = Set.of("token", "format");

    /** Seconds that a client waits before it tries again when the store is busy. */
    private static final String BUSY_RETRY_SECONDS = "1";

    /** The parsed body; the call does not keep its bytes. */
    private static final byte[] NO_BODY = {};

    private final Map<String, Route> routes = new HashMap<>();
    private final Map<String, String> hints;
    private final Gate gate;
    private final boolean mirrorStatus;
    private final AnswerListener watcher;

    /**
     * Creates a dispatcher.
     *
     * @param hints answers for paths that are not routes but that someone will try
     * @param mirrorStatus whether to answer with the error code's own HTTP status instead of 200
     */
    public Dispatcher(
            List<Route> table,
            Map<String, String> hints,
            Gate gate,
            boolean mirrorStatus,
            AnswerListener listener) {
        table.forEach(route -> routes.put(route.path(), route));
        this.hints = hints;
        this.gate = gate;
        this.mirrorStatus = mirrorStatus;
        this.watcher = listener;
    }

    /** Maximum size of a call's body if it is larger than usual; otherwise 0. */
    int maxBody(HttpRequest head) {
        Route route = routes.get(withoutTrailingSlash(head.path()));
        return route == null ? 0 : route.maxBody();
    }

    /** Whether the call reads its body as it arrives. */
    boolean takesStream(HttpRequest head) {
        Route route = routes.get(withoutTrailingSlash(head.path()));
        return route != null
                && route.handler() instanceof StreamHandler
                && head.method().equals("POST")
                && head.header("Content-Type").filter(StreamedCalls::isStream).isPresent();
    }

    /**
     * Answers a call that reads its body as it arrives; also one that another part of this process
     * makes for a caller. Never throws.
     */
    public HttpReply answer(HttpRequest head, InputStream body) {
        long start = System.nanoTime();
        Route route = Objects.requireNonNull(routes.get(withoutTrailingSlash(head.path())));
        Answer answer = streamed(head, route, (StreamHandler) route.handler(), body);
        watcher.answered(head, answer.path(), answer.error(), System.nanoTime() - start);
        return answer.reply();
    }

    private Answer streamed(
            HttpRequest request, Route route, StreamHandler handler, InputStream body) {
        WireFormat format = Formats.withoutBody(request);
        Map<String, String> headers = new LinkedHashMap<>();
        try {
            Call call = new Call(request, route, format, StreamedCalls.query(request, route));
            headers = call.answerHeaders();
            gate.admit(call);
            read(call, StreamedCalls.unknown(call, COMMON), WireFormat.XML);
            try (Gate.CallPermit _ = gate.permit(call)) {
                InputStream content =
                        ContentCoding.decoded(
                                ContentCoding.of(request.headers("Content-Encoding")), body);
                ArrivingBody limited = new ArrivingBody(content, handler.maxBody());
                return answered(route, handler.handle(call, limited), format, headers);
            }
        } catch (ApiException refused) {
            headers.put("Connection", "close");
            if (StreamedCalls.isOfTransport(refused)) {
                return new Answer(
                        route.path(),
                        refused.code().number(),
                        TransportReply.of(request, refused.code(), refused.text(), headers));
            }
            return new Answer(
                    route.path(), refused.code().number(), refusal(refused, format, headers));
        } catch (IOException brokenOff) {
            return transport(route.path(), request, ErrorCode.BAD_REQUEST, "the body broke off");
        } catch (RuntimeException broken) {
            HttpReply reply = broken(broken, request, format, headers);
            return new Answer(route.path(), reply.status(), reply);
        }
    }

    /** Answers a request whose path starts with {@code /api/}. Never throws. */
    public HttpReply answer(HttpRequest request) {
        long start = System.nanoTime();
        Answer answer = answered(request);
        watcher.answered(request, answer.path(), answer.error(), System.nanoTime() - start);
        return answer.reply();
    }

    /**
     * Answers a call that another part of this process makes for a caller: with the same checks and
     * the caller's token, as over HTTP. Never throws.
     *
     * @param request its path is the call's; its headers have the token and preferences
     */
    public HttpReply answer(HttpRequest request, Value.Members body) {
        long start = System.nanoTime();
        Route route = routes.get(request.path());
        Answer answer =
                route == null
                        ? transport("", request, ErrorCode.NOT_FOUND, unknownPath(request.path()))
                        : call(request, route, new ParsedBody(body, WireFormat.JSON));
        watcher.answered(request, answer.path(), answer.error(), System.nanoTime() - start);
        return answer.reply();
    }

    /** An answer, with the values for the listener. */
    private record Answer(String path, int error, HttpReply reply) {}

    private Answer answered(HttpRequest request) {
        String path = withoutTrailingSlash(request.path());
        Route route = routes.get(path);
        if (route == null) {
            return transport("", request, ErrorCode.NOT_FOUND, unknownPath(path));
        }
        if (!request.method().equals("POST")) {
            String text =
                    "method "
                            + VisibleText.shortened(request.method())
                            + " is not served at "
                            + path
                            + ": use POST";
            HttpReply reply =
                    TransportReply.of(
                            request, ErrorCode.METHOD_NOT_ALLOWED, text, Map.of("Allow", "POST"));
            return new Answer(path, ErrorCode.METHOD_NOT_ALLOWED.number(), reply);
        }
        ParsedBody body;
        try {
            body = BodyReader.read(request.body(), request.header("Content-Type"));
        } catch (UnreadableBody unreadable) {
            return transport(path, request, ErrorCode.BAD_REQUEST, unreadable.text());
        } catch (ApiException refused) {
            return transport(path, request, refused.code(), refused.text());
        }
        return call(request, route, body);
    }

    private static Answer transport(String path, HttpRequest request, ErrorCode code, String text) {
        return new Answer(path, code.number(), TransportReply.of(request, code, text, Map.of()));
    }

    private Answer call(HttpRequest request, Route route, ParsedBody body) {
        WireFormat format = body.format();
        Map<String, String> headers = new LinkedHashMap<>();
        try {
            format = Formats.of(request, body.members(), body.format());
            Call call = new Call(request.withBody(NO_BODY), route, format, body.members());
            headers = call.answerHeaders();
            gate.admit(call);
            read(call, UnknownParameters.check(call, COMMON), body.format());
            try (Gate.CallPermit _ = gate.permit(call)) {
                return answered(route, route.handler().handle(call), format, headers);
            }
        } catch (ApiException refused) {
            return new Answer(
                    route.path(), refused.code().number(), refusal(refused, format, headers));
        } catch (RuntimeException broken) {
            HttpReply reply = broken(broken, request, format, headers);
            return new Answer(route.path(), reply.status(), reply);
        }
    }

    private Answer answered(
            Route route, ApiReply reply, WireFormat format, Map<String, String> headers) {
        if (reply.data() instanceof ApiReply.ReplyData.RenderedData(int error, byte[] bytes)) {
            int status = error == 0 || !mirrorStatus ? 200 : error;
            return new Answer(
                    route.path(), error, TransportReply.reply(status, format, headers, bytes));
        }
        if (reply.data()
                instanceof ApiReply.ReplyData.StreamedData(String type, BodyWriter writer)) {
            return new Answer(
                    route.path(), 0, new HttpReply.WrittenReply(200, type, headers, writer));
        }
        return new Answer(
                route.path(),
                0,
                TransportReply.reply(200, format, headers, Envelope.render(reply, format)));
    }

    /**
     * Reads the parameters. Checks that the caller may access the account that they name before
     * reporting what is wrong with the others.
     */
    private void read(Call call, List<Fault> unknown, WireFormat source) {
        List<Fault> faults = new ArrayList<>();
        call.params(Binder.bind(call.route().params(), call.body(), "", source, faults));
        if (faults.stream().noneMatch(fault -> isOfReach(fault, call.route()))) {
            gate.reach(call);
        }
        List<Fault> all = all(call, unknown, faults);
        if (isTaggedInVain(call)) {
            all.add(
                    new Fault(
                            Route.CHANGES_TAG,
                            "is not taken here: a dry run does not find all that this call"
                                    + " records"));
        }
        if (!all.isEmpty()) {
            throw ApiException.badRequest(all.stream().limit(Binder.MOST_FAULTS).toList());
        }
    }

    private static boolean isTaggedInVain(Call call) {
        Route route = call.route();
        return route.writes()
                && !route.takesChangesTag()
                && call.request().header(Route.CHANGES_TAG).isPresent();
    }

    /**
     * Adds the faults of the call's own check; a parameter that is faulty by itself is reported
     * once.
     */
    private static List<Fault> all(Call call, List<Fault> unknown, List<Fault> faults) {
        List<Fault> all = new ArrayList<>(unknown);
        all.addAll(faults);
        Set<String> named = new HashSet<>();
        all.forEach(fault -> named.add(fault.field().replaceFirst("[.\\[].*", "")));
        List<Fault> more = new ArrayList<>(all);
        call.route().check().find(call.params(), more);
        more.subList(all.size(), more.size()).stream()
                .filter(fault -> !named.contains(fault.field()))
                .forEach(all::add);
        return all;
    }

    private static boolean isOfReach(Fault fault, Route route) {
        return route.reach() instanceof Route.Reach.AccountReach(Param<Long> account)
                && fault.field().equals(account.name());
    }

    private HttpReply refusal(
            ApiException refused, WireFormat format, Map<String, String> headers) {
        ErrorCode code = refused.code();
        boolean ownStatus =
                mirrorStatus
                        || code == ErrorCode.TOO_MANY_REQUESTS
                        || code == ErrorCode.NOT_READY
                        || code == ErrorCode.INTERNAL;
        if (code == ErrorCode.NOT_READY) {
            headers.putIfAbsent("Retry-After", BUSY_RETRY_SECONDS);
        }
        if (ownStatus && code == ErrorCode.UNAUTHENTICATED) {
            headers.putIfAbsent("WWW-Authenticate", "Bearer realm=\"mailyard\"");
        }
        byte[] body = Envelope.error(refused, format);
        return TransportReply.reply(ownStatus ? code.number() : 200, format, headers, body);
    }

    static HttpReply broken(
            RuntimeException broken,
            HttpRequest request,
            WireFormat format,
            Map<String, String> headers) {
        Optional<String> busy = Retryable.reason(broken);
        if (busy.isPresent()) {
            headers.put("Retry-After", BUSY_RETRY_SECONDS);
            LOG.warn(
                    "request {} {}: {}",
                    request.requestId(),
                    request.path(),
                    Retryable.detail(broken).orElse(""));
            byte[] body = Envelope.error(ErrorCode.NOT_READY, busy.get(), List.of(), format);
            return TransportReply.reply(ErrorCode.NOT_READY.number(), format, headers, body)
                    .refusing(busy.get());
        }
        LOG.error("request {} {} failed", request.requestId(), request.path(), broken);
        String text =
                "internal error; the server's log has it under request id " + request.requestId();
        byte[] body = Envelope.error(ErrorCode.INTERNAL, text, List.of(), format);
        return TransportReply.reply(500, format, headers, body).refusing(text);
    }

    private String unknownPath(String path) {
        String hint = hints.get(path);
        if (hint != null) {
            return "no call at " + VisibleText.shortened(path) + ": " + hint;
        }
        String near =
                Nearest.to(VisibleText.shortened(path), routes.keySet())
                        // a misspelt path must not be answered with the path of a call that changes
                        // something
                        .filter(known -> isReading(routes.get(known)))
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("");
        return "no call at " + VisibleText.shortened(path) + near;
    }

    private static boolean isReading(@Nullable Route route) {
        return route != null && !route.writes();
    }

    static String withoutTrailingSlash(String path) {
        return path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
    }
}
