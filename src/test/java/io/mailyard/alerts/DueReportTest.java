package io.mailyard.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Drill;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When reports are due: every hour of years, in zones with and without changes of the clocks. */
class DueReportTest {
    private static final List<ZoneId> ZONES =
            List.of(
                    ZoneId.of("UTC"),
                    ZoneId.of("Europe/Berlin"),
                    ZoneId.of("America/New_York"),
                    ZoneId.of("Asia/Kathmandu"),
                    ZoneId.of("Australia/Lord_Howe"),
                    ZoneId.of("Pacific/Apia"));

    /** In a short run those at which clocks change, and the last of a day. */
    private static final int[] HOURS =
            Drill.isLong() ? IntStream.range(0, 24).toArray() : new int[] {0, 2, 3, 23};

    private static Optional<DueReport> at(
            String now, ReportKind kind, String zone, int day, int hour) {
        return DueReport.at(Instant.parse(now), kind, ZoneId.of(zone), day, hour);
    }

    @Test
    void weeklyReport_isDueFromItsHourForADay() {
        String zone = "Europe/Berlin";
        assertThat(at("2026-11-30T07:59:59Z", ReportKind.WEEKLY, zone, 1, 9)).isEmpty();
        DueReport due = at("2026-11-30T08:00:00Z", ReportKind.WEEKLY, zone, 1, 9).orElseThrow();
        assertThat(due.date()).isEqualTo(LocalDate.of(2026, 11, 30));
        assertThat(due.since()).isEqualTo(LocalDate.of(2026, 11, 23));
        assertThat(due.last()).isEqualTo(LocalDate.of(2026, 11, 29));
        assertThat(due.period()).isEqualTo("2026-W49");
        assertThat(at("2026-12-01T07:59:59Z", ReportKind.WEEKLY, zone, 1, 9)).contains(due);
        assertThat(at("2026-12-01T08:00:00Z", ReportKind.WEEKLY, zone, 1, 9)).isEmpty();
    }

    @Test
    void everyWeekAndDay_hasExactlyOneReportWhateverTheClocksDo() {
        for (ZoneId zone : ZONES) {
            for (int hour : HOURS) {
                Set<String> weeks = new HashSet<>();
                Set<LocalDate> days = new LinkedHashSet<>();
                Instant now = Instant.parse("2026-01-05T00:10:00Z");
                for (int i = 0; i < 52 * 7 * 24; i++) {
                    DueReport.at(now, ReportKind.WEEKLY, zone, 7, hour)
                            .ifPresent(due -> weeks.add(due.period()));
                    DueReport.at(now, ReportKind.DAILY, zone, 7, hour)
                            .ifPresent(due -> days.add(due.date()));
                    now = now.plus(Duration.ofHours(1));
                }
                assertThat(weeks).as("%s %d", zone, hour).hasSizeBetween(52, 53);
                assertThat(List.copyOf(days))
                        .as("%s %d", zone, hour)
                        .hasSizeBetween(363, 365)
                        .isSorted();
            }
        }
    }

    @Test
    void skippedHour_isTheOneAfterItAndADoubleOneCountsOnce() {
        String zone = "Europe/Berlin";
        // On 29 March 2026 there is no 02:30; on 25 October 02:00 comes twice.
        assertThat(at("2026-03-29T00:59:00Z", ReportKind.DAILY, zone, 1, 2).orElseThrow().date())
                .isEqualTo(LocalDate.of(2026, 3, 28));
        assertThat(at("2026-03-29T01:00:00Z", ReportKind.DAILY, zone, 1, 2).orElseThrow().date())
                .isEqualTo(LocalDate.of(2026, 3, 29));
        assertThat(at("2026-10-25T00:00:00Z", ReportKind.DAILY, zone, 1, 2).orElseThrow().date())
                .isEqualTo(LocalDate.of(2026, 10, 25));
        assertThat(at("2026-10-25T01:00:00Z", ReportKind.DAILY, zone, 1, 2).orElseThrow().date())
                .isEqualTo(LocalDate.of(2026, 10, 25));
    }
}
