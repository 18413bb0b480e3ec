package io.mailyard.crash;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of a storm and what it is to change: one fact of the store.
 *
 * @param id sent as User-Agent, so that the audit tells whose row it is
 * @param key the idempotency key, if any
 * @param fact such as {@code account x} or {@code user x/y}
 * @param before empty: not there
 * @param after empty: not there
 */
record Op(
        String id,
        String path,
        Map<String, @Nullable Object> body,
        Optional<String> key,
        String fact,
        Optional<String> before,
        Optional<String> after) {
    /** What a call sent again has behind its id. */
    static final String AGAIN = " again";

    Answer send(Api api) {
        return send(api, id);
    }

    /** Under the same key, told apart in the audit. */
    Answer repeat(Api api) {
        return send(api, id + AGAIN);
    }

    private Answer send(Api api, String agent) {
        Api caller = api.with("User-Agent", agent);
        Api sender = key.map(given -> caller.with("Idempotency-Key", given)).orElse(caller);
        return sender.json(path, Body.json(body));
    }
}
