package io.mailyard.operations;

import io.mailyard.web.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One event as a line of text or a JSON object; control characters of the message cannot forge a
 * second line.
 */
final class LogLines extends Formatter {
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
            return JsonText.write(out -> {
                out.text("time", time)
                        .text("level", level)
                        .text("logger", logger)
                        .text("message", message);
                fields.forEach(out::text);
                if (thrown != null) {
                    out.text("stack_trace", trace(thrown));
                }
            })
                    + "\n";
        }
        StringBuilder line =
                new StringBuilder(time + " " + level + " " + logger + " " + oneLine(message));
        fields.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(oneLine(value)));
        return line + "\n" + (thrown == null ? "" : trace(thrown));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** What {@link RequestLog} and others hand over besides the message: names and values. */
    private static Map<String, String> fields(LogRecord event) {
        Object[] parameters = event.getParameters();
        Map<String, String> fields = new LinkedHashMap<>();
        if (parameters != null
                && parameters.length == 1
                && parameters[0] instanceof Map<?, ?> given) {
            given.forEach((name, value) -> fields.put(String.valueOf(name), String.valueOf(value)));
        }
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

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
