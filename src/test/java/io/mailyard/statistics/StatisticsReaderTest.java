package io.mailyard.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.accounts.AccountsAtHand;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.statistics.StatisticsReader.StatisticsRow;
import io.mailyard.statistics.StatisticsRequest.Dimension;
import io.mailyard.statistics.StatisticsRequest.GroupKey;
import io.mailyard.statistics.StatisticsRequest.RowMark;
import io.mailyard.statistics.StatisticsRequest.StatisticsStep;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestStores;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is counted by chance is read as counting by hand finds it, whatever is asked for. */
class StatisticsReaderTest {
    private static final List<String> ISPS = List.of("Gmail", "other");
    private static final ZoneId ZONE = ZoneId.of("America/St_Johns");

    private final TestClock clock = TestClock.standing();

    private record Counted(Instant at, long account, long sender, String isp, long count) {}

    /** Steps of four days, summed up in parts that differ, in a store of its own. */
    private final class Counting implements AutoCloseable {
        final Database database;
        final List<Counted> steps = new ArrayList<>();
        final List<AccountId> accounts = new ArrayList<>();
        final StatisticsWriter writer = new StatisticsWriter();
        final ClosedHours closed;

        Counting(StoreKind kind, long seed) {
            database = TestStores.open(kind);
            closed = new ClosedHours(database, writer, clock);
            AccountsAtHand at = new AccountsAtHand(database, clock);
            for (int i = 0; i < 3; i++) {
                accounts.add(at.create());
            }
            Random random = new Random(seed);
            for (int i = 0; i < 150; i++) {
                clock.advance(Duration.ofMinutes(random.nextInt(80)));
                count(random);
                for (int part = random.nextInt(4); part > 0; part--) {
                    closed.step();
                }
            }
        }

        private void count(Random random) {
            List<StatisticsWriter.CountedStep> group = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                Counted step =
                        new Counted(
                                clock.instant(),
                                accounts.get(random.nextInt(3)).value(),
                                random.nextInt(2),
                                ISPS.get(random.nextInt(2)),
                                1 + random.nextInt(9));
                steps.add(step);
                group.add(
                        new StatisticsWriter.CountedStep(
                                StatisticsKey.of(
                                        step.at(), step.account(), step.sender(), step.isp()),
                                StatisticsCounts.of(StatisticsFigure.COUNTED, step.count())));
            }
            database.write(tx -> {
                writer.add(tx, group);
                return 1;
            });
        }

        Map<GroupKeyText, Long> byHand(StatisticsRequest request) {
            Map<GroupKeyText, Long> sums = new TreeMap<>();
            for (Counted step : steps) {
                long hour = StatisticsKey.hourOf(step.at());
                boolean wanted =
                        (request.accounts().isEmpty()
                                        || request.accounts()
                                                .contains(new AccountId(step.account())))
                                && request.sender()
                                        .map(sender -> sender == step.sender())
                                        .orElse(true)
                                && request.isp().map(step.isp()::equals).orElse(true);
                request.slices().stream()
                        .filter(slice -> wanted && slice.from() <= hour && hour < slice.to())
                        .findFirst()
                        .ifPresent(slice ->
                                sums.merge(
                                        GroupKeyText.of(request, slice.from(), step),
                                        step.count(),
                                        Long::sum));
            }
            return sums;
        }

        /** Page by page, of three rows each. */
        Map<GroupKeyText, Long> read(StatisticsRequest request, long firstHour) {
            Map<GroupKeyText, Long> sums = new TreeMap<>();
            Optional<RowMark> after = Optional.empty();
            do {
                StatisticsRequest page = page(request, after);
                List<StatisticsRow> rows =
                        database.read(tx -> new StatisticsReader(tx, page, firstHour).read());
                assertThat(rows).hasSizeLessThanOrEqualTo(4);
                for (StatisticsRow row : rows.subList(0, Math.min(3, rows.size()))) {
                    sums.merge(
                            GroupKeyText.of(row.key()),
                            row.counts().count(StatisticsFigure.COUNTED),
                            (_, _) -> {
                                throw new AssertionError("twice: " + row.key());
                            });
                }
                after =
                        rows.size() > 3
                                ? Optional.of(mark(request, rows.get(2)))
                                : Optional.empty();
            } while (after.isPresent());
            return sums;
        }

