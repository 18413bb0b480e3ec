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
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    private final Database database;

    public AuditRoutes(Database database) {
        this.database = database;
    }

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
                                ORDER)
                        .sifted()
                        .answers(ReplySchema.list(SCHEMA)));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        Principal principal = call.noted(Principal.class);
        Optional<AccountId> account = params.find(ACCOUNT).map(AccountId::new);
        account.ifPresent(principal::mustReach);
        AuditFilter filter =
                new AuditFilter(
                        params.find(SINCE).filter(Types::isGiven),
                        params.find(UNTIL).filter(Types::isGiven),
                        params.find(ACTOR),
                        params.find(ACTION),
                        params.find(OBJECT_TYPE),
                        params.find(OBJECT_ID),
                        account,
                        principal.accounts());
        boolean newestFirst = params.get(ORDER).equals("desc");
        long from = params.find(FROM_ID).orElse(newestFirst ? 0L : 1L);
        int limit = params.get(Paging.LIMIT).intValue();
        Slice<AuditRow> slice =
                database.read(tx -> AuditStore.list(tx, filter, from, limit, newestFirst));
        return ApiReply.list(slice, AuditRoutes::write);
    }

    private static String objectId(Reference reference) {
        return switch (reference) {
            case Reference.ById(long id) -> Long.toString(id);
            case Reference.ByName(String name) -> name;
        };
    }

    private static void write(Out out, AuditRow row) {
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
