package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.Destination;
import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.Receipt;
import io.mailyard.delivery.Report;
import io.mailyard.delivery.Report.Outcome;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.Wants;
import io.mailyard.web.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Every word comes back as it went out. */
class DeskWordsTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_763_000_000_123L);
    private static final Destination PLACE = new Destination(7, "other", "пример.example");

    @Test
    void wants_comeBack() {
        Wants wants = new Wants(500, 20, Map.of(PLACE, 0, new Destination(7, "Gmail", ""), 12));
        assertThat(DeskWords.wants(Fields.of(DeskWords.wants(wants)))).isEqualTo(wants);
    }

    @Test
    void parcels_comeBack() {
        Parcel parcel =
                new Parcel(
                        1,
                        2,
                        3,
                        4,
                        5,
                        "other",
                        "a.example",
                        "",
                        "\"o d\"@a.example",
                        6,
                        NOW,
                        "::1",
                        Long.MAX_VALUE,
                        9);
        String json = JsonText.write(out -> DeskWords.parcel(out, parcel));
        assertThat(DeskWords.parcel(Fields.of(json), _ -> null)).isEqualTo(parcel);
    }

    @Test
    void reports_comeBackWhateverTheOutcome() {
        Report.Lock lock = new Report.Lock(PLACE, 3, NOW.plusSeconds(60));
        List<Report> reports =
                List.of(
                        report(new Outcome.Delivered()),
                        report(new Outcome.Bounced(true)),
                        report(new Outcome.Bounced(false)),
                        report(new Outcome.Expired()),
                        report(new Outcome.Dropped()),
                        report(new Outcome.GivenBack(Duration.ofMillis(1))),
                        report(
                                new Outcome.Deferred(
                                        Duration.ofMinutes(5),
                                        Report.Tie.SAME_NODE,
                                        Optional.empty())),
                        report(
                                new Outcome.Deferred(
                                        Duration.ZERO, Report.Tie.ANY_NODE, Optional.of(lock))));
        assertThat(DeskWords.reports(Fields.of(DeskWords.reports(reports)))).isEqualTo(reports);
    }

    private static Report report(Outcome outcome) {
        return new Report(
                11,
                outcome,
                NOW,
                "127.0.0.1",
                "mx[127.0.0.2]:25",
                "250 2.0.0 \"ok\"\n2",
                AnsweredBy.HOST);
    }

    @Test
    void stops_comeBackWhateverTheScope() {
        for (Scope scope :
                List.of(
                        new Scope.OfAccount(5),
                        new Scope.OfNode(1),
                        new Scope.OfSender(4, OptionalLong.empty(), OptionalLong.empty(), ""),
                        new Scope.OfSender(4, OptionalLong.of(1), OptionalLong.of(2), "Gmail"))) {
            StopOrder order = new StopOrder(8, scope, NOW);
            String json = JsonText.write(out -> DeskWords.stop(out, order));
            assertThat(DeskWords.stop(Fields.of(json))).isEqualTo(order);
        }
    }

    @Test
    void receipts_comeBack() {
        Receipt none = new Receipt(1, NOW, Optional.empty(), 0, 0, Optional.empty(), true);
        Receipt full =
                new Receipt(2, NOW, Optional.of(NOW), 3, 2, Optional.of(NOW.plusMillis(4)), false);
        assertThat(DeskWords.receipt(Fields.of(DeskWords.receipt(none)))).isEqualTo(none);
        assertThat(DeskWords.receipt(Fields.of(DeskWords.receipt(full)))).isEqualTo(full);
    }

    @Test
    void strangeWords_areNamed() {
        assertThatThrownBy(() -> DeskWords.wants(Fields.of("{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("member limits is missing");
        assertThatThrownBy(() -> DeskWords.wants(Fields.of("{\"limits\":[],\"most\":\"x\"}")))
                .hasMessage("member most is no number");
        assertThatThrownBy(() -> Fields.of("[")).hasMessage("no JSON object");
        assertThatThrownBy(() ->
                        DeskWords.stop(Fields.of("{\"seq\":1,\"called\":1,\"of\":\"world\"}")))
                .hasMessage("no stop of a world");
    }
}
