package io.mailyard.base;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what the log lines of one call are found: its request id, and the trace id of <a
 * href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>, which every program that the
 * call goes through logs. It is bound to the code that runs within {@link #run}, so a thread that
 * answers another call afterwards has none of it.
 */
public final class CallTrace {
    private static final ScopedValue<CallTrace> CURRENT = ScopedValue.newInstance();

    private static final Pattern TRACEPARENT =
            Pattern.compile(
                    "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    /** Longer ones are not looked at: 55 characters, and what a later version may add. */
    private static final int MAX_TRACEPARENT = 512;

    /** Outside of any call. */
    private static final CallTrace NONE = new CallTrace("", () -> TraceId.NONE);

    private final String requestId;
    private final Supplier<TraceId> source;

    /** Computed when first asked for: most calls log nothing. Two threads compute the same. */
    private volatile @Nullable TraceId id;

    private CallTrace(String requestId, Supplier<TraceId> source) {
        this.requestId = requestId;
        this.source = source;
    }

    /**
     * A call: with the trace id that its caller sent, or one made from the request id.
     *
     * @param headers each {@code traceparent} that came; anything but a single valid one is
     *     ignored, as the standard asks
     */
    public static CallTrace of(String requestId, List<String> headers) {
        String given = headers.size() == 1 ? headers.getFirst() : "";
        return new CallTrace(
                requestId, () -> idOf(given).orElseGet(() -> TraceId.madeFrom(requestId)));
    }

    /**
     * Work that a call asked for and that goes on after its answer; only the request id is kept.
     */
    public static CallTrace ofLaterWork(String requestId) {
        return new CallTrace(requestId, () -> TraceId.NONE);
    }

    /** Work on a message or event of that trace; if that is none, on one without ids. */
    public static CallTrace of(TraceId trace) {
        return trace.isNone() ? NONE : new CallTrace("", () -> trace);
    }

    /** Work that begins here: with a trace id of its own, and no request id. */
    public static CallTrace begin() {
        TraceId made = new TraceId(random(), random());
        return new CallTrace("", () -> made);
    }

    /** The call that the running code belongs to; one without ids if it belongs to none. */
    public static CallTrace current() {
        return CURRENT.orElse(NONE);
    }

    /** Returns work with a result as part of the current call, for another thread. */
    public static <T> Callable<T> carriedCall(Callable<T> work) {
        CallTrace trace = current();
        return () -> trace.call(work::call);
    }

    /** Returns work without a result as part of the current call, for another thread. */
    public static Runnable carried(Runnable work) {
        CallTrace trace = current();
        return () -> trace.run(work);
    }

    /** Runs work as part of this call. */
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /** Runs work as part of this call, and returns its result. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /** The names and values that a line of the log has. */
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!requestId.isEmpty()) {
            fields.put("request_id", requestId);
        }
        if (!id().isNone()) {
            fields.put("trace_id", id().text());
        }
        return fields;
    }

    /** The header {@code traceparent} of a request that is made for this call, if it has an id. */
    public Optional<String> traceparent() {
        // flags 00: nothing here records spans
        return Optional.of(id())
                .filter(known -> !known.isNone())
                .map(known ->
                        "00-" + known.text() + "-" + HexFormat.of().toHexDigits(random()) + "-00");
    }

    /** The trace id; none outside of any call. */
    public TraceId id() {
        TraceId known = id;
        if (known == null) {
            known = source.get();
            id = known;
        }
        return known;
    }

    private static Optional<TraceId> idOf(String traceparent) {
        if (traceparent.length() > MAX_TRACEPARENT) {
            return Optional.empty();
        }
        Matcher parts = TRACEPARENT.matcher(traceparent);
        // version 00 ends after its flags
        return parts.matches() && (parts.group(3) == null || !parts.group(1).equals("00"))
                ? TraceId.parse(parts.group(2))
                : Optional.empty();
    }

    /** Never zero, which the standard forbids. Need not be hard to guess. */
    private static long random() {
        return ThreadLocalRandom.current().nextLong() | 1;
    }
}
