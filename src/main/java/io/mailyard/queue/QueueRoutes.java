package io.mailyard.queue;

import io.mailyard.access.Principal;
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
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.LaneStats;
import io.mailyard.lanes.QueueScope;
import io.mailyard.leases.SenderDirectory;
import io.mailyard.outcomes.LedgerRoutes;
import io.mailyard.senders.SenderId;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** {@code senders/queue/...} (docs/spec/admin-api.md, section 5). */
public final class QueueRoutes {
    private static final String BASE = "/api/v1.1/admin/senders/queue/";
    private static final String ACCOUNTS = "/api/v1.1/admin/accounts/queue/";

    /** Header with the number of affected recipients. */
    private static final String TOUCHED = "Recipients-Touched";

    private static final Param<Long> OF_ACCOUNT =
            Param.of("id", Types.id(), "The account.").required();
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
                    "To this ISP alone, by its name in any case; other: to domains of none.");
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

    private static final ReplySchema STATS = ReplySchema.many(LaneStats.SCHEMA);
    private static final ReplySchema CHANGED =
            ReplySchema.none().header(TOUCHED, "Queued recipients that the call affects.");
    private static final ReplySchema RELEASED =
            CHANGED.and(
                    ObjectSchema.part()
                            .number("released", "Holds that were ended.")
                            .objects("still_held_by", Hold.SCHEMA, "Wider holds, which remain."));

    private final Queue queue;
    private final Holds holds;
    private final SenderDirectory senders;
    private final Writes writes;

    QueueRoutes(Queue queue, Holds holds, SenderDirectory senders, Writes writes) {
        this.queue = queue;
        this.holds = holds;
        this.senders = senders;
        this.writes = writes;
    }

    /**
     * {@code senders/queue/...} and {@code accounts/queue/...}, for administrators; {@code
     * ledger/get}, for accounts' own tokens too.
     */
    public List<Route> routes() {
        return Stream.of(
                        senderRoutes(),
                        accountRoutes(),
                        new LedgerRoutes(queue.database()).routes())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> accountRoutes() {
        return List.of(
                ofAccount(
                                "stats",
                                "Counts an account's queued mail, with any sender or none.",
                                this::stats,
                                GROUP)
                        .answers(STATS),
                ofAccount(
                                "purge",
                                "Purges an account's queued mail, whatever the sender.",
                                this::purge,
                                Route.REASON)
                        .answers(CHANGED),
                ofAccount(
                                "hold",
                                "Holds an account's mail, or a part of it, whatever the sender.",
                                this::hold,
                                UNTIL,
                                REASON)
                        .checking(writes.inFuture(UNTIL))
                        .answers(CHANGED),
                ofAccount(
                                "release",
                                "Ends holds of this scope, and of parts of it, whatever the sender.",
                                this::release,
                                Route.REASON)
                        .answers(RELEASED));
    }

    private List<Route> senderRoutes() {
        return List.of(
                Route.read(
                                BASE + "stats",
                                "senders",
                                "Counts a sender's queued mail.",
                                call -> stats(call, scope(call)),
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                GROUP)
                        .on(ACCOUNT)
                        .answers(STATS),
                Route.write(
                                BASE + "purge",
                                "senders",
                                "Purges a sender's queued mail.",
                                call -> purge(call, scope(call)),
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                Route.REASON)
                        .on(ACCOUNT)
                        .answers(CHANGED),
                Route.write(
                                BASE + "hold",
                                "senders",
                                "Holds a sender's mail, or a part of it.",
                                call -> hold(call, scope(call)),
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                UNTIL,
                                REASON)
                        .on(ACCOUNT)
                        .checking(writes.inFuture(UNTIL))
                        .answers(CHANGED),
                Route.write(
                                BASE + "release",
                                "senders",
                                "Ends holds of this scope, and of parts of it.",
                                call -> release(call, scope(call)),
                                SENDER,
                                ACCOUNT,
                                CAMPAIGN,
                                ISP,
                                Route.REASON)
                        .on(ACCOUNT)
                        .answers(RELEASED),
                listRoute());
    }

    private Route listRoute() {
        return Route.read(
                        BASE + "holds",
                        "senders",
                        "Lists holds.",
                        this::list,
                        Paging.FROM_ID,
                        Paging.LIMIT,
                        ONE_SENDER,
                        ONE_ACCOUNT,
                        Hold.SEARCH,
                        Hold.SORT,
                        Sorting.FROM)
                .on(ONE_ACCOUNT)
                .answers(ReplySchema.list(Hold.SCHEMA).and(Sorting.NEXT));
    }

    /** A call on the mail of an account across senders. */
    private static Route ofAccount(
            String verb,
            String summary,
            BiFunction<Call, QueueScope, ApiReply> work,
            Param<?>... more) {
        List<Param<?>> params = new ArrayList<>(List.of(OF_ACCOUNT, CAMPAIGN, ISP));
        params.addAll(List.of(more));
        Param<?>[] all = params.toArray(Param<?>[]::new);
        String path = ACCOUNTS + verb;
        return (verb.equals("stats")
                        ? Route.read(
                                path,
                                "accounts",
                                summary,
                                call -> work.apply(call, accountScope(call)),
                                all)
                        : Route.write(
                                path,
                                "accounts",
                                summary,
                                call -> work.apply(call, accountScope(call)),
                                all))
                .on(OF_ACCOUNT);
    }

    private static QueueScope scope(Call call) {
        Params params = call.params();
        return new QueueScope(
                OptionalLong.of(params.get(SENDER)),
                given(params, ACCOUNT),
                given(params, CAMPAIGN),
                params.find(ISP).orElse(""));
    }

    /** Scope of an account across senders. */
    private static QueueScope accountScope(Call call) {
        Params params = call.params();
        return new QueueScope(
                OptionalLong.empty(),
                OptionalLong.of(params.get(OF_ACCOUNT)),
                given(params, CAMPAIGN),
                params.find(ISP).orElse(""));
    }

    private static OptionalLong given(Params params, Param<Long> param) {
        long value = params.find(param).orElse(0L);
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private ApiReply stats(Call call, QueueScope scope) {
        List<LaneStats> rows =
                queue.database()
                        .read(tx ->
                                LaneStats.read(
                                        tx,
                                        named(tx, call, scope, false),
                                        call.params().get(GROUP)));
        return ApiReply.many(rows, LaneStats::write, "");
    }

    private ApiReply purge(Call call, QueueScope given) {
        return changing(
                call,
                given,
                false,
                (change, scope, touched) -> {
                    queue.purge(change, scope);
                    change.recordDeletion(
                            scope.action("purge"),
                            scope.subject(),
                            out ->
                                    out.number("account_id", scope.account().orElse(0))
                                            .number("campaign_id", scope.campaign().orElse(0))
                                            .text("isp", scope.isp())
                                            .number("messages", touched.messages()));
                    return ApiReply.none();
                });
    }

    private ApiReply hold(Call call, QueueScope given) {
        Params params = call.params();
        Optional<Instant> until = params.find(UNTIL).filter(Types::isGiven);
        return changing(
                call,
                given,
                true,
                (change, scope, _) -> {
                    if (until.filter(time -> !time.isAfter(change.now())).isPresent()) {
                        throw ApiException.badRequest(
                                "until", until.get() + " is not in the future");
                    }
                    holds.hold(change, scope, until, params.find(REASON).orElse(""));
                    return ApiReply.none();
                });
    }

    private ApiReply release(Call call, QueueScope given) {
        return changing(
                call,
                given,
                false,
                (change, scope, _) -> {
                    Holds.Released released = holds.release(change, scope);
                    return ApiReply.none()
                            .and(out -> {
                                out.number("released", released.ended().size());
                                out.objects("still_held_by", released.wider(), Hold::write);
                            });
                });
    }

    @FunctionalInterface
    private interface ScopeChange {
        ApiReply make(Change change, QueueScope scope, LaneStats.Affected touched);
    }

    /**
     * Runs a change of a scope and returns the number of queued recipients in a header, unless the
     * change is undone; a dry run also returns it in its body.
     */
    private ApiReply changing(Call call, QueueScope given, boolean sendsThere, ScopeChange work) {
        return writes.answer(
                call,
                change -> {
                    QueueScope scope = named(change.tx(), call, given, sendsThere);
                    LaneStats.Affected touched = LaneStats.Affected.count(change.tx(), scope);
                    ApiReply reply = work.make(change, scope, touched);
                    String count = Long.toString(touched.messages());
                    if (change.dryRun()) {
                        call.answerHeader(TOUCHED, count);
                        return reply.and(touched::write);
                    }
                    change.tx().afterCommit(() -> call.answerHeader(TOUCHED, count));
                    return reply;
                });
    }

    /**
     * The scope with the stored name of its ISP.
     *
     * @param sendsThere whether a caller bound to accounts must be able to send by the sender
     * @throws ApiException error 404 if it names something that does not exist or is not the
     *     caller's
     */
    QueueScope named(Tx tx, Call call, QueueScope scope, boolean sendsThere) {
        scope.sender().ifPresent(id -> senders.mustExist(tx, new SenderId(id)));
        scope.account().ifPresent(id -> queue.accounts().existing(tx, new AccountId(id)));
        if (call.noted(Principal.class).bound()
                && scope.sender().isPresent()
                && !serves(tx, scope)
                && (sendsThere || LaneStats.Affected.count(tx, scope).messages() == 0)) {
            // The same reply as for a sender that does not exist.
            throw ApiException.notFound("no sender with id " + scope.sender().getAsLong());
        }
        if (scope.isp().isEmpty()) {
            return scope;
        }
        String isp =
                scope.isp().equalsIgnoreCase(AcceptedRecipient.OTHER)
                        ? AcceptedRecipient.OTHER
                        : senders.ispNamed(tx, scope.isp())
                                .orElseThrow(() ->
                                        ApiException.notFound(
                                                "no ISP with name '" + scope.isp() + "'"));
        return new QueueScope(scope.sender(), scope.account(), scope.campaign(), isp);
    }

    private boolean serves(Tx tx, QueueScope scope) {
        return senders.serves(
                tx,
                new SenderId(scope.sender().orElseThrow()),
                new AccountId(scope.account().orElseThrow()));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedSlice<Hold> found =
                holds.list(
                        params.find(ONE_SENDER),
                        params.find(ONE_ACCOUNT),
                        params.get(Hold.SEARCH),
                        new SortedPage(
                                params.get(Hold.SORT),
                                params.get(Sorting.FROM),
                                Paging.page(params)));
        return Sorting.reply(found.slice(), found.nextFrom(), Hold::write);
    }
}
