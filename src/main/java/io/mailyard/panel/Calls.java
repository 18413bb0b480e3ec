package io.mailyard.panel;

import io.mailyard.api.Dispatcher;
import io.mailyard.base.ErrorCode;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls of the Administrator API in this process, made for whoever has the session: each passes the
 * same checks as over HTTP, and stands in the audit with the browser's address and the page's
 * request id.
 */
public final class Calls {
    /** Every call of administrators is below it. */
    public static final String BASE = "/api/v1.1/admin/";

    private static final int UNAUTHENTICATED = 401;

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

    /** What a call would change; nothing is. */
    public CallResult dryRun(String path, Value.Members body) {
        return made(path, body, true);
    }

    private CallResult made(String path, Value.Members body, boolean dryRun) {
        List<Value> unfit = unfit(body);
        if (!unfit.isEmpty()) {
            return new CallResult(
                    Values.members(
                            "error",
                            ErrorCode.BAD_REQUEST.number(),
                            "error_text",
                            Values.text((Value.Members) unfit.getFirst(), "reason"),
                            "errors",
                            new Value.Items(unfit)));
        }
        CallResult result =
                switch (dispatcher.answer(request(path, dryRun), body)) {
                    case HttpReply.Whole whole -> read(whole.body());
                    case HttpReply.Written _, HttpReply.Events _ ->
                            throw new IllegalStateException(path + " does not answer an envelope");
                };
        if (result.error() == UNAUTHENTICATED) {
            throw new SessionOver();
        }
        return result;
    }

    /** Faults of texts that the readers of both formats refuse, which these calls go past. */
    private static List<Value> unfit(Value.Members body) {
        List<Value> faults = new ArrayList<>();
        body.values()
                .forEach((name, value) ->
                        WireText.fault(Values.shown(value))
                                .ifPresent(reason ->
                                        faults.add(
                                                Values.members("field", name, "reason", reason))));
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
                .filter(_ -> dryRun && name.equalsIgnoreCase("Prefer"))
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
