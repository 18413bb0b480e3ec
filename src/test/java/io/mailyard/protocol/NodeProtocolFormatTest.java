package io.mailyard.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AnsweredBy;
import io.mailyard.base.AttemptDetails;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.DestinationKey;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.StopReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every word comes back as it went out. */
class NodeProtocolFormatTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_763_000_000_123L);
    private static final DestinationKey PLACE = new DestinationKey(7, "other", "пример.example");

    @Test
    void wants_comeBack() {
        LeaseCapacity capacity =
                new LeaseCapacity(
                        500, 20, Map.of(PLACE, 0, new DestinationKey(7, "Gmail", ""), 12));
        assertThat(LeaseMessages.CAPACITY.read(LeaseMessages.CAPACITY.write(capacity)))
                .isEqualTo(capacity);
    }

    @Test
    void parcels_comeBack() {
        DeliveryTask task =
                new DeliveryTask(
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
        MessageCodec<DeliveryTask> codec = LeaseReply.task(_ -> null);
        assertThat(codec.read(codec.write(task))).isEqualTo(task);
    }

    @ParameterizedTest
    @CsvSource({
        "0af7651916cd43dd8448eb211c80319c, 0af7651916cd43dd8448eb211c80319c",
        "0AF7651916CD43DD8448EB211C80319C, ''",
        "00000000000000000000000000000000, ''",
        "'0af7651916cd43dd8448eb211c80319 ', ''",
        "'', ''",
    })
    void traceOfATask_isReadIfItIsOne(String sent, String read) {
        MessageCodec<DeliveryTask> codec = LeaseReply.task(_ -> null);
        String json = codec.write(ProtocolSamples.tasks(List.of()).getFirst());
        assertThat(json).doesNotContain("trace");

        DeliveryTask task = codec.read(json.replaceFirst("\\{", "{\"trace\":\"" + sent + "\","));
        assertThat(task.trace().text()).isEqualTo(read);
        assertThat(codec.read(codec.write(task))).isEqualTo(task);
    }

    @Test
    void reports_comeBackWhateverTheOutcome() {
        DeliveryReport.ReportedLock lock =
                new DeliveryReport.ReportedLock(PLACE, 3, NOW.plusSeconds(60));
        List<DeliveryReport> reports =
                List.of(
                        report(new DeliveryOutcome.Delivered()),
                        report(new DeliveryOutcome.Bounced(true)),
                        report(new DeliveryOutcome.Bounced(false)),
                        report(new DeliveryOutcome.DeliveryExpired()),
                        report(new DeliveryOutcome.Dropped()),
                        report(new DeliveryOutcome.Requeued(Duration.ofMillis(1))),
                        report(
                                new DeliveryOutcome.DeliveryDeferred(
                                        Duration.ofMinutes(5),
                                        DeliveryReport.RetryFrom.SAME_NODE,
                                        Optional.empty())),
                        report(
                                new DeliveryOutcome.DeliveryDeferred(
                                        Duration.ZERO,
                                        DeliveryReport.RetryFrom.ANY_NODE,
                                        Optional.of(lock))));
        assertThat(
                        ReportRequest.CODEC
                                .read(ReportRequest.CODEC.write(new ReportRequest(reports)))
                                .reports())
                .isEqualTo(reports);
    }

    @Test
    void details_comeBackWithTheirConversation_andMayBeMissing() {
        AttemptDetails details =
                new AttemptDetails(
                        "rcpt", "hard", 7, "no \"such\" user", "TLSv1.3 TLS_AES", 3, 45, 99);
        AttemptDetails plain =
                new AttemptDetails("connect", "soft", 0, "", "", AttemptDetails.UNKNOWN, 1, 0);
        String lines = "   0.001 > EHLO a.example\n   0.002 < 250 \u043f\u0440\u0438\n";
        List<DeliveryReport> reports =
                List.of(
                        report(details, lines),
                        report(details, ""),
                        report(plain, ""),
                        report(new DeliveryOutcome.Delivered()));
        assertThat(
                        ReportRequest.CODEC
                                .read(ReportRequest.CODEC.write(new ReportRequest(reports)))
                                .reports())
                .isEqualTo(reports);
        String old =
                ReportRequest.CODEC.write(
                        new ReportRequest(List.of(report(new DeliveryOutcome.Delivered()))));
        assertThat(old).as("as nodes before these details wrote it").doesNotContain("stage");
    }

    /** The MX of a hostile domain: 255 octets, each written as {@code \255}. */
    @Test
    void hostWithALongName_isKeptInPart_whateverTheNodeWrites() {
        String host = "\\255".repeat(255) + "[2001:db8::1]:25";
        DeliveryReport report =
                new DeliveryReport(
                        11,
                        new DeliveryOutcome.Delivered(),
                        NOW,
                        "192.0.2.1",
                        host,
                        "250 ok",
                        AnsweredBy.HOST);
        assertThat(report.host()).isEqualTo(host.substring(0, DeliveryReport.MAX_HOST));

        String written = ReportRequest.CODEC.write(new ReportRequest(List.of(report)));
        String older =
                written.replace("[2001", "").replaceFirst("\"host\":\"", "$0" + "x".repeat(60));
        assertThat(older.length()).isGreaterThan(written.length());
        assertThat(ReportRequest.CODEC.read(older).reports().getFirst().host())
                .hasSize(DeliveryReport.MAX_HOST)
                .startsWith("x".repeat(60));
    }

    private static DeliveryReport report(AttemptDetails details, String conversation) {
        return new DeliveryReport(
                11,
                new DeliveryOutcome.Bounced(true),
                NOW,
                "127.0.0.1",
                "mx[127.0.0.2]:25",
                "550 no",
                AnsweredBy.HOST,
                details,
                conversation,
                0);
    }

    private static DeliveryReport report(DeliveryOutcome outcome) {
        return new DeliveryReport(
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
            assertThat(StopMessages.ORDER.read(StopMessages.ORDER.write(order))).isEqualTo(order);
        }
    }

    @Test
    void receipts_comeBack() {
        StopReceipt none = new StopReceipt(1, NOW, Optional.empty(), 0, 0, Optional.empty(), true);
        StopReceipt full =
                new StopReceipt(
                        2, NOW, Optional.of(NOW), 3, 2, Optional.of(NOW.plusMillis(4)), false);
        assertThat(StopMessages.RECEIPT.read(StopMessages.RECEIPT.write(none))).isEqualTo(none);
        assertThat(StopMessages.RECEIPT.read(StopMessages.RECEIPT.write(full))).isEqualTo(full);
    }

    @Test
    void strangeWords_areNamed() {
        assertThatThrownBy(() -> LeaseMessages.CAPACITY.read("{}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("member limits is missing");
        assertThatThrownBy(() -> LeaseMessages.CAPACITY.read("{\"limits\":[],\"most\":\"x\"}"))
                .hasMessage("member most is not a number");
        assertThatThrownBy(() -> WantedConfig.CODEC.read("[")).hasMessage("no JSON object");
        assertThatThrownBy(
                        () -> StopMessages.ORDER.read("{\"seq\":1,\"called\":1,\"of\":\"world\"}"))
                .hasMessage("no stop of a world");
    }
}
