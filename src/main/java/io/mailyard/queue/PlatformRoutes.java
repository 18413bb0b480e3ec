package io.mailyard.queue;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.db.Tx;
import io.mailyard.lanes.LaneStats;
import io.mailyard.lanes.QueueScope;
import io.mailyard.stops.PlatformStop;
import io.mailyard.stops.StopReceipts;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code platform/...}: the emergency stop of the whole platform, so not available to bound tokens.
 */
final class PlatformRoutes {
    private static final String BASE = "/api/v1.1/admin/platform/";
    private static final String NOUN = "platform";
    private static final Param<Instant> UNTIL =
            Param.of("until", Types.time(), "When it goes on by itself; in the future.");
    private static final Param<String> REASON =
            Param.of("reason", Types.text(1, 1000).map(PlatformRoutes::said), "Why, for who looks.")
                    .required();
    private static final Param<String> ACCEPTANCE =
            Param.of(
                            "acceptance",
                            Types.oneOf("accept", "refuse"),
                            "Whether new mail is taken meanwhile, or refused for now.")
                    .defaultsTo("accept");

    private static final Param<Long> STOP = Param.of("id", Types.id(), "The stop.").required();
    private static final Param<Long> FIRST =
            Param.of(
                    "from_id",
                    Types.firstId(),
                    "The newest on the page, or with sort id the oldest, inclusive.");
    private static final Param<Long> SENDER =
            Param.of("sender_id", Types.id(), "Of stops of this sender alone.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Of stops of this account alone.");
    private static final Param<Long> NODE =
            Param.of(
                    "node_id",
                    Types.id(),
                    "Of stops of this node's MTA alone, a deleted one's too.");

    private static final Param<String> KIND =
            Param.of(
                    "kind",
                    Types.oneOf(StopReceipts.KINDS.toArray(String[]::new)),
                    "Of stops of this cause alone.");
    private static final Param<String> ISP =
            Param.of("isp", Types.text(1, 255), "Of stops of mail to this ISP alone.");
    private static final Param<String> SORT =
            Param.of("sort", Types.oneOf("-id", "id"), "The newest first, or with id the oldest.")
                    .defaultsTo("-id");

    private static final ObjectSchema STATUS =
            ObjectSchema.of(
                            "PlatformStatus",
                            "Whether all mail is stopped, with the receipts of its stops.")
                    .including(PlatformStop.PlatformState.SCHEMA)
                    .including(StopReceipts.SCHEMA);
    private static final ReplySchema CHANGED = ReplySchema.one(STATUS);

    private final Queue queue;
    private final Writes writes;

    PlatformRoutes(Queue queue, Writes writes) {
        this.queue = queue;
        this.writes = writes;
    }

    private static String said(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("must not be blank");
        }
        return reason;
    }

    List<Route> routes() {
        return List.of(
                Route.write(
                                BASE + "stop",
                                NOUN,
                                "Stops all mail of the platform: no attempt begins, on any node, until it is resumed.",
                                this::stop,
                                REASON,
                                UNTIL,
                                ACCEPTANCE)
                        .checking(writes.inFuture(UNTIL))
                        .answers(CHANGED),
                Route.write(
                                BASE + "resume",
                                NOUN,
                                "Resumes all mail of the platform, each account by its ramp.",
                                this::resume)
                        .answers(CHANGED),
                Route.read(
                                BASE + "status",
                                NOUN,
                                "Whether the platform is stopped, with the nodes' receipts.",
                                this::status)
                        .answers(ReplySchema.one(STATUS)),
                Route.read(
                                BASE + "receipts/list",
                                NOUN,
                                "Receipts of stops of any kind, newest first.",
                                this::receipts,
                                FIRST,
                                Paging.LIMIT,
                                SENDER,
                                ACCOUNT,
                                NODE,
                                KIND,
                                ISP,
                                SORT)
                        .answers(ReplySchema.list(StopReceipts.STOP)),
                Route.read(
                                BASE + "receipts/get",
                                NOUN,
                                "One receipt: when a stop took effect on each node.",
                                this::receipt,
                                STOP)
                        .answers(ReplySchema.one(StopReceipts.STOP)));
    }

    private ApiReply receipts(Call call) {
        Params params = call.params();
        boolean oldestFirst = params.get(SORT).equals("id");
        long first = params.find(FIRST).orElse(oldestFirst ? 1L : Long.MAX_VALUE);
        Page page = new Page(first, params.get(Paging.LIMIT).intValue());
        StopReceipts.StopFilter filter =
                new StopReceipts.StopFilter(
                        params.find(SENDER),
                        params.find(ACCOUNT),
                        params.find(NODE),
                        params.find(KIND),
                        params.find(ISP));
        return ApiReply.list(
                queue.database().read(tx -> StopReceipts.list(tx, filter, oldestFirst, page)),
                StopReceipts::write);
    }

    private ApiReply receipt(Call call) {
        long id = call.params().get(STOP);
        return ApiReply.one(
                queue.database()
                        .read(tx -> StopReceipts.one(tx, id))
                        .orElseThrow(() -> ApiException.notFound("no stop with id " + id)));
    }

    private ApiReply stop(Call call) {
        Params params = call.params();
        Optional<Instant> until = params.find(UNTIL).filter(Types::isGiven);
        String reason = params.get(REASON);
        boolean accepts = params.get(ACCEPTANCE).equals("accept");
        return changing(
                call,
                change -> {
                    if (until.filter(time -> !time.isAfter(change.now())).isPresent()) {
                        throw ApiException.badRequest(
                                "until", until.get() + " is not in the future");
                    }
                    queue.platform().stop(change, until, reason, accepts);
                });
    }

    private ApiReply resume(Call call) {
        return changing(
                call,
                change -> {
                    queue.platform().resume(change);
                });
    }

    private ApiReply changing(Call call, Consumer<Change> work) {
        return writes.answer(
                call,
                change -> {
                    work.accept(change);
                    ApiReply reply = ApiReply.one(shown(change.tx()));
                    return change.dryRun()
                            ? reply.and(
                                    LaneStats.Affected.count(change.tx(), QueueScope.EVERYTHING)
                                            ::write)
                            : reply;
                });
    }

    private ApiReply status(Call call) {
        return ApiReply.one(queue.database().read(PlatformRoutes::shown));
    }

    private static Consumer<Out> shown(Tx tx) {
        PlatformStop.PlatformState state = PlatformStop.state(tx);
        Consumer<Out> receipts = StopReceipts.ofPlatform(tx);
        return out -> {
            state.write(out);
            receipts.accept(out);
        };
    }
}
