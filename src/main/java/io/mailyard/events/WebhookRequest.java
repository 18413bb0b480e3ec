package io.mailyard.events;

import io.mailyard.base.CallTrace;
import io.mailyard.base.TraceId;
import io.mailyard.events.SqlDeliveries.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request to a webhook: the same bytes whenever it is sent again.
 *
 * @param message its {@code webhook-id}, by which a receiver knows a repetition
 * @param events how many are in it
 * @param trace of its events; where they are of several traces, one of its own
 */
record WebhookRequest(String message, int events, String text, TraceId trace) {
    WebhookRequest {
        trace = trace.isNone() ? TraceId.madeFrom(message) : trace;
    }

    /** A batch of events. */
    static WebhookRequest of(long webhook, List<StoredEvent> events) {
        String rows = events.stream().map(StoredEvent::body).collect(Collectors.joining(","));
        return new WebhookRequest(
                "msg_" + webhook + "_" + events.getFirst().id() + "_" + events.getLast().id(),
                events.size(),
                written("events", events.getLast().at(), rows),
                commonTrace(events));
    }

    /** A test with an example of an event. */
    static WebhookRequest test(long webhook, Event example) {
        return new WebhookRequest(
                "msg_" + webhook + "_test_" + example.at().toEpochMilli(),
                1,
                written("test", example.at(), EventBody.told(0, example)),
                example.trace());
    }

    private static TraceId commonTrace(List<StoredEvent> events) {
        TraceId first = events.getFirst().trace();
        return events.stream().allMatch(event -> event.trace().equals(first))
                ? first
                : TraceId.NONE;
    }

    private static String written(String type, Instant at, String rows) {
        return "{\"type\":\"" + type + "\",\"timestamp\":\"" + at + "\",\"data\":[" + rows + "]}";
    }

    byte[] body() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Headers as in the Standard Webhooks specification 1.0.0, and of W3C Trace Context. */
    Map<String, String> headers(WebhookSecret.SecretPair secrets, Instant now) {
        long seconds = now.getEpochSecond();
        byte[] body = body();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", message);
        headers.put("webhook-timestamp", Long.toString(seconds));
        headers.put(
                "webhook-signature",
                secrets.at(now).stream()
                        .map(secret -> secret.sign(message, seconds, body))
                        .collect(Collectors.joining(" ")));
        CallTrace.of(trace).traceparent().ifPresent(value -> headers.put("traceparent", value));
        return headers;
    }
}
