package io.mailyard.operations;

import io.mailyard.base.CallTrace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets one line of each kind through per second and counts the others, so that a failure repeated a
 * thousand times a second is logged once with its count. Lines are of one kind if they differ only
 * in request ids and times. A stack trace is shown with the first line of a kind, and again after a
 * minute without one.
 */
final class LogFlood extends Handler {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** Maximum number of kinds; lines of further ones are counted together. */
    static final int KINDS = 500;

    /**
     * Parts that differ between lines of a kind: request ids, numbers of more than six digits,
     * times.
     */
    private static final Pattern VARIES =
            Pattern.compile(
                    "\\brequest \\S+ /\\S*|\\b[0-9a-f]{8,}-[0-9a-z]+\\b"
                            + "|\\b[0-9]{7,}\\b|\\b[0-9]+(\\.[0-9]+)? ?ms\\b");

    private final Handler out;
    private final LongSupplier nanoTime;
    private final Map<String, MessageKind> kinds = new LinkedHashMap<>();

    /** Lines of callers are counted separately, since callers choose what they call. */
    private final Map<String, MessageKind> calls = new LinkedHashMap<>();

    private final MessageKind others;
    private final MessageKind otherCalls;

    private static final class MessageKind {
        private @Nullable LogRecord last;
        private CallTrace trace = CallTrace.current();
        private long sinceNanos;
        private long tracedNanos;
        private long more;

        MessageKind(long now) {
            sinceNanos = now - SECOND;
            tracedNanos = now - MINUTE;
        }
    }

    /**
     * @param out receives the lines
     * @param nanoTime as {@link System#nanoTime}
     */
    LogFlood(Handler out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.others = new MessageKind(nanoTime.getAsLong());
        this.otherCalls = new MessageKind(nanoTime.getAsLong());
        setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (Boolean.TRUE.equals(RequestLog.EVERY.get())) {
            out.publish(record);
            return;
        }
        long now = nanoTime.getAsLong();
        MessageKind kind = kind(record, now);
        if (now - kind.sinceNanos < SECOND) {
            kind.more++;
            kind.last = record;
            kind.trace = CallTrace.current();
            return;
        }
        tell(kind, now);
        if (record.getThrown() != null) {
            if (now - kind.tracedNanos < MINUTE) {
                record.setMessage(record.getMessage() + ": " + record.getThrown());
                record.setThrown(null);
            } else {
                kind.tracedNanos = now;
            }
        }
        kind.sinceNanos = now;
        out.publish(record);
    }

    private MessageKind kind(LogRecord record, long now) {
        String text = String.valueOf(record.getMessage());
        String name =
                record.getLoggerName()
                        + record.getLevel().intValue()
                        + VARIES.matcher(text).replaceAll("#")
                        + RequestLog.kind(record)
                        + (record.getThrown() == null
                                ? ""
                                : record.getThrown().getClass().getName());
        boolean call = RequestLog.is(record);
        Map<String, MessageKind> among = call ? calls : kinds;
        MessageKind known = among.get(name);
        if (known != null) {
            return known;
        }
        if (among.size() >= KINDS) {
            among.values().removeIf(kind -> kind.more == 0 && now - kind.sinceNanos >= MINUTE);
        }
        if (among.size() >= KINDS) {
            return call ? otherCalls : others;
        }
        MessageKind kind = new MessageKind(now);
        among.put(name, kind);
        return kind;
    }

    /** Logs how many lines were suppressed; call once per second. */
    synchronized void tick() {
        long now = nanoTime.getAsLong();
        kinds.values().forEach(kind -> due(kind, now));
        calls.values().forEach(kind -> due(kind, now));
        due(others, now);
        due(otherCalls, now);
    }

    private void due(MessageKind kind, long now) {
        if (kind.more > 0 && now - kind.sinceNanos >= SECOND) {
            tell(kind, now);
            kind.sinceNanos = now;
        }
    }

    private void tell(MessageKind kind, long now) {
        LogRecord last = kind.last;
        if (kind.more == 0 || last == null) {
            return;
        }
        long seconds = Math.max(1, Math.round((now - kind.sinceNanos) / 1e9));
        String what =
                kind == others || kind == otherCalls
                        ? "lines of other kinds; the last"
                        : "such lines; the last";
        last.setMessage(
                last.getMessage() + " (" + kind.more + " " + what + ", in " + seconds + " s)");
        last.setThrown(null);
        // this thread may belong to another call, or none
        kind.trace.run(() -> out.publish(last));
        kind.more = 0;
        kind.last = null;
    }

    @Override
    public void flush() {
        out.flush();
    }

    /** Logs the suppressed lines. */
    @Override
    public synchronized void close() {
        long now = nanoTime.getAsLong();
        kinds.values().forEach(kind -> tell(kind, now));
        calls.values().forEach(kind -> tell(kind, now));
        tell(others, now);
        tell(otherCalls, now);
        out.flush();
    }
}
