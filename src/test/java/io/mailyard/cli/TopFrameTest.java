package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is shown of a queue from one second to the next. */
final class TopFrameTest {
    private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");
    private static final String QUIET =
            "{\"account_id\":7,\"campaign_id\":0,\"isp\":\"other\",\"hold\":900,\"new\":0,\"proc\":0,"
                    + "\"retry\":0,\"total\":900}";

    private static TopFrame frame(int seconds, long accepted, String... rows) {
        Map<String, Value> members =
                JsonText.read("{\"rows\":[" + String.join(",", rows) + "]}").values();
        List<Value> stats =
                members.get("rows") instanceof Value.Items(List<Value> items) ? items : List.of();
        Value ledger =
                JsonText.read(
                        "{\"accepted\":"
                                + accepted
                                + ",\"delivered\":0,\"bounced\":0,\"expired\":0,\"purged\":0}");
        return TopFrame.of(AT.plusSeconds(seconds), seconds * 1_000_000_000L, stats, ledger);
    }

    private static String busy(int fresh, int proc) {
        return "{\"account_id\":5,\"campaign_id\":3,\"isp\":\"Gmail\",\"hold\":0,\"new\":"
                + fresh
                + ",\"proc\":"
                + proc
                + ",\"retry\":0,\"total\":"
                + (fresh + proc)
                + "}";
    }

    @Test
    void firstFrame_hasNoRates() {
        assertThat(frame(0, 10, QUIET, busy(8, 2)).lines(Optional.empty(), "queue", 9, 99))
                .containsExactly(
                        "2026-11-25T12:00:00Z  queue  new 8  retry 0  proc 2  hold 900",
                        "per second  accepted -  delivered -  bounced -  expired -  purged -",
                        "",
                        "account  campaign  isp    new  retry  proc  hold  total  change/s",
                        "      5  3         Gmail    8      0     2     0     10  -",
                        "      7  -         other    0      0     0   900    900  -");
    }

    @Test
    void rates_areCountedByTheTimeBetween() {
        TopFrame before = frame(0, 10, busy(8, 2));

        List<String> lines =
                frame(4, 110, QUIET, busy(0, 0)).lines(Optional.of(before), "queue", 9, 99);

        assertThat(lines.get(1)).startsWith("per second  accepted 25.0  delivered 0");
        assertThat(lines.get(4)).endsWith("900  225.0");
        assertThat(lines.get(5)).endsWith("  0  -2.5");
    }

    @Test
    void furtherRows_areCounted() {
        List<String> lines = frame(0, 0, QUIET, busy(1, 0)).lines(Optional.empty(), "queue", 1, 99);

        assertThat(lines.getLast()).isEqualTo("and 1 more");
        assertThat(lines.get(4)).contains("Gmail");
    }
}
