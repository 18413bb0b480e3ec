package io.mailyard.operations;

import io.mailyard.base.CallTrace;
import io.mailyard.base.VisibleText;
import io.mailyard.wire.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Formats one event as a line of text or a JSON object; control characters in the message,
 * including C1 and bidi, cannot forge a second line or affect a terminal.
 */
final class LogLines extends Formatter {
    private static final Pattern OF_TRACE =
            Pattern.compile(
                    "\\s+(at |\\.\\.\\. |Suppressed: )|Caused by: |[a-zA-Z_$][\\w$.]*(Exception|Error)\\b");

    private final boolean json;

    LogLines(boolean json) {
        this.json = json;
    }

    @Override
    public String format(LogRecord event) {
        String time = event.getInstant().truncatedTo(ChronoUnit.MILLIS).toString();
        String level = level(event.getLevel());
        String logger = simple(event.getLoggerName());
        String message = formatMessage(event);
        Throwable thrown = event.getThrown();
        Map<String, String> fields = fields(event);
        if (json) {
            String object =
                    JsonText.write(out -> {
                        out.text("time", time)
                                .text("level", level)
                                .text("logger", logger)
                                .text("message", message);
                        fields.forEach(out::text);
                        if (thrown != null) {
                            out.text("stack_trace", trace(thrown));
                        }
                    });
            return VisibleText.ofJson(object) + "\n";
        }
        StringBuilder line =
                new StringBuilder(
                        time + " " + level + " " + logger + " " + VisibleText.of(message));
        fields.forEach((name, value) ->
                line.append(' ').append(name).append('=').append(VisibleText.of(value)));
        return line + "\n" + (thrown == null ? "" : safeTrace(thrown));
    }

    /**
     * Names and values passed by {@link RequestLog} and others besides the message, then those of
     * the call that logs.
     */
    private static Map<String, String> fields(LogRecord event) {
        Object[] parameters = event.getParameters();
        Map<String, String> fields = new LinkedHashMap<>();
        if (parameters != null
                && parameters.length == 1
                && parameters[0] instanceof Map<?, ?> given) {
            given.forEach((name, value) -> fields.put(String.valueOf(name), String.valueOf(value)));
        }
        CallTrace.current().fields().forEach(fields::putIfAbsent);
        return fields;
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String simple(@Nullable String logger) {
        return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
    }

    /** Each line begins like those of a stack trace, so a message in it cannot forge a log line. */
    private static String safeTrace(Throwable thrown) {
        return trace(thrown).lines().map(LogLines::ofTrace).collect(Collectors.joining());
    }

    private static String ofTrace(String line) {
        int tabs = 0;
        while (tabs < line.length() && line.charAt(tabs) == '\t') {
            tabs++;
        }
        String lead = OF_TRACE.matcher(line).lookingAt() ? "" : "| ";
        return lead + line.substring(0, tabs) + VisibleText.of(line.substring(tabs)) + "\n";
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
