package io.mailyard.statistics;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.statistics.UsageReader.AccountUse;
import io.mailyard.statistics.UsageReader.MonthUse;
import io.mailyard.statistics.UsageReader.UsageMark;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code usage/get}, for administrators and for accounts' tokens. */
final class UsageRoutes {
    /** Months are kept as long as days of statistics, three years unless set otherwise. */
    private static final int MOST_MONTHS = 36;

    private static final int MOST_ACCOUNTS = 1000;

    private static final Param<UsageMonth> SINCE =
            Param.of(
                    "since",
                    Types.text(7, 7).map(UsageMonth::parse),
                    "From this month on, such as 2026-01; otherwise the month of until.");
    private static final Param<UsageMonth> UNTIL =
            Param.of(
                    "until",
                    Types.text(7, 7).map(UsageMonth::parse),
                    "Up to and including this month; otherwise the current one, of UTC.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Only of this account.");
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, MOST_ACCOUNTS), "Accounts on a page.")
                    .defaultsTo(100L);
    private static final Param<String> ORDER =
            Param.of(
                            "order",
                            Types.oneOf("id", "most"),
                            "id: by account; most: those that used most in the month of until, as of the last full hours. Pages of most begin with from.")
                    .defaultsTo("id");
    private static final Param<UsageMark> FROM =
            Param.of(
                    "from",
                    Types.text(1, 64).map(UsageMark::parse),
                    "With order most: where the page begins: next_from of the answer before.");
    private static final Param<String> SEARCH =
            Sorting.search("Only accounts with this text in their name or title, in any case.");
    private static final Param<Boolean> EXCEEDED =
            Param.of(
                            "exceeded",
                            Types.flag(),
                            "With order most: only accounts that have used what their tariff allows in the month of until.")
                    .defaultsTo(false);

    private static final ObjectSchema MONTH = month();

    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("AccountUsage", "What an account used, by month.")
                    .number("account_id", "The account.")
                    .text("account_title", "Its title.")
                    .text("timezone", "The zone of its months, in which the tariff counts too.")
                    .number("tariff_id", "Its tariff.")
                    .text("tariff_name", "The name of its tariff.")
                    .number("limit", "Recipients that the tariff allows in a month; 0: no limit.")
                    .objects("months", MONTH, "Months with use, ascending.");

    private final Database database;
    private final InstantSource clock;

    UsageRoutes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    private static ObjectSchema month() {
        ObjectSchema schema =
                ObjectSchema.of("MonthUsage", "What an account used in a month.")
                        .text("month", "The month, such as 2026-01.");
        for (StatisticsFigure figure : StatisticsFigure.all()) {
            schema = schema.number(figure.wire(), figure.doc());
        }
        return schema;
    }

    List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/usage/get",
                                Scopes.REPORTS,
                                "Counts what accounts used, by month of the account's zone.",
                                this::get,
                                SINCE,
                                UNTIL,
                                ACCOUNT,
                                ORDER,
                                SEARCH,
                                EXCEEDED,
                                Paging.FROM_ID,
                                FROM,
                                LIMIT)
                        .sifted()
                        .answers(ReplySchema.list(SCHEMA).and(Sorting.NEXT)),
                Route.read(
                                "/api/v1.1/usage/get",
                                "account",
                                "Counts what the account used, by month of its zone.",
                                this::getOwn,
                                SINCE,
                                UNTIL)
                        .own()
                        .answers(ReplySchema.one(SCHEMA)));
    }

    private ApiReply get(Call call) {
        Params params = call.params();
        Principal principal = call.noted(Principal.class);
        Optional<AccountId> account = params.find(ACCOUNT).map(AccountId::new);
        account.ifPresent(principal::mustReach);
        Set<AccountId> accounts = account.map(Set::of).orElse(principal.accounts());
        Page page = new Page(params.get(Paging.FROM_ID), params.get(LIMIT).intValue());
        UsageReader.Months months = months(params);
        String search = params.get(SEARCH).strip();
        boolean most = params.get(ORDER).equals("most");
        boolean exceeded = params.get(EXCEEDED);
        if (exceeded && !most) {
            throw ApiException.badRequest("exceeded", "needs the order most");
        }
        UsageReader.MostUse found =
                database.read(tx -> {
                    UsageReader reader = new UsageReader(tx, months, accounts, search);
                    return most
                            ? reader.most(params.find(FROM), page.limit(), exceeded)
                            : new UsageReader.MostUse(reader.page(page), Optional.empty());
                });
        return Sorting.reply(
                found.slice(), found.next().map(UsageMark::text).orElse(""), UsageRoutes::write);
    }

    private ApiReply getOwn(Call call) {
        AccountId own = call.noted(AccountPrincipal.class).account();
        UsageReader.Months months = months(call.params());
        AccountUse use =
                database.read(tx -> new UsageReader(tx, months, Set.of(own)).page(new Page(1, 1)))
                        .rows()
                        .getFirst();
        return ApiReply.one(out -> write(out, use));
    }

    private UsageReader.Months months(Params params) {
        UsageMonth now = UsageMonth.of(clock.instant(), ZoneOffset.UTC);
        UsageMonth until = params.find(UNTIL).orElse(now);
        UsageMonth since = params.find(SINCE).orElse(until);
        if (since.number() > until.number()) {
            throw ApiException.badRequest("since", since + " is after until, " + until);
        }
        if (until.number() - since.number() >= MOST_MONTHS) {
            throw ApiException.badRequest(
                    "since", since + " is more than " + MOST_MONTHS + " months before " + until);
        }
        return new UsageReader.Months(since, until);
    }

    private static void write(Out out, AccountUse use) {
        out.number("account_id", use.account())
                .text("account_title", use.title())
                .text("timezone", use.zone().getId())
                .number("tariff_id", use.tariff())
                .text("tariff_name", use.tariffName())
                .number("limit", use.limit())
                .objects("months", use.months(), UsageRoutes::write);
    }

    private static void write(Out out, MonthUse month) {
        out.text("month", month.month().toString());
        StatisticsRoutes.write(out, month.counts());
    }
}
