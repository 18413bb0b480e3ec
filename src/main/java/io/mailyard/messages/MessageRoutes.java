package io.mailyard.messages;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.events.Events;
import io.mailyard.mime.Address;
import io.mailyard.wire.ApiReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code messages/list} and {@code messages/get}, for administrators and for accounts' tokens. */
public final class MessageRoutes {
    private static final String ADMIN = "/api/v1.1/admin/messages/";
    private static final String OWN = "/api/v1.1/messages/";

    /** Rows count their recipients, so pages are smaller than elsewhere. */
    private static final long USUAL_ROWS = 100;

    private static final Param<Long> FROM_ID =
            Param.of(
                    "from_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "First id on the page, inclusive; with order desc the last id, 0 the newest.");
    private static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, 1000), "Rows on a page.").defaultsTo(USUAL_ROWS);
    private static final Param<String> ORDER =
            Param.of("order", Types.oneOf("asc", "desc"), "asc: oldest first; desc: newest first.")
                    .defaultsTo("asc");
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "Messages of this account.");
    private static final Param<Long> SENDER =
            Param.of("sender_id", Types.id(), "Messages with a recipient by this sender.");
    private static final Param<Long> CAMPAIGN =
            Param.of(
                    "campaign_id",
                    Types.integer(0, Long.MAX_VALUE),
                    "Messages of this campaign; 0: single ones.");
    private static final Param<String> STATE =
            Param.of(
                    "state",
                    Types.oneOf(RecipientStatus.wireNames()),
                    "Messages with a recipient in this state.");
    private static final Param<Instant> SINCE =
            Param.of("since", Types.time(), "Accepted at or after this time.");
    private static final Param<Instant> UNTIL =
            Param.of("until", Types.time(), "Accepted before this time.");
    private static final Param<String> TO =
            Param.of(
                    "to",
                    Types.text(3, 320).map(text -> Address.parse(text.strip()).toString()),
                    "Messages to this address; for administrators with account_id.");
    private static final Param<Long> ID = Param.of("id", Types.id(), "The message.").required();
    private static final Param<Long> FROM_RECIPIENT =
            Param.of("from_id", Types.firstId(), "First recipient on the page, inclusive.")
                    .defaultsTo(1L);
    private static final Param<Long> RECIPIENTS =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Recipients on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    private static final ReplySchema LIST =
            ReplySchema.list(MessageBody.SUMMARY)
                    .and(
                            ObjectSchema.part()
                                    .flag(
                                            "total_is_at_least",
                                            "true: more match than total_count, which stops at"
                                                    + " 100000.")
                                    .optional());

    private final Database database;
    private final Events events;
    private final Duration retention;
    private final InstantSource clock;
    private final SqlMessageStore store = new SqlMessageStore();

    /**
     * @param retention how long messages are kept after their acceptance
     */
    public MessageRoutes(
            Database database, Events events, Duration retention, InstantSource clock) {
        this.retention = retention;
        this.database = database;
        this.events = events;
        this.clock = clock;
    }

    /**
     * {@code messages/list} and {@code messages/get}, each for administrators and for accounts' own
     * tokens.
     */
    public List<Route> routes() {
        Param<?>[] filter = {FROM_ID, LIMIT, ORDER, SENDER, CAMPAIGN, STATE, SINCE, UNTIL, TO};
        Param<?>[] withAccount = {
            FROM_ID, LIMIT, ORDER, ACCOUNT, SENDER, CAMPAIGN, STATE, SINCE, UNTIL, TO
        };
        return List.of(
                Route.read(
                                ADMIN + "list",
                                "messages",
                                "Accepted messages, and the states of their recipients.",
                                this::list,
                                withAccount)
                        .sifted()
                        .answers(LIST),
                Route.read(
                                ADMIN + "get",
                                "messages",
                                "A message's whole life.",
                                this::get,
                                ID,
                                FROM_RECIPIENT,
                                RECIPIENTS)
                        .sifted()
                        .answers(ReplySchema.one(MessageBody.LIFE)),
                Route.read(
                                OWN + "list",
                                "messages",
                                "The account's messages, and the states of their recipients.",
                                this::listOwn,
                                filter)
                        .own()
                        .answers(LIST),
                Route.read(
                                OWN + "get",
                                "messages",
                                "A message's whole life.",
                                this::getOwn,
                                ID,
                                FROM_RECIPIENT,
                                RECIPIENTS)
                        .own()
                        .answers(ReplySchema.one(MessageBody.LIFE)));
    }

    private ApiReply list(Call call) {
        Principal principal = call.noted(Principal.class);
        Optional<AccountId> account = call.params().find(ACCOUNT).map(AccountId::new);
        account.ifPresent(principal::mustReach);
        if (call.params().has(TO) && account.isEmpty()) {
            throw ApiException.badRequest("to", "needs account_id: addresses are found by account");
        }
        return list(call.params(), account, principal.accounts());
    }

    private ApiReply listOwn(Call call) {
        AccountId own = call.noted(AccountPrincipal.class).account();
        return list(call.params(), Optional.of(own), Set.of());
    }

    private ApiReply list(Params params, Optional<AccountId> account, Set<AccountId> only) {
        MessageFilter filter =
                new MessageFilter(
                        account,
                        params.find(SENDER),
                        params.find(CAMPAIGN),
                        params.find(STATE).map(RecipientStatus::of),
                        params.find(SINCE).filter(Types::isGiven),
                        params.find(UNTIL).filter(Types::isGiven),
                        params.find(TO),
                        only);
        boolean newestFirst = params.get(ORDER).equals("desc");
        long from = params.find(FROM_ID).orElse(newestFirst ? 0L : 1L);
        int limit = params.get(LIMIT).intValue();
        Slice<MessageView> found =
                database.read(tx -> store.list(tx, filter, from, limit, newestFirst));
        if (found.totalCount() <= SqlMessageStore.COUNTED) {
            return ApiReply.list(found, MessageBody::write);
        }
        return ApiReply.list(found.counted(SqlMessageStore.COUNTED), MessageBody::write)
                .and(out -> out.flag("total_is_at_least", true));
    }

    private ApiReply get(Call call) {
        Principal principal = call.noted(Principal.class);
        long id = call.params().get(ID);
        MessageHistory life =
                database.read(tx ->
                        store.accountOf(tx, id)
                                .filter(principal::reaches)
                                .flatMap(account -> life(tx, account, id, call.params()))
                                .orElseThrow(() -> none(id)));
        return ApiReply.one(out -> MessageBody.write(out, life));
    }

    private ApiReply getOwn(Call call) {
        AccountId own = call.noted(AccountPrincipal.class).account();
        long id = call.params().get(ID);
        MessageHistory life =
                database.read(tx -> life(tx, own, id, call.params()).orElseThrow(() -> none(id)));
        return ApiReply.one(out -> MessageBody.write(out, life));
    }

    private Optional<MessageHistory> life(Tx tx, AccountId account, long id, Params params) {
        Optional<MessageView> message = store.find(tx, account, id);
        if (message.isEmpty()) {
            return Optional.empty();
        }
        int limit = params.get(RECIPIENTS).intValue();
        List<RecipientView> recipients =
                store.recipients(
                        tx, account, id, params.get(FROM_RECIPIENT), limit + 1, clock.instant());
        boolean more = recipients.size() > limit;
        return Optional.of(
                MessageHistory.of(
                        message.get(),
                        more ? recipients.subList(0, limit) : recipients,
                        more ? Optional.of(recipients.getLast().id()) : Optional.empty(),
                        events.ofMessage(tx, account, id),
                        KeptContent.of(tx, message.get(), retention)));
    }

    /**
     * Returns the same error whether the message does not exist or is not visible to the caller.
     */
    private static ApiException none(long id) {
        return ApiException.notFound("no message with id " + id);
    }
}
