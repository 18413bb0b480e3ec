package io.mailyard.api;

import io.mailyard.http.HttpRequest;
import io.mailyard.http.Preferences;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One API call on its way to its handler: the request, its parameters, and what the gate knows
 * about the caller. For one thread.
 */
public final class Call {
    private final HttpRequest request;
    private final Route route;
    private final WireFormat answerFormat;
    private final Value.Members body;
    private Params params = new Params(Map.of(), Set.of());
    private final Map<Class<?>, Object> notes = new HashMap<>(4);
    private final Map<String, String> headers = new LinkedHashMap<>(4);

    Call(HttpRequest request, Route route, WireFormat answerFormat, Value.Members body) {
        this.request = request;
        this.route = route;
        this.answerFormat = answerFormat;
        this.body = body;
    }

    /** The request without its body, which {@link #params} has in a checked form. */
    public HttpRequest request() {
        return request;
    }

    /** Row of the route table that the path was found by; it never changes. */
    public Route route() {
        return route;
    }

    /** The format of the answer. */
    public WireFormat answerFormat() {
        return answerFormat;
    }

    /** The body as sent, in which the gate may find the token. */
    public Value.Members body() {
        return body;
    }

    /** The checked parameters; empty until the gate has admitted the call. */
    public Params params() {
        return params;
    }

    void params(Params read) {
        params = read;
    }

    /** Adds a header to the answer. */
    public void answerHeader(String name, String value) {
        headers.put(name, value);
    }

    Map<String, String> answerHeaders() {
        return headers;
    }

    /** Attaches a fact about the caller; at most one of each class. */
    public <T> void note(Class<T> kind, T fact) {
        notes.put(kind, fact);
    }

    /** The attached fact of a class. */
    public <T> T noted(Class<T> kind) {
        return Optional.ofNullable(kind.cast(notes.get(kind)))
                .orElseThrow(() ->
                        new IllegalStateException("no " + kind.getSimpleName() + " on this call"));
    }

    /** Whether the request has the preference (RFC 7240). */
    public boolean prefers(String preference) {
        return request.header("Prefer")
                .map(header -> Preferences.has(header, preference))
                .orElse(false);
    }
}
