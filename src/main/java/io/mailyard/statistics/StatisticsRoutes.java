package io.mailyard.statistics;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.statistics.StatisticsReader.StatisticsRow;
import io.mailyard.statistics.StatisticsRequest.Dimension;
import io.mailyard.statistics.StatisticsRequest.RowMark;
import io.mailyard.statistics.StatisticsRequest.StatisticsStep;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code statistics/get}, for administrators and for accounts' tokens. */
final class StatisticsRoutes {
    private static final int MOST_ROWS = 10_000;
    private static final long USUAL_ROWS = 1000;

    /** By hour: the last day; by day or in total: the last 30 days. */
    private static final Duration LAST_DAY = Duration.ofHours(24);

    private static final Duration LAST_DAYS = Duration.ofDays(30);

    private static final Param<Instant> SINCE =
            Param.of(
                    "since",
                    Types.time(),
                    "From the hour of this time on; otherwise 24 hours by hour, else 30 days.");
    private static final Param<Instant> UNTIL =
            Param.of("until", Types.time(), "Hours that begin before this time; otherwise now.");
    private static final Param<String> STEP =
            Param.of("step", Types.oneOf("hour", "day", "total"), "What a row sums up in time.")
                    .defaultsTo("hour");
    private static final Param<List<String>> BY =
            Param.of(
                    "by",
                    Types.array(Types.oneOf("account", "sender", "isp"), 3),
                    "What rows are by besides time; otherwise they are sums.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Only of this account.");
    private static final Param<Long> SENDER =
            Param.of(
                    "sender_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "Only by this sender; 0: mail without one.");
    private static final Param<String> ISP =
            Param.of(
                    "isp",
                    Types.text(1, 255),
                    "Only to this ISP, by its name in any case; other: to domains of none.");
    private static final Param<ZoneId> ZONE =
            Param.of(
                    "zone",
                    Types.text(1, 64).map(StatisticsRoutes::zone),
                    "The time zone of days; otherwise UTC.");
    private static final Param<String> SORT =
            Param.of(
                    "sort",
                    Types.oneOf(
                            StatisticsFigure.all().stream()
                                    .map(StatisticsFigure::wire)
                                    .toArray(String[]::new)),
                    "With step total: the rows that have most of it first.");
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, MOST_ROWS), "Rows on a page.")
                    .defaultsTo(USUAL_ROWS);
    private static final Param<RowMark> AFTER =
            Param.of(
                    "after",
                    Types.text(1, 400).map(RowMark::parse),
                    "The next_after of the page before.");

    private static final Param<?>[] OWN = {
        SINCE, UNTIL, STEP, BY, SENDER, ISP, ZONE, SORT, LIMIT, AFTER
    };
    private static final Param<?>[] ADMIN = {
        SINCE, UNTIL, STEP, BY, ACCOUNT, SENDER, ISP, ZONE, SORT, LIMIT, AFTER
    };

    private static final ReplySchema REPLY =
            ReplySchema.many(schema())
                    .and(
                            ObjectSchema.part()
                                    .text("next_after", "The value of after for the next page.")
                                    .optional());

    private final Database database;
    private final StatisticsConfig config;
    private final InstantSource clock;
    private final RecentRates rates;

    StatisticsRoutes(
            Database database, StatisticsConfig config, InstantSource clock, RecentRates rates) {
        this.rates = rates;
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    private static ObjectSchema schema() {
        ObjectSchema schema =
                ObjectSchema.of("StatisticsRow", "What became of mail in a piece of time.")
                        .time("at", "When the piece of time begins.")
                        .number("account_id", "The account, if rows are by account.")
                        .optional()
                        .text("account_title", "Its title; empty if it was purged.")
                        .optional()
                        .number("sender_id", "The sender, if rows are by sender; 0: none yet.")
                        .optional()
                        .text("sender_name", "Its name; empty if there is none.")
                        .optional()
                        .text(
                                "isp",
                                "The ISP, if rows are by ISP; other: none; (rest): counted together.")
                        .optional();
        for (StatisticsFigure figure : StatisticsFigure.all()) {
            schema = schema.number(figure.wire(), figure.doc());
        }
        return schema.number("p50", "Half were delivered in so many milliseconds; null: none was.")
                .orNull()
                .number("p95", "95 of 100 were delivered in so many milliseconds; null: none was.")
                .orNull();
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.strip());
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a time zone such as Europe/Berlin or UTC", unknown);
        }
    }

    List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/statistics/now",
                                Scopes.REPORTS,
                                "Shows how fast mail goes out now.",
                                _ -> ApiReply.one(rates.now()::write))
                        .answers(ReplySchema.one(RecentRates.SCHEMA)),
                Route.read(
                                "/api/v1.1/admin/statistics/get",
                                Scopes.REPORTS,
                                "Counts what became of mail, by hour or day, account, sender and ISP.",
                                this::get,
                                ADMIN)
                        .sifted()
                        .answers(REPLY),
                Route.read(
                                "/api/v1.1/statistics/get",
                                "account",
                                "Counts what became of the account's mail, by hour or day, sender and ISP.",
                                this::getOwn,
                                OWN)
                        .own()
                        .answers(REPLY));
    }

    private ApiReply get(Call call) {
        Principal principal = call.noted(Principal.class);
        Optional<AccountId> account = call.params().find(ACCOUNT).map(AccountId::new);
        account.ifPresent(principal::mustReach);
        return get(call.params(), account.map(Set::of).orElse(principal.accounts()));
    }

    private ApiReply getOwn(Call call) {
        return get(call.params(), Set.of(call.noted(AccountPrincipal.class).account()));
    }

    private ApiReply get(Params params, Set<AccountId> accounts) {
        StatisticsRequest request = request(params, accounts);
        record StatisticsPage(List<StatisticsRow> rows, NamesOfRows names) {}
        StatisticsPage page =
                database.read(tx -> {
                    List<StatisticsRow> rows =
                            new StatisticsReader(tx, request, firstHour()).read();
                    return new StatisticsPage(rows, NamesOfRows.read(tx, request, rows));
                });
        boolean more = page.rows().size() > request.limit();
        List<StatisticsRow> rows = more ? page.rows().subList(0, request.limit()) : page.rows();
        ApiReply reply =
                ApiReply.many(rows, (out, row) -> write(out, request, row, page.names()), "");
        return more
                ? reply.and(out -> out.text("next_after", mark(request, rows.getLast()).text()))
                : reply;
    }

    private static RowMark mark(StatisticsRequest request, StatisticsRow row) {
        return new RowMark(
                request.sort()
                        .map(figure -> OptionalLong.of(row.counts().count(figure)))
                        .orElse(OptionalLong.empty()),
                row.key());
    }

    private long firstHour() {
        return StatisticsRetention.firstHour(config, clock.instant());
    }

    private StatisticsRequest request(Params params, Set<AccountId> accounts) {
        StatisticsStep step = StatisticsStep.valueOf(params.get(STEP).toUpperCase(Locale.ROOT));
        Instant now = clock.instant();
        Instant until = params.find(UNTIL).filter(Types::isGiven).orElse(now.plusMillis(1));
        Instant since =
                params.find(SINCE)
                        .filter(Types::isGiven)
                        .orElse(until.minus(step == StatisticsStep.HOUR ? LAST_DAY : LAST_DAYS));
        if (!since.isBefore(until)) {
            throw ApiException.badRequest("since", since + " is not before until, " + until);
        }
        if (params.has(SORT) && step != StatisticsStep.TOTAL) {
            throw ApiException.badRequest("sort", "needs step total");
        }
        if (params.find(AFTER)
                .filter(mark -> mark.count().isPresent() != params.has(SORT))
                .isPresent()) {
            throw ApiException.badRequest("after", "is a next_after of another order");
        }
        return new StatisticsRequest(
                accounts,
                params.find(SENDER),
                params.find(ISP),
                latest(since, earliest(step, now)),
                until.isAfter(now) ? now.plusMillis(1) : until,
                step,
                by(params),
                params.find(ZONE).orElse(ZoneId.of("UTC")),
                params.find(SORT)
                        .map(figure -> StatisticsFigure.valueOf(figure.toUpperCase(Locale.ROOT))),
                params.get(LIMIT).intValue(),
                params.find(AFTER));
    }

    /** Nothing is kept from before. */
    private Instant earliest(StatisticsStep step, Instant now) {
        return step == StatisticsStep.HOUR
                ? StatisticsKey.start(firstHour())
                : now.minus(config.days()).minus(LAST_DAY);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Set<Dimension> by(Params params) {
        Set<Dimension> by = EnumSet.noneOf(Dimension.class);
        params.find(BY)
                .orElse(List.of())
                .forEach(word -> by.add(Dimension.valueOf(word.toUpperCase(Locale.ROOT))));
        return by;
    }

    /** Titles of accounts and names of senders. */
    private record NamesOfRows(Map<Long, String> accounts, Map<Long, String> senders) {
        static NamesOfRows read(Tx tx, StatisticsRequest request, List<StatisticsRow> rows) {
            return new NamesOfRows(
                    request.isBy(Dimension.ACCOUNT)
                            ? names(
                                    tx,
                                    "SELECT id, title AS name FROM accounts WHERE id IN {list}",
                                    rows.stream().map(row -> row.key().account()).toList())
                            : Map.of(),
                    request.isBy(Dimension.SENDER)
                            ? names(
                                    tx,
                                    "SELECT id, name FROM senders WHERE id IN {list}",
                                    rows.stream().map(row -> row.key().sender()).toList())
                            : Map.of());
        }

        private static Map<Long, String> names(Tx tx, String sql, List<Long> ids) {
            Map<Long, String> names = new HashMap<>();
            InClause.query(
                            tx,
                            sql,
                            Set.copyOf(ids),
                            row -> Map.entry(row.number("id"), row.text("name")))
                    .forEach(entry -> names.put(entry.getKey(), entry.getValue()));
            return names;
        }
    }

    private static void write(
            Out out, StatisticsRequest request, StatisticsRow row, NamesOfRows names) {
        out.time("at", StatisticsKey.start(row.key().hour()));
        if (request.isBy(Dimension.ACCOUNT)) {
            long account = row.key().account();
            out.number("account_id", account)
                    .text("account_title", names.accounts().getOrDefault(account, ""));
        }
        if (request.isBy(Dimension.SENDER)) {
            long sender = row.key().sender();
            out.number("sender_id", sender)
                    .text("sender_name", names.senders().getOrDefault(sender, ""));
        }
        if (request.isBy(Dimension.ISP)) {
            out.text("isp", row.key().isp());
        }
        write(out, row.counts());
        percentile(out, "p50", row.counts().percentile(50));
        percentile(out, "p95", row.counts().percentile(95));
    }

    /** Every figure as a member. */
    static void write(Out out, StatisticsCounts counts) {
        StatisticsFigure.all().forEach(figure -> out.number(figure.wire(), counts.count(figure)));
    }

    private static void percentile(Out out, String name, OptionalLong millis) {
        if (millis.isEmpty()) {
            out.nothing(name);
        } else {
            out.number(name, millis.getAsLong());
        }
    }
}
