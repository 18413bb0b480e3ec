package io.mailyard.panel;

import io.mailyard.api.Dispatcher;
import io.mailyard.api.Route;
import io.mailyard.api.StreamHandler;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireText;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Calls of the Administrator API in this process, made for whoever has the session: each passes the
 * same checks as over HTTP, and stands in the audit with the browser's address and the page's
 * request id.
 */
public final class Calls {
    /** Every call of administrators is below it. */
    public static final String BASE = "/api/v1.1/admin/";

    private static final int UNAUTHENTICATED = 401;
    private static final String PREFER = "Prefer";
    private static final String TAG_ALONE = "dry-run, return=minimal";

    /** Tags that a form asks for until it is saved: another call may change the same meanwhile. */
    private static final int TAGS = 2;

    private final Dispatcher dispatcher;
    private final HttpRequest page;
    private final String secret;
    private final String base;

    /**
     * @param base the path below which the calls are
     */
    public Calls(Dispatcher dispatcher, HttpRequest page, String secret, String base) {
        this.base = base;
        this.dispatcher = dispatcher;
        this.page = page;
        this.secret = secret;
    }

    /** Whose calls these are, as a secret. */
    public String secret() {
        return secret;
    }

    /** Makes a call: its path below the base, its parameters as names and values in turn. */
    public CallResult call(String path, Object... namesAndValues) {
        return call(path, Values.members(namesAndValues));
    }

    public CallResult call(String path, Value.Members body) {
        return made(path, body, false);
    }

    /**
     * Makes a call once, however often it is sent under a key; the later ones are answered alike.
     *
     * @param key empty: it is made each time
     */
    CallResult callOnce(String key, String path, Value.Members body) {
        if (key.isEmpty()) {
            return call(path, body);
        }
        List<Fault> unfit = unfit(body);
        if (!unfit.isEmpty()) {
            return refused(unfit);
        }
        HttpRequest once = with(request(path, false), "Idempotency-Key", key);
        return envelope(path, dispatcher.answer(once, body));
    }

    /** Makes a call whose answer is written piece by piece. */
    HttpReply.WrittenReply stream(String path, Value.Members body) {
        return switch (dispatcher.answer(request(path, false), body)) {
            case HttpReply.WrittenReply written -> written;
            case HttpReply.WholeReply whole -> throw new SignedIn.CallRefused(read(whole.body()));
            case HttpReply.EventsReply _ ->
                    throw new IllegalStateException(path + " does not answer a content");
        };
    }

    /** Returns what a call would change; changes nothing. */
    public CallResult dryRun(String path, Value.Members body) {
        return made(path, body, true);
    }

    /** Makes a call that takes {@code text/csv}; its parameters stand in the query. */
    CallResult upload(String path, Value.Members params, byte[] csv, boolean dryRun) {
        HttpRequest call = request(path, dryRun);
        HttpRequest head =
                new HttpRequest(
                        call.method(),
                        call.path(),
                        query(params),
                        name ->
                                name.equalsIgnoreCase("Content-Type")
                                        ? List.of(StreamHandler.MEDIA_TYPE)
                                        : call.headers(name),
                        call.body(),
                        call.address(),
                        call.requestId());
        return envelope(path, dispatcher.answer(head, new ByteArrayInputStream(csv)));
    }

    private static String query(Value.Members params) {
        return params.values().entrySet().stream()
                .map(param -> param.getKey() + "=" + Panel.encoded(Values.shown(param.getValue())))
                .collect(Collectors.joining("&"));
    }

    /**
     * Makes a call that answers a file, for a browser that saves it.
     *
     * @param accept the file's type, where the call offers several
     */
    HttpReply download(String path, Value.Members params, String accept, String name) {
        HttpRequest call = request(path, false);
        HttpRequest request =
                new HttpRequest(
                        call.method(),
                        call.path(),
                        "",
                        header ->
                                header.equalsIgnoreCase("Accept")
                                        ? List.of(accept)
                                        : call.headers(header),
                        call.body(),
                        call.address(),
                        call.requestId());
        HttpReply reply = dispatcher.answer(request, params);
        if (reply instanceof HttpReply.WrittenReply file) {
            Map<String, String> headers = new LinkedHashMap<>(file.headers());
            headers.put("Content-Disposition", "attachment; filename=\"" + name + "\"");
            headers.put("X-Content-Type-Options", "nosniff");
            headers.put("Cache-Control", "no-store");
            return new HttpReply.WrittenReply(
                    file.status(), file.contentType(), headers, file.writer());
        }
        throw new SignedIn.CallRefused(envelope(path, reply));
    }