        @Override
        public void close() {
            database.close();
        }
    }

    private record GroupKeyText(long hour, String rest) implements Comparable<GroupKeyText> {
        static GroupKeyText of(GroupKey key) {
            return new GroupKeyText(key.hour(), key.text());
        }

        static GroupKeyText of(StatisticsRequest request, long hour, Counted step) {
            return of(
                    new GroupKey(
                            hour,
                            request.isBy(Dimension.ACCOUNT) ? step.account() : 0,
                            request.isBy(Dimension.SENDER) ? step.sender() : 0,
                            request.isBy(Dimension.ISP) ? step.isp() : ""));
        }

        @Override
        public int compareTo(GroupKeyText other) {
            int byHour = Long.compare(hour, other.hour);
            return byHour != 0 ? byHour : rest.compareTo(other.rest);
        }
    }

    private static RowMark mark(StatisticsRequest request, StatisticsRow row) {
        RowMark mark =
                new RowMark(
                        request.sort()
                                .map(figure -> OptionalLong.of(row.counts().count(figure)))
                                .orElse(OptionalLong.empty()),
                        row.key());
        assertThat(RowMark.parse(mark.text())).isEqualTo(mark);
        return mark;
    }

    private static StatisticsRequest sorted(StatisticsRequest request) {
        return new StatisticsRequest(
                request.accounts(),
                request.sender(),
                request.isp(),
                request.since(),
                request.until(),
                request.step(),
                request.by(),
                request.zone(),
                Optional.of(StatisticsFigure.COUNTED),
                request.limit(),
                request.after());
    }

    private static StatisticsRequest page(StatisticsRequest request, Optional<RowMark> after) {
        return new StatisticsRequest(
                request.accounts(),
                request.sender(),
                request.isp(),
                request.since(),
                request.until(),
                request.step(),
                request.by(),
                request.zone(),
                request.sort(),
                3,
                after);
    }

    private StatisticsRequest request(
            Set<AccountId> accounts,
            Optional<Long> sender,
            Optional<String> isp,
            StatisticsStep step,
            Set<Dimension> by,
            ZoneId zone) {
        return new StatisticsRequest(
                accounts,
                sender,
                isp,
                clock.instant().minus(Duration.ofHours(70)),
                clock.instant().plusMillis(1),
                step,
                by,
                zone,
                Optional.empty(),
                3,
                Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsAsked_theRowsAreThoseCountedByHand(StoreKind kind) {
        long seed = Long.getLong("statistics.seed", System.nanoTime());
        try (Counting counting = new Counting(kind, seed)) {
            List<Set<Dimension>> groups = new ArrayList<>();
            groups.add(Set.of());
            for (Dimension dimension : Dimension.values()) {
                groups.add(EnumSet.of(dimension));
                groups.add(EnumSet.complementOf(EnumSet.of(dimension)));
            }
            groups.add(EnumSet.allOf(Dimension.class));
            for (Set<Dimension> by : groups) {
                for (StatisticsStep step : StatisticsStep.values()) {
                    for (Set<AccountId> accounts :
                            List.of(
                                    Set.<AccountId>of(),
                                    Set.of(counting.accounts.get(1)),
                                    Set.copyOf(counting.accounts.subList(0, 2)))) {
                        Optional<String> isp =
                                by.size() == 1 ? Optional.of("Gmail") : Optional.empty();
                        Optional<Long> sender = by.size() == 2 ? Optional.of(1L) : Optional.empty();
                        StatisticsRequest request = request(accounts, sender, isp, step, by, ZONE);
                        assertThat(counting.read(request, 0))
                                .as("-Dstatistics.seed=" + seed + " " + request)
                                .isEqualTo(counting.byHand(request));
                        if (step == StatisticsStep.TOTAL) {
                            assertThat(counting.read(sorted(request), 0))
                                    .as("-Dstatistics.seed=" + seed + " sorted " + request)
                                    .isEqualTo(counting.byHand(request));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hoursThatAreGone_areReadByDay(StoreKind kind) {
        long seed = Long.getLong("statistics.seed", System.nanoTime());
        try (Counting counting = new Counting(kind, seed)) {
            while (counting.closed.step()) {
                // until all is summed up
            }
            long hour = StatisticsKey.hourOf(clock.instant());
            long firstHour = (hour - 48) / 24 * 24;
            counting.database.write(
                    tx -> tx.update("DELETE FROM statistics_hours WHERE hour < ?", firstHour));
            for (Set<Dimension> by : List.of(Set.<Dimension>of(), Set.of(Dimension.ACCOUNT))) {
                for (StatisticsStep step : List.of(StatisticsStep.DAY, StatisticsStep.TOTAL)) {
                    StatisticsRequest request =
                            new StatisticsRequest(
                                    Set.of(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    StatisticsKey.start((hour - 240) / 24 * 24),
                                    clock.instant().plusMillis(1),
                                    step,
                                    by,
                                    ZoneId.of("UTC"),
                                    Optional.empty(),
                                    3,
                                    Optional.empty());
                    assertThat(counting.read(request, firstHour))
                            .as("-Dstatistics.seed=" + seed + " " + request)
                            .isEqualTo(counting.byHand(request));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void months_haveAllThatWasCounted_summedUpOrNot(StoreKind kind) {
        long seed = Long.getLong("statistics.seed", System.nanoTime());
        try (Counting counting = new Counting(kind, seed)) {
            for (int parts = 0; parts < 5; parts++) {
                UsageMonth now = UsageMonth.of(clock.instant(), ZoneId.of("UTC"));
                UsageReader.Months months = new UsageReader.Months(now.plus(-1), now.plus(1));
                for (UsageReader.AccountUse use :
                        counting.database
                                .read(tx ->
                                        new UsageReader(tx, months, Set.of()).page(new Page(1, 9)))
                                .rows()) {
                    Map<Long, Long> byHand = new TreeMap<>();
                    counting.steps.stream()
                            .filter(step -> step.account() == use.account())
                            .forEach(step ->
                                    byHand.merge(
                                            UsageMonth.of(
                                                            StatisticsKey.hourOf(step.at()),
                                                            use.zone())
                                                    .number(),
                                            step.count(),
                                            Long::sum));
                    Map<Long, Long> read = new TreeMap<>();
                    use.months()
                            .forEach(month ->
                                    read.put(
                                            month.month().number(),
                                            month.counts().count(StatisticsFigure.COUNTED)));
                    assertThat(read).as("-Dstatistics.seed=" + seed).isEqualTo(byHand);
                }
                counting.closed.step();
            }
        }
    }

    @Test
    void rowsOfAnHour_areBounded_andNothingIsLost() {
        try (Database database = TestStores.open(StoreKind.SQLITE)) {
            StatisticsWriter writer = new StatisticsWriter(4);
            List<StatisticsWriter.CountedStep> steps = new ArrayList<>();
            for (long account = 1; account <= 3; account++) {
                for (long sender = 1; sender <= 5; sender++) {
                    steps.add(
                            new StatisticsWriter.CountedStep(
                                    StatisticsKey.of(clock.instant(), account, sender, "Gmail"),
                                    StatisticsCounts.of(StatisticsFigure.ACCEPTED, 1)));
                }
            }
            for (int twice = 0; twice < 2; twice++) {
                database.write(tx -> {
                    writer.add(tx, steps);
                    return 1;
                });
            }
            assertThat(
                            number(
                                    database,
                                    "SELECT sum(accepted) FROM statistics_hours WHERE account_id > 0"))
                    .isEqualTo(30);
            assertThat(
                            number(
                                    database,
                                    "SELECT sum(accepted) FROM statistics_hours WHERE account_id < 0"))
                    .isEqualTo(30);
            assertThat(
                            number(
                                    database,
                                    "SELECT count(*) FROM statistics_hours WHERE account_id > 0"))
                    .isEqualTo(4 + 3);
        }
    }

    private static long number(Database database, String sql) {
        return database.read(tx -> tx.number(sql));
    }

    @Test
    void percentile_liesInItsBucket() {
        StatisticsCounts counts = new StatisticsCounts();
        for (int i = 0; i < 90; i++) {
            counts.add(StatisticsCounts.delivered(Duration.ofMillis(300)));
        }
        for (int i = 0; i < 10; i++) {
            counts.add(StatisticsCounts.delivered(Duration.ofSeconds(45)));
        }
        assertThat(counts.percentile(50).getAsLong()).isBetween(500L, 600L);
        assertThat(counts.percentile(95).getAsLong()).isBetween(40_000L, 50_000L);
        assertThat(new StatisticsCounts().percentile(50)).isEmpty();
        for (long seconds : List.of(0L, 1L, 2L, 30L, 3600L, 86_400L, 900_000L)) {
            long found =
                    StatisticsCounts.delivered(Duration.ofSeconds(seconds))
                            .percentile(100)
                            .getAsLong();
            assertThat(found).isBetween(Math.min(seconds, 86_400) * 1000, 86_400_000L);
        }
    }
}
