package io.mailyard.operations;

import io.mailyard.api.AnswerListener;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import io.mailyard.http.HttpRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Logs calls with the Request-Id of their replies; never a body or a token. */
public final class RequestLog implements AnswerListener {
    private static final Setting<String> REQUESTS =
            Setting.oneOf(
                    "log.requests",
                    List.of("all", "failed", "none"),
                    "failed",
                    "Which calls are logged: all, those that were answered with an error, or none. What calls changed is in the audit.");

    /** The settings of this log. */
    public static final List<Setting<?>> SETTINGS = List.of(REQUESTS);

    /** Errors of the server, whoever calls. */
    private static final Set<String> BUSY = Set.of("500", "503");

    private static final Logger LOG = Logger.getLogger("io.mailyard.operations.Requests");

    /**
     * Set while a line is written that must be logged despite the flood limit: {@code log.requests
     * = all}.
     */
    static final ThreadLocal<Boolean> EVERY = new ThreadLocal<>();

    private final boolean all;
    private final boolean failed;

    public RequestLog(Settings settings) {
        String which = settings.get(REQUESTS);
        this.all = which.equals("all");
        this.failed = !which.equals("none");
    }

    @Override
    public void answered(HttpRequest request, String path, int error, long nanos) {
        if (!all && (!failed || error == 0)) {
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("request_id", request.requestId());
        fields.put("address", request.address());
        fields.put("method", request.method());
        fields.put("path", path.isEmpty() ? request.path() : path);
        fields.put("error", Integer.toString(error));
        fields.put("millis", String.format(Locale.ROOT, "%.3f", nanos / 1e6));
        LogRecord event = new LogRecord(Level.INFO, "call");
        event.setLoggerName(LOG.getName());
        event.setParameters(new Object[] {fields});
        if (LOG.isLoggable(Level.INFO)) {
            log(event);
        }
    }

    private void log(LogRecord event) {
        if (!all) {
            LOG.log(event);
            return;
        }
        EVERY.set(true);
        try {
            LOG.log(event);
        } finally {
            EVERY.remove();
        }
    }

    /** The kind of a call's log line: path, error and address; none for errors of the server. */
    static String kind(LogRecord record) {
        Object[] parameters = record.getParameters();
        if (parameters == null
                || parameters.length != 1
                || !(parameters[0] instanceof Map<?, ?> fields)) {
            return parameters == null ? "" : Arrays.toString(parameters);
        }
        Object error = fields.get("error");
        if (BUSY.contains(String.valueOf(error))) {
            return " " + error;
        }
        return fields.get("path") + " " + error + " " + fields.get("address");
    }

    /** Whether a line belongs to this log. */
    static boolean is(LogRecord record) {
        return LOG.getName().equals(record.getLoggerName());
    }
}