    /**
     * Makes a call that saves an object as a form has it, unless another has changed the object
     * since: the dry run says which members are changed, then the object is looked at, and the call
     * is done only if it changes these members from the same values. So nothing slips in between.
     * What no form shows may differ, too: then once again with a new tag.
     *
     * @param overtaken reads the object; whether it is another one than the form shows
     * @return the answer; empty: another has changed the object, and nothing was done
     */
    public Optional<CallResult> callUnless(
            BooleanSupplier overtaken, String path, Value.Members body) {
        if (!unfit(body).isEmpty()) {
            return Optional.of(call(path, body));
        }
        for (int i = 0; i < TAGS; i++) {
            HttpReply found = dispatcher.answer(with(request(path, true), PREFER, TAG_ALONE), body);
            if (overtaken.getAsBoolean()) {
                return Optional.empty();
            }
            Optional<String> tag = tag(found);
            if (tag.isEmpty()) {
                return Optional.of(refusal(path, found).of(path, body));
            }
            HttpRequest call = with(request(path, false), Route.CHANGES_TAG, tag.get());
            CallResult result = envelope(path, dispatcher.answer(call, body)).of(path, body);
            if (result.error() != ErrorCode.CONFLICT.number()) {
                return Optional.of(result);
            }
            if (!result.errorText().startsWith(Route.CHANGES_TAG)) {
                return Optional.of(result).filter(_ -> !overtaken.getAsBoolean());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tag(HttpReply dryRun) {
        return dryRun instanceof HttpReply.WholeReply whole
                ? Optional.ofNullable(whole.headers().get(Route.CHANGES_TAG))
                : Optional.empty();
    }

    /** The refusal of a dry run, in place of that of the call. */
    private static CallResult refusal(String path, HttpReply dryRun) {
        CallResult refusal = envelope(path, dryRun);
        if (refusal.isOk()) {
            throw new IllegalStateException(path + " answers no " + Route.CHANGES_TAG);
        }
        return refusal;
    }

    private static HttpRequest with(HttpRequest call, String header, String value) {
        return new HttpRequest(
                call.method(),
                call.path(),
                "",
                name -> name.equalsIgnoreCase(header) ? List.of(value) : call.headers(name),
                call.body(),
                call.address(),
                call.requestId());
    }

    private CallResult made(String path, Value.Members body, boolean dryRun) {
        List<Fault> unfit = unfit(body);
        return unfit.isEmpty()
                ? envelope(path, dispatcher.answer(request(path, dryRun), body)).of(path, body)
                : refused(unfit);
    }

    private static CallResult refused(List<Fault> unfit) {
        List<Value> errors = new ArrayList<>();
        unfit.forEach(fault ->
                errors.add(Values.members("field", fault.field(), "reason", fault.reason())));
        return new CallResult(
                Values.members(
                        "error",
                        ErrorCode.BAD_REQUEST.number(),
                        "error_text",
                        unfit.getFirst().reason(),
                        "errors",
                        new Value.Items(errors)));
    }

    private static CallResult envelope(String path, HttpReply reply) {
        CallResult result =
                switch (reply) {
                    case HttpReply.WholeReply whole -> read(whole.body());
                    case HttpReply.WrittenReply _, HttpReply.EventsReply _ ->
                            throw new IllegalStateException(path + " does not answer an envelope");
                };
        if (result.error() == UNAUTHENTICATED) {
            throw new SessionOver();
        }
        return result;
    }

    /** Faults of texts that the readers of both formats refuse, which pages go past. */
    public static List<Fault> unfit(Value.Members sent) {
        List<Fault> faults = new ArrayList<>();
        sent.values()
                .forEach((name, value) ->
                        WireText.fault(Values.shown(value))
                                .ifPresent(reason -> faults.add(new Fault(name, reason))));
        return faults;
    }

    /** The request that stands for a call. */
    public HttpRequest request(String path, boolean dryRun) {
        return new HttpRequest(
                "POST",
                base + path,
                "",
                name -> header(name, dryRun),
                new byte[0],
                page.address(),
                page.requestId());
    }

    private static CallResult read(byte[] json) {
        return new CallResult(JsonText.read(new String(json, StandardCharsets.UTF_8)));
    }

    private List<String> header(String name, boolean dryRun) {
        if (name.equalsIgnoreCase("Authorization")) {
            return List.of("Bearer " + secret);
        }
        if (name.equalsIgnoreCase("User-Agent")) {
            return page.headers(name);
        }
        return Optional.of("dry-run")
                .filter(_ -> dryRun && name.equalsIgnoreCase(PREFER))
                .map(List::of)
                .orElse(List.of());
    }

    /** The session has ended: the person is to sign in again. */
    public static final class SessionOver extends RuntimeException {
        public SessionOver() {
            super("the session is over", null, false, false);
        }
    }
}
