package io.mailyard.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTraceTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String VALID = "00-" + TRACE + "-" + SPAN + "-01";

    private static String idOf(String requestId, String... traceparents) {
        return CallTrace.of(requestId, List.of(traceparents)).fields().getOrDefault("trace_id", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                VALID,
                "00-" + TRACE + "-" + SPAN + "-00",
                "00-" + TRACE + "-" + SPAN + "-ff",
                "cc-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01-what-a-later-version-adds",
                "01-" + TRACE + "-" + SPAN + "-01-",
            })
    void callersId_isTaken(String traceparent) {
        assertThat(idOf("r-1", traceparent)).isEqualTo(TRACE);
    }

    private static void isIgnored(String... traceparents) {
        assertThat(idOf("r-1", traceparents))
                .as(List.of(traceparents).toString())
                .isEqualTo("a5fa777a3dc67268caea6eea038ba141") // of the SHA-256 of r-1
                .isNotEqualTo(idOf("r-2"));
    }

    /** Each part of a valid header taken away, made longer, in capitals, all zeros; and others. */
    @Test
    void whatIsNoTraceparent_isReplacedByAnIdOfTheRequest() {
        for (int end = 0; end < VALID.length(); end++) {
            isIgnored(VALID.substring(0, end));
            isIgnored(VALID.substring(end + 1));
            isIgnored(VALID.substring(0, end) + VALID.substring(end + 1));
            isIgnored(VALID.substring(0, end) + "g" + VALID.substring(end + 1));
            isIgnored(VALID.substring(0, end) + "\u001b" + VALID.substring(end + 1));
            isIgnored(VALID.substring(0, end) + "0" + VALID.substring(end));
        }
        isIgnored("00-" + "0".repeat(32) + "-" + SPAN + "-01");
        isIgnored("00-" + TRACE + "-" + "0".repeat(16) + "-01");
        isIgnored("ff-" + TRACE + "-" + SPAN + "-01");
        isIgnored("00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + SPAN + "-01");
        isIgnored(VALID + "-more");
        isIgnored(VALID + "\n");
        isIgnored("01-" + TRACE + "-" + SPAN + "-01more");
        isIgnored("01-" + TRACE + "-" + SPAN + "-01-" + "x".repeat(100_000));
        isIgnored(VALID, VALID);
        isIgnored(VALID, "");
    }

    @Test
    void aCall_endsWithItsWork_evenIfThatFails() {
        CallTrace outer = CallTrace.of("r-1", List.of(VALID));
        outer.run(() -> {
            assertThat(CallTrace.current().fields())
                    .isEqualTo(Map.of("request_id", "r-1", "trace_id", TRACE));
            CallTrace.begin()
                    .run(() ->
                            assertThat(CallTrace.current().fields())
                                    .doesNotContainKey("request_id")
                                    .doesNotContainValue(TRACE));
            assertThat(CallTrace.current()).isSameAs(outer);
        });
        assertThatThrownBy(() ->
                        outer.call(() -> {
                            throw new IllegalStateException("broken");
                        }))
                .hasMessage("broken");
        assertThat(CallTrace.current().fields()).isEmpty();
    }

    @Test
    void workOnAnotherThread_belongsToTheCallOnlyWhereItIsCarried() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            CallTrace call = CallTrace.of("r-1", List.of(VALID));
            Map<String, String> carried =
                    call.call(() ->
                            pool.submit(CallTrace.carriedCall(() -> CallTrace.current().fields()))
                                    .get());
            assertThat(carried).containsEntry("trace_id", TRACE);
            assertThat(pool.submit(() -> CallTrace.current().fields()).get()).isEmpty();
        }
    }

    @Test
    void aRequestMadeForACall_hasItsTraceIdAndASpanOfItsOwn() {
        CallTrace call = CallTrace.of("r-1", List.of(VALID));
        String first = call.traceparent().orElseThrow();
        assertThat(first).startsWith("00-" + TRACE + "-").isNotEqualTo(call.traceparent().get());
        assertThat(idOf("r-2", first)).isEqualTo(TRACE);
        assertThat(CallTrace.current().traceparent()).isEmpty();
        assertThat(CallTrace.ofLaterWork("r-1").traceparent()).isEmpty();
        assertThat(CallTrace.ofLaterWork("r-1").fields()).isEqualTo(Map.of("request_id", "r-1"));
    }
}
