package io.mailyard.audit;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code audit/list} (docs/spec/admin-api.md, section 7). */
public final class AuditRoutes {
    private static final Param<Long> FROM_ID =
            Param.of(
                    "from_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "First id on the page, inclusive; with order desc the last id, 0 the newest.");
    private static final Param<Instant> SINCE =
            Param.of("since", Types.time(), "Rows at or after this time.");
    private static final Param<Instant> UNTIL =
            Param.of("until", Types.time(), "Rows before this time.");
    private static final Param<String> ACTOR =
            Param.of(
                    "actor",
                    Types.text(0, 255),
                    "Who: token:NAME, user:LOGIN@ACCOUNT, system:TASK.");
    private static final Param<String> ACTION =
            Param.of("action", Types.text(0, 64), "What, such as accounts.freeze.");
    private static final Param<String> OBJECT_TYPE =
            Param.of("object_type", Types.text(0, 64), "account, user, tariff, token.");
    private static final Param<String> OBJECT_ID =
            Param.of(
                    "object_id",
                    Types.reference().map(AuditRoutes::objectId),
                    "The object's number.");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Rows that concern this account.");
    private static final Param<String> REQUEST_ID =
            Param.of("request_id", Types.text(0, 128), "What one call changed.");
    private static final Param<Boolean> NOW =
            Param.of(
                    "now",
                    Types.flag(),
                    "true: a result older than 30 seconds is renewed; else one older than 10"
                            + " minutes.");
    private static final Param<String> ORDER =
            Param.of("order", Types.oneOf("asc", "desc"), "asc: oldest first; desc: newest first.")
                    .defaultsTo("asc");

    private static final ObjectSchema SCHEMA =
            ObjectSchema.of("AuditRow", "What was changed, by whom, from what to what.")
                    .number("id", "Id of the row.")
                    .time("at", "When it was changed.")
                    .text("actor", "Who: token:NAME, user:LOGIN@ACCOUNT, system:TASK.")
                    .text("address", "The address of the caller.")
                    .text("user_agent", "The User-Agent of the caller.")
                    .text("request_id", "The Request-Id of the call.")
                    .text("action", "What, such as accounts.freeze.")
                    .text("object_type", "The type of the object, such as account.")
                    .text("object_id", "The object's number.")
                    .number("account_id", "The account that it concerns; null: none.")
                    .orNull()
                    .anyObject("before", "The object before; null: there was none.")
                    .orNull()
                    .anyObject("after", "The object after; null: it is gone.")
                    .orNull()
                    .text("hash", "Hash over this row and all rows before it.");

    private static final ObjectSchema CHECKED =
            ObjectSchema.of("AuditChain", "Whether the chain of the audit is whole.")
                    .flag(
                            "whole",
                            "Whether every row is there, in order and unchanged; null: not known yet.")
                    .orNull()
                    .number("rows", "Up to which row it is whole.")
                    .text("hash", "The hash of that row, to be noted elsewhere; empty: none.")
                    .text("reason", "What is wrong; empty: nothing.")
                    .time("checked_at", "When the check began; null: none has ended yet.")
                    .orNull()
                    .flag("running", "Whether a check is under way.");

    /** Exports at once: each holds a thread and a page of rows. */
    private static final int MOST_EXPORTS = 2;

    private final Database database;
    private final ChainCheck check;
    private final Semaphore exports = new Semaphore(MOST_EXPORTS);

    /** Exports by tokens that are bound to accounts, which leave one to administrators. */
    private final Semaphore boundExports = new Semaphore(MOST_EXPORTS - 1);

    public AuditRoutes(Database database, InstantSource clock) {
        this.database = database;
        this.check = new ChainCheck(database, clock);
    }

    /** Returns what the last check of the chain found; empty before the first. */
    public Optional<ChainState> lastCheck() {
        return check.last()
                .map(result ->
                        switch (result.verdict()) {
                            case ChainVerdict.Intact(long rows, _) ->
                                    new ChainState(true, rows, result.at());
                            case ChainVerdict.ChainBroken(long id, _) ->
                                    new ChainState(false, id, result.at());
                        });
    }

    /**
     * Administrators' calls about the audit. A token that is bound to accounts sees only rows of
     * these.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/admin/audit/list",
                                "audit",
                                "What was changed, by whom, from what to what.",
                                this::list,
                                FROM_ID,
                                Paging.LIMIT,
                                SINCE,
                                UNTIL,
                                ACTOR,
                                ACTION,
                                OBJECT_TYPE,
                                OBJECT_ID,
                                ACCOUNT,
                                REQUEST_ID,
                                ORDER)
                        .sifted()
                        .answers(ReplySchema.list(SCHEMA)),
                Route.read(
                                "/api/v1.1/admin/audit/export",
                                "audit",
                                "All rows as text/csv, or as application/x-ndjson where Accept asks for it.",
                                this::export,
                                SINCE,
                                UNTIL,
                                ACTOR,
                                ACTION,
                                OBJECT_TYPE,
                                OBJECT_ID,
                                ACCOUNT,
                                REQUEST_ID)
                        .sifted()
                        .answers(ReplySchema.file("text/csv", "application/x-ndjson")),
                Route.read(
                                "/api/v1.1/admin/audit/verify",
                                "audit",
                                "Whether the chain is whole, as the last check found it.",
                                this::verify,
                                NOW)
                        .answers(ReplySchema.one(CHECKED)));
    }

    private ApiReply list(Call call) {
        AuditFilter filter = filter(call);
        Params params = call.params();
        boolean newestFirst = params.get(ORDER).equals("desc");
        long from = params.find(FROM_ID).orElse(newestFirst ? 0L : 1L);
        int limit = params.get(Paging.LIMIT).intValue();
        Slice<AuditRow> slice =
                database.read(tx -> AuditStore.list(tx, filter, from, limit, newestFirst));
        return ApiReply.list(slice, AuditRoutes::write);
    }

    /** The rows that a caller asks for, of those it may see. */
    private static AuditFilter filter(Call call) {
        Params params = call.params();
        Principal principal = call.noted(Principal.class);
        Optional<AccountId> account = params.find(ACCOUNT).map(AccountId::new);
        account.ifPresent(principal::mustReach);
        return new AuditFilter(
                params.find(SINCE).filter(Types::isGiven),
                params.find(UNTIL).filter(Types::isGiven),
                params.find(ACTOR),
                params.find(ACTION),
                params.find(OBJECT_TYPE),
                params.find(OBJECT_ID),
                account,
                params.find(REQUEST_ID),
                principal.accounts());
    }

    private void beginExport(Call call, boolean bound) {
        boolean mayHave = !bound || boundExports.tryAcquire();
        if (mayHave && exports.tryAcquire()) {
            return;
        }
        if (mayHave && bound) {
            boundExports.release();
        }
        call.answerHeader("Retry-After", "5");
        throw new ApiException(
                ErrorCode.TOO_MANY_REQUESTS,
                "too many exports of the audit are under way: try again later");
    }

    private void endExport(boolean bound) {
        exports.release();
        if (bound) {
            boundExports.release();
        }
    }

    private ApiReply export(Call call) {
        AuditFilter filter = filter(call);
        boolean bound = call.noted(Principal.class).bound();
        beginExport(call, bound);
        AtomicBoolean held = new AtomicBoolean(true);
        boolean lines =
                call.request().header("Accept").filter(text -> text.contains("ndjson")).isPresent();
        AuditExport export =
                new AuditExport(
                        database,
                        filter,
                        !lines,
                        () -> {
                            if (held.getAndSet(false)) {
                                endExport(bound);
                            }
                        });
        return ApiReply.streamed(
                lines ? "application/x-ndjson" : "text/csv; charset=utf-8", export);
    }

    private ApiReply verify(Call call) {
        Optional<ChainCheck.ChainCheckResult> result =
                check.look(call.params().find(NOW).orElse(false));
        return ApiReply.one(out -> {
            Optional<ChainVerdict> verdict = result.map(ChainCheck.ChainCheckResult::verdict);
            if (verdict.isEmpty()) {
                out.nothing("whole").number("rows", 0).text("hash", "").text("reason", "");
            } else {
                switch (verdict.get()) {
                    case ChainVerdict.Intact(long rows, String hash) ->
                            out.flag("whole", true)
                                    .number("rows", rows)
                                    .text("hash", hash)
                                    .text("reason", "");
                    case ChainVerdict.ChainBroken(long id, String reason) ->
                            out.flag("whole", false)
                                    .number("rows", id - 1)
                                    .text("hash", "")
                                    .text("reason", reason);
                }
            }
            out.time("checked_at", result.map(ChainCheck.ChainCheckResult::at).orElse(null))
                    .flag("running", check.isRunning());
        });
    }

    private static String objectId(Reference reference) {
        return switch (reference) {
            case Reference.ById(long id) -> Long.toString(id);
            case Reference.ByName(String name) -> name;
        };
    }

    static void write(Out out, AuditRow row) {
        AuditEntry change = row.change();
        out.number("id", row.id())
                .time("at", change.at())
                .text("actor", change.actor().name())
                .text("address", change.actor().address())
                .text("user_agent", change.actor().userAgent())
                .text("request_id", change.actor().requestId())
                .text("action", change.action())
                .text("object_type", change.objectType())
                .text("object_id", change.objectId())
                .numberOrNull("account_id", change.account().map(AccountId::value).orElse(null));
        snapshot(out, "before", change.before());
        snapshot(out, "after", change.after());
        out.text("hash", row.hash());
    }

    /** Writes a stored JSON object, or null. */
    private static void snapshot(Out out, String name, Optional<String> json) {
        if (json.isEmpty()) {
            out.nothing(name);
        } else {
            out.value(name, JsonText.read(json.get()));
        }
    }
}
