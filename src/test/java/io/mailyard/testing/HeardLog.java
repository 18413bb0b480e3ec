package io.mailyard.testing;

import io.mailyard.base.CallTrace;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the program logs while it is open, with the call that each line belongs to. All servers of
 * the tests log there: look for lines of your own.
 */
public final class HeardLog extends Handler implements AutoCloseable {
    private static final Logger ALL = Logger.getLogger("io.mailyard");

    /**
     * A line.
     *
     * @param call names and values of the call that logged it
     * @param texts the line in each format
     */
    public record HeardLine(LogRecord record, Map<String, String> call, List<String> texts) {
        public String id(String name) {
            return call.getOrDefault(name, "");
        }
    }

    private final Queue<HeardLine> lines = new ConcurrentLinkedQueue<>();

    private final List<Formatter> formats;

    private HeardLog(Formatter... formats) {
        this.formats = List.of(formats);
    }

    public static HeardLog open(Formatter... formats) {
        HeardLog log = new HeardLog(formats);
        ALL.addHandler(log);
        return log;
    }

    public List<HeardLine> lines() {
        return List.copyOf(lines);
    }

    /** Those whose call has this value under a name. */
    public List<HeardLine> of(String name, String value) {
        return lines.stream().filter(line -> line.id(name).equals(value)).toList();
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(
                new HeardLine(
                        record,
                        CallTrace.current().fields(),
                        formats.stream().map(format -> format.format(record)).toList()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ALL.removeHandler(this);
    }
}
