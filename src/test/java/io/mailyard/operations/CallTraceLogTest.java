package io.mailyard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.CallTrace;
import io.mailyard.base.Sha256;
import io.mailyard.db.Database;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.HeardLog;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of the log have the ids of the call that they belong to, and of no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallTraceLogTest {
    private static final String SPAN = "00f067aa0ba902b7";

    private final TestServer server = TestServer.start(StoreKind.SQLITE, "log.requests=all");
    private final HeardLog log = HeardLog.open();

    @AfterAll
    void end() {
        log.close();
        server.close();
    }

    private static String madeFrom(String requestId) {
        return Sha256.hex(requestId).substring(0, 32);
    }

    @Test
    void linesOfCallsAtOnce_haveTheIdsOfTheirOwn() throws Exception {
        Map<String, Future<Answer>> answers = new TreeMap<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= 60; i++) {
                String trace = "%032x".formatted(i);
                Api api =
                        i % 3 == 0
                                ? server.api()
                                : server.api()
                                        .with("traceparent", "00-" + trace + "-" + SPAN + "-01");
                answers.put(trace, callers.submit(() -> api.call("tariffs/list")));
            }
        }
        int i = 0;
        for (String trace : answers.keySet()) {
            i++;
            String request = answers.get(trace).get().header("Request-Id");
            String expected = i % 3 == 0 ? madeFrom(request) : trace;
            assertThat(log.of("request_id", request))
                    .as(trace)
                    .isNotEmpty()
                    .allMatch(line -> line.id("trace_id").equals(expected));
            assertThat(log.of("trace_id", expected))
                    .allMatch(line -> line.id("request_id").equals(request));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-traceparent",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\" forged=\"yes",
                "{\"trace_id\":\"forged\"}",
            })
    void aMalformedTraceparent_isNeitherRefusedNorEchoed(String traceparent) {
        Answer answer = server.api().with("traceparent", traceparent).call("tariffs/list").ok();

        String request = answer.header("Request-Id");
        assertThat(answer.headers().map().toString() + answer.text()).doesNotContain(traceparent);
        assertThat(log.of("request_id", request))
                .isNotEmpty()
                .allMatch(line -> line.id("trace_id").equals(madeFrom(request)));
    }

    @Test
    void aFaultOfTheServer_hasTheIdsInBothFormats() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (TestServer broken = TestServer.start(StoreKind.SQLITE);
                HeardLog formatted = HeardLog.open(new LogLines(true), new LogLines(false))) {
            broken.tamper("ALTER TABLE tariffs RENAME TO tariffs_away");
            Answer answer =
                    broken.api()
                            .with("traceparent", "00-" + trace + "-" + SPAN + "-01")
                            .call("tariffs/list");
            String request = answer.header("Request-Id");
            assertThat(answer.status()).isEqualTo(500);
            List<HeardLog.HeardLine> lines = formatted.of("request_id", request);
            assertThat(lines).isNotEmpty();
            assertThat(lines)
                    .allSatisfy(line -> {
                        assertThat(line.texts().getFirst())
                                .contains(
                                        "\"request_id\":\"%s\",\"trace_id\":\"%s\""
                                                .formatted(request, trace));
                        assertThat(line.texts().getLast().lines().findFirst().orElseThrow())
                                .endsWith(" request_id=" + request + " trace_id=" + trace);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void workOfTheStore_belongsToTheCallThatAsksForIt(StoreKind kind) throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        CallTrace call = CallTrace.of("r-1", List.of("00-" + trace + "-" + SPAN + "-01"));
        try (Database database = TestStores.migratedPlace(kind).open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Map<String, String>> seen =
                    threads.submit(() ->
                                    call.call(() ->
                                            List.of(ids(database, true), ids(database, false))))
                            .get();
            assertThat(seen).allMatch(ids -> ids.containsValue(trace));
            assertThat(ids(database, true)).isEmpty();
            assertThat(ids(database, false)).isEmpty();
        }
    }

    private static Map<String, String> ids(Database database, boolean write) {
        return write
                ? database.write(tx -> CallTrace.current().fields())
                : database.read(tx -> CallTrace.current().fields());
    }

    @Test
    void aLineThatIsHeldBack_isWrittenLaterWithTheIdsOfItsOwnCall() {
        List<String> written = new ArrayList<>();
        LogFlood flood =
                new LogFlood(
                        new Handler() {
                            @Override
                            public void publish(LogRecord record) {
                                written.add(new LogLines(false).format(record));
                            }

                            @Override
                            public void flush() {}

                            @Override
                            public void close() {}
                        },
                        System::nanoTime);
        for (String request : List.of("r-1", "r-2", "r-3")) {
            LogRecord line = new LogRecord(Level.WARNING, "away");
            line.setLoggerName("x");
            CallTrace.of(request, List.of()).run(() -> flood.publish(line));
        }

        CallTrace.of("r-4", List.of()).run(flood::close);

        assertThat(written).hasSize(2);
        assertThat(written.getFirst()).contains(" request_id=r-1 trace_id=" + madeFrom("r-1"));
        assertThat(written.getLast())
                .contains("(2 such lines; the last, in")
                .contains(" request_id=r-3 trace_id=" + madeFrom("r-3"))
                .doesNotContain("r-4");
    }
}
