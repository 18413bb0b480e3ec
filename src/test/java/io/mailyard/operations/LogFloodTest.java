package io.mailyard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Floods of lines in the log. */
class LogFloodTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(5);
    private final List<String> told = new ArrayList<>();
    private final LogFlood flood =
            new LogFlood(
                    new Handler() {
                        @Override
                        public void publish(LogRecord record) {
                            told.add(
                                    record.getMessage()
                                            + (record.getThrown() == null ? "" : " TRACE"));
                        }

                        @Override
                        public void flush() {}

                        @Override
                        public void close() {}
                    },
                    nanos::get);

    private void log(String message) {
        flood.publish(line(message));
    }

    private static LogRecord line(String message) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("x");
        return record;
    }

    private void passes(long time) {
        for (long i = 0; i < time; i += SECOND / 10) {
            nanos.addAndGet(SECOND / 10);
            flood.tick();
        }
    }

    @Test
    void aLineOfAKind_isWrittenOnceInASecondWithACount() {
        for (int i = 0; i < 1_000; i++) {
            log("request 41e5a0262" + i % 10 + "-" + Integer.toHexString(i) + " /x: away");
        }
        assertThat(told).containsExactly("request 41e5a02620-0 /x: away");
        passes(SECOND);
        assertThat(told)
                .hasSize(2)
                .last()
                .asString()
                .endsWith("/x: away (999 such lines; the last, in 1 s)");
        passes(5 * SECOND);
        assertThat(told).hasSize(2);
        log("request 41e5a02621-e /x: away");
        assertThat(told).hasSize(3);
    }

    @Test
    void aMinuteOfAFlood_isALineInASecond() {
        for (int tenth = 0; tenth < 600; tenth++) {
            for (int i = 0; i < 100; i++) {
                log("the store is away");
            }
            nanos.addAndGet(SECOND / 10);
            flood.tick();
        }
        assertThat(told.size()).isBetween(58, 62);
    }

    @Test
    void linesOfOtherKinds_areNotHeldBack() {
        log("node 1 is away");
        log("node 2 is away");
        flood.publish(new LogRecord(Level.INFO, "node 2 is away"));
        assertThat(told).hasSize(3);
    }

    @Test
    void kinds_areBoundedAndTheRestIsCounted() {
        for (int i = 0; i < 3 * LogFlood.KINDS; i++) {
            log("kind number " + i + " of many");
        }
        assertThat(told).hasSize(LogFlood.KINDS + 1);
        passes(SECOND);
        assertThat(told).hasSize(LogFlood.KINDS + 2).last().asString().contains("of other kinds");
    }

    @Test
    void aStackTrace_comesOnceInAMinute() {
        for (int i = 0; i < 30; i++) {
            LogRecord record = line("a request failed");
            record.setThrown(new IllegalStateException("why"));
            flood.publish(record);
            passes(2 * SECOND);
        }
        assertThat(told).hasSize(30);
        assertThat(told.stream().filter(line -> line.endsWith("TRACE"))).hasSize(1);
        assertThat(told.getLast())
                .isEqualTo("a request failed: java.lang.IllegalStateException: why");
    }

    @Test
    void aStoreThatIsAway_isOneKindWhateverIsCalled() {
        for (int i = 0; i < 1_000; i++) {
            log("request 41e5a0262" + i % 10 + "-" + i + " /api/v1.1/x" + i + ": away");
            flood.publish(call("/api/v1.1/x" + i, "503", "192.0.2." + i % 250));
        }
        assertThat(told).hasSize(2);
    }

    @Test
    void calls_ofOneCallerTakeNoPlaceOfOtherLines() {
        for (int i = 0; i < 5 * LogFlood.KINDS; i++) {
            flood.publish(call("/" + i, "404", "192.0.2.1"));
        }
        int before = told.size();
        log("the disk is nearly full");
        assertThat(told).hasSize(before + 1);
        assertThat(before).isLessThanOrEqualTo(LogFlood.KINDS + 1);
    }

    private static LogRecord call(String path, String error, String address) {
        LogRecord record = new LogRecord(Level.INFO, "call");
        record.setLoggerName("io.mailyard.operations.Requests");
        record.setParameters(
                new Object[] {Map.of("path", path, "error", error, "address", address)});
        return record;
    }
}
