package io.mailyard.operations;

import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * {@code GET /health}: the process responds. {@code GET /readiness}: everything it needs does, too.
 */
public final class Readiness {
    private static final String JSON = "application/json; charset=utf-8";

    private volatile boolean stopping;
    private final Map<String, BooleanSupplier> checks = new LinkedHashMap<>();

    /**
     * Adds a check that must succeed; {@code check} returns within 2 seconds. Call before the
     * server listens.
     *
     * @param name letters and hyphens
     */
    public Readiness check(String name, BooleanSupplier check) {
        checks.put(name, check);
        return this;
    }

    /** Reports from now on that the server is stopping, so that it gets no more calls. */
    public void stopping() {
        stopping = true;
    }

    /** Status 200 as long as the process answers, whatever the checks say. */
    public HttpReply health(HttpRequest request) {
        return answer(200, "{\"status\":\"OK\"}");
    }

    /**
     * Runs every check; 200 if all succeed, else 503 with the names of those that fail. Once {@link
     * #stopping} was called, always 503.
     */
    public HttpReply readiness(HttpRequest request) {
        List<String> failed =
                checks.entrySet().stream()
                        .filter(check -> !well(check.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        if (stopping) {
            return answer(503, "{\"status\":\"FAIL\",\"failed\":[\"stopping\"]}");
        }
        if (failed.isEmpty()) {
            return answer(200, "{\"status\":\"OK\"}");
        }
        String names = failed.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
        return answer(503, "{\"status\":\"FAIL\",\"failed\":" + names + "}");
    }

    private static boolean well(BooleanSupplier check) {
        try {
            return check.getAsBoolean();
        } catch (RuntimeException failed) {
            return false;
        }
    }

    private static HttpReply answer(int status, String body) {
        return new HttpReply.WholeReply(
                status,
                JSON,
                Map.of("Cache-Control", "no-store"),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
