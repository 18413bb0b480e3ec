package io.mailyard.queue;

import io.mailyard.access.Principal;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.senders.SenderId;
import io.mailyard.web.Call;
import io.mailyard.web.Param;
import io.mailyard.web.Params;
import io.mailyard.web.Reply;
import io.mailyard.web.Route;
import io.mailyard.web.Types;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** {@code senders/queue/...} (spec/admin-api.md, section 5) and {@code ledger/get}. */
public final class QueueRoutes {
    private static final String BASE = "/api/v1.1/admin/senders/queue/";
    private static final Param<Long> SENDER = Param.of("id", Types.id(), "The sender.").required();
    private static final Param<Long> ACCOUNT =
            Param.of(
                    "account_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "Of this account alone; 0 or absent: of all.");
    private static final Param<Long> CAMPAIGN =
            Param.of(
                    "campaign_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "Of this campaign alone; 0 or absent: of all.");
    private static final Param<String> ISP =
            Param.of(
                    "isp",
                    Types.text(0, 255),
                    "To this ISP alone, by its name; other: to domains of none.");
    private static final Param<String> GROUP =
            Param.of(
                            "group",
                            Types.oneOf("total", "account", "account_campaign", "isp", "lane"),
                            "What the rows are by; lane: account, campaign and ISP.")
                    .defaultsTo("total");
    private static final Param<Instant> UNTIL =
            Param.of("until", Types.time(), "When it ends by itself; in the future.");
    private static final Param<String> REASON =
            Param.of("reason", Types.text(0, 1000), "Why, for who looks.");
    private static final Param<Long> ONE_SENDER =
            Param.of("id", Types.id(), "Of this sender alone.");
    private static final Param<Long> ONE_ACCOUNT =
            Param.of("account_id", Types.id(), "Of this account alone.");
    private static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First id on the page, inclusive.").defaultsTo(1L);
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    private final Queue queue;
    private final Holds holds;
    private final SenderFacts senders;
    private final Writes writes;

    QueueRoutes(Queue queue, Holds holds, SenderFacts senders, Writes writes) {
        this.queue = queue;
        this.holds = holds;
        this.senders = senders;
        this.writes = writes;
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "stats",
                                "senders",
                                "What a sender has queued.",
                                this::stats,
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                GROUP)
                        .on(ACCOUNT),
                Route.write(
                                BASE + "purge",
                                "senders",
                                "Takes what a sender has queued out of the queue, for good.",
                                this::purge,
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP)
                        .on(ACCOUNT),
                Route.write(
                                BASE + "hold",
                                "senders",
                                "Lets a sender's mail, or a part of it, stand.",
                                this::hold,
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                UNTIL,
                                REASON)
                        .on(ACCOUNT),
                Route.write(
                                BASE + "release",
                                "senders",
                                "Ends holds of this part, and of parts of it.",
                                this::release,
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP)
                        .on(ACCOUNT),
                Route.read(
                                BASE + "holds",
                                "senders",
                                "What is held, ascending by id.",
                                this::list,
                                FROM_ID,
                                LIMIT,
                                ONE_SENDER,
                                ONE_ACCOUNT)
                        .on(ONE_ACCOUNT),
                ledgerRoute());
    }

    private Route ledgerRoute() {
        return Route.read(
                        "/api/v1.1/admin/ledger/get",
                        "accounts",
                        "What an account has handed in and what became of it, in recipients; without an account, all of them.",
                        this::ledger,
                        ONE_ACCOUNT)
                .on(ONE_ACCOUNT);
    }

    private static Scope scope(Call call) {
        Params params = call.params();
        return new Scope(
                OptionalLong.of(params.get(SENDER)),
                given(params, ACCOUNT),
                given(params, CAMPAIGN),
                params.find(ISP).orElse(""));
    }

    private static OptionalLong given(Params params, Param<Long> param) {
        long value = params.find(param).orElse(0L);
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private Reply stats(Call call) {
        Scope scope = scope(call);
        List<Stats> rows =
                queue.database()
                        .read(tx -> {
                            senders.mustExist(tx, new SenderId(scope.sender().orElseThrow()));
                            return Stats.of(tx, scope, call.params().get(GROUP));
                        });
        return Reply.many(rows, Stats::write, "");
    }

    private Reply purge(Call call) {
        return changing(
                call,
                (change, scope) -> {
                    senders.mustExist(change.tx(), new SenderId(scope.sender().orElseThrow()));
                    Stats.Touched touched = Stats.Touched.by(change.tx(), scope);
                    queue.purge(change, scope);
                    change.deleted(
                            "senders.queue.purge",
                            subject(scope),
                            out ->
                                    out.number("account_id", scope.account().orElse(0))
                                            .number("campaign_id", scope.campaign().orElse(0))
                                            .number("messages", touched.messages()));
                    return Reply.none();
                });
    }

    private static Subject subject(Scope scope) {
        long sender = scope.sender().orElseThrow();
        return scope.account().isPresent()
                ? Subject.of("sender", sender, new AccountId(scope.account().getAsLong()))
                : Subject.of("sender", sender);
    }

    private Reply hold(Call call) {
        Params params = call.params();
        Optional<Instant> until = params.find(UNTIL).filter(time -> !time.equals(Instant.MIN));
        String reason = params.find(REASON).orElse("");
        return changing(
                call,
                (change, scope) -> {
                    if (until.filter(time -> !time.isAfter(change.now())).isPresent()) {
                        throw ApiException.badRequest(
                                "until", until.get() + " is not in the future");
                    }
                    holds.hold(change, scope, until, reason);
                    return Reply.none();
                });
    }

    private Reply release(Call call) {
        return changing(
                call,
                (change, scope) -> {
                    Holds.Released released = holds.release(change, scope);
                    return Reply.none()
                            .and(out -> {
                                out.number("released", released.ended().size());
                                out.objects("still_held_by", released.wider(), Hold::write);
                            });
                });
    }

    /** Runs a change of a scope; a rehearsal also answers how much is queued there. */
    private Reply changing(Call call, BiFunction<Change, Scope, Reply> work) {
        Scope scope = scope(call);
        return writes.answer(
                call,
                change -> {
                    Reply reply = work.apply(change, scope);
                    if (!change.rehearsal()) {
                        return reply;
                    }
                    Stats.Touched touched = Stats.Touched.by(change.tx(), scope);
                    return reply.and(touched::write);
                });
    }

    private Reply list(Call call) {
        Params params = call.params();
        return Reply.list(
                holds.list(
                        params.find(ONE_SENDER),
                        params.find(ONE_ACCOUNT),
                        new Page(params.get(FROM_ID), params.get(LIMIT).intValue())),
                Hold::write);
    }

    private Reply ledger(Call call) {
        Optional<AccountId> account = call.params().find(ONE_ACCOUNT).map(AccountId::new);
        account.ifPresent(id -> call.noted(Principal.class).mustReach(id));
        Ledger.Sheet sheet = queue.database().read(tx -> Ledger.sheet(tx, account));
        return Reply.one(out ->
                out.number("accepted", sheet.accepted())
                        .number("delivered", sheet.delivered())
                        .number("bounced", sheet.bounced())
                        .number("expired", sheet.expired())
                        .number("purged", sheet.purged())
                        .number("queued", sheet.queued())
                        .flag("balanced", sheet.balanced()));
    }
}
