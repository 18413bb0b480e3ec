package io.mailyard.operations;

import io.mailyard.web.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
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
        if (json) {
            return JsonText.write(out -> {
                out.text("time", time)
                        .text("level", level)
                        .text("logger", logger)
                        .text("message", message);
                if (thrown != null) {
                    out.text("stack_trace", trace(thrown));
                }
            })
                    + "\n";
        }
        String line =
                time + " " + level + " " + logger + " " + message.replaceAll("[\\p{Cntrl}]", " ");
        return line + "\n" + (thrown == null ? "" : trace(thrown));
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
