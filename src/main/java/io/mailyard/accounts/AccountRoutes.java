package io.mailyard.accounts;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.Handler;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.base.ApiException;
import io.mailyard.fields.Fields;
import io.mailyard.tariffs.TariffId;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** {@code accounts/...} (docs/spec/admin-api.md, section 2). */
public final class AccountRoutes {
    private static final String BASE = "/api/v1.1/admin/accounts/";
    private static final Param<Long> EXISTING = Account.ID.required();
    private static final Param<Boolean> FILTER_ACTIVE =
            Param.of("is_active", Types.flag(), "Only these.");
    private static final Param<Boolean> FILTER_FROZEN =
            Param.of("is_frozen", Types.flag(), "Only these.");
    private static final Param<Long> FILTER_TARIFF =
            Param.of("tariff_id", Types.id(), "Only those on this tariff.");
    private static final Param<String> SEARCH =
            Param.of("search", Types.text(0, 255), "In name and title, without regard to case.");
    private static final Param<Boolean> INCLUDE_DELETED =
            Param.of("include_deleted", Types.flag(), "Deleted ones too, until they are purged.")
                    .defaultsTo(false);
    private static final Param<Boolean> FULL =
            Param.of("full", Types.flag(), "Each as accounts/get shows it, without receipts.")
                    .defaultsTo(false);
    private static final Param<String> STATE =
            Param.of(
                    "state",
                    Types.oneOf("active", "frozen", "inactive", "deleted"),
                    "Only those in this state; of several, the strongest counts, the last of these.");
    private static final Param<String> SORT =
            Param.of(
                            "sort",
                            Types.oneOf(AccountOrder.WORDS.toArray(String[]::new)),
                            "Order of the list, with - descending. Pages of an order other than id begin"
                                    + " with from.")
                    .defaultsTo("id");
    private static final Param<String> FROM =
            Param.of(
                            "from",
                            Types.text(0, 2048),
                            "Where the page begins: next_from of an answer in the same order.")
                    .defaultsTo("");
    private static final Param<Boolean> COUNTS =
            Param.of(
                            "counts",
                            Types.flag(),
                            "Each with the numbers of its users and of its queued mail.")
                    .defaultsTo(false);
    private static final ObjectSchema NEXT =
            ObjectSchema.part()
                    .text(
                            "next_from",
                            "Start of the next page in another order than by id; absent on the last.")
                    .optional();
    private static final Param<String> PAYMENT_URL =
            Param.of("payment_url", Types.url(), "Where the account's users are sent to pay.");
    private static final Param<Params> FROZEN_DETAILS =
            Param.of(
                    "frozen_details",
                    Types.object("FrozenDetailsInput", PAYMENT_URL),
                    "What the account's users are shown.");
    private static final Param<String> REASON =
            Param.of("reason", Types.text(0, 1000), "Why, for the account's users.");
    private static final Param<Instant> UNTIL =
            Param.of("until", Types.time(), "When it is lifted by itself; in the future.");

    /** Filters of a list, and of an act on many. */
    static final List<Param<?>> FILTERS =
            List.of(FILTER_ACTIVE, FILTER_FROZEN, FILTER_TARIFF, SEARCH, STATE);

    private final Accounts accounts;
    private final Writes writes;

    public AccountRoutes(Accounts accounts, Writes writes) {
        this.accounts = accounts;
        this.writes = writes;
    }

    /** Administrators' calls. A token bound to some accounts sees and changes these alone. */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                "accounts",
                                "Accounts, ascending by id.",
                                this::list,
                                Paging.FROM_ID,
                                Paging.LIMIT,
                                FILTER_ACTIVE,
                                FILTER_FROZEN,
                                FILTER_TARIFF,
                                SEARCH,
                                STATE,
                                INCLUDE_DELETED,
                                SORT,
                                FROM,
                                FULL,
                                COUNTS)
                        .sifted()
                        .answers(
                                ReplySchema.list(
                                                AccountBody.listed(
                                                        accounts.details().listedSchema()))
                                        .and(NEXT)),
                Route.read(BASE + "get", "accounts", "One account in full.", this::get, EXISTING)
                        .on(EXISTING)
                        .answers(
                                ReplySchema.one(AccountBody.full(accounts.details().fullSchema()))),
                save(),
                state(
                        "delete",
                        "Deletes an account; it can be restored for a while.",
                        this::delete),
                state(
                        "restore",
                        "Brings a deleted account back with all that it had.",
                        this::restore),
                state("activate", "Switches an account on.", call -> activate(call, true)),
                state("deactivate", "Switches an account off.", call -> activate(call, false))
                        .explained(),
                Route.write(
                                BASE + "freeze",
                                "accounts",
                                "Freezes an account: its mail is suspended, its users see a notice.",
                                this::freeze,
                                EXISTING,
                                FROZEN_DETAILS,
                                REASON,
                                UNTIL)
                        .on(EXISTING)
                        .checking(writes.inFuture(UNTIL)),
                state("unfreeze", "Lifts a freeze.", this::unfreeze));
    }

    private Route save() {
        return Route.write(
                        BASE + "save",
                        "accounts",
                        "Makes an account, or changes the one with the id.",
                        this::save,
                        Fields.params(Account.SETTABLE, Account.ID.sent()))
                .on(Account.ID.sent())
                .answers(ReplySchema.savedId());
    }

    private static Route state(String verb, String summary, Handler handler) {
        return Route.write(BASE + verb, "accounts", summary, handler, EXISTING).on(EXISTING);
    }

    /** Reads the filter of accounts from a call. */
    static AccountFilter filter(Call call) {
        Params params = call.params();
        return new AccountFilter(
                params.find(FILTER_ACTIVE),
                params.find(FILTER_FROZEN),
                params.find(FILTER_TARIFF).map(TariffId::new),
                params.find(SEARCH).filter(words -> !words.isEmpty()),
                params.find(STATE).map(word -> AccountState.valueOf(word.toUpperCase(Locale.ROOT))),
                params.find(INCLUDE_DELETED).orElse(false),
                call.noted(Principal.class).accounts());
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        AccountFilter filter = filter(call);
        AccountPage<Consumer<Out>> page =
                accounts.list(
                        filter,
                        AccountOrder.of(params.get(SORT), params.get(FROM)),
                        Paging.page(params),
                        new ListedMembers(params.get(FULL), params.get(COUNTS)));
        return ApiReply.list(page.slice(), (Out out, Consumer<Out> shown) -> shown.accept(out))
                .and(out -> page.next().ifPresent(next -> out.text("next_from", next)));
    }

    private ApiReply get(Call call) {
        return ApiReply.one(accounts.shown(id(call)));
    }

    private ApiReply save(Call call) {
        Optional<AccountId> id = call.params().find(Account.ID.sent()).map(AccountId::new);
        Principal by = call.noted(Principal.class);
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(accounts.create(change, by, call.params()).value());
                    }
                    accounts.update(change, by, id.get(), call.params());
                    return ApiReply.savedId(id.get().value());
                });
    }

    private ApiReply delete(Call call) {
        return changing(call, ApiReply.emptyInXml(), accounts::delete);
    }

    private ApiReply restore(Call call) {
        return changing(call, ApiReply.none(), accounts::restore);
    }

    private ApiReply activate(Call call, boolean on) {
        return changing(call, ApiReply.none(), (change, id) -> accounts.activate(change, id, on));
    }

    private ApiReply unfreeze(Call call) {
        return changing(call, ApiReply.emptyInXml(), accounts::unfreeze);
    }

    private ApiReply freeze(Call call) {
        Params params = call.params();
        Optional<Instant> until = params.find(UNTIL).filter(Types::isGiven);
        return changing(
                call,
                ApiReply.emptyInXml(),
                (change, id) -> accounts.freeze(change, id, frozen(params, until, change.now())));
    }

    private static FreezeDetails frozen(Params params, Optional<Instant> until, Instant now) {
        until.filter(time -> !time.isAfter(now))
                .ifPresent(time -> {
                    throw ApiException.badRequest("until", time + " is not in the future");
                });
        return new FreezeDetails(
                params.find(FROZEN_DETAILS)
                        .flatMap(details -> details.find(PAYMENT_URL))
                        .filter(url -> !url.isEmpty()),
                params.find(REASON).filter(reason -> !reason.isEmpty()),
                now,
                until);
    }

    /**
     * Runs a change of one account; a dry run also returns how many objects of other packages it
     * affects.
     */
    private ApiReply changing(Call call, ApiReply reply, BiConsumer<Change, AccountId> work) {
        AccountId id = id(call);
        return writes.answer(
                call,
                change -> {
                    work.accept(change, id);
                    return change.dryRun() ? reply.and(touched(change, id)) : reply;
                });
    }

    /** Counts at once, since the answer is written after the transaction. */
    private Consumer<Out> touched(Change change, AccountId id) {
        Map<String, Long> counts = new LinkedHashMap<>();
        accounts.dependents()
                .forEach(dependent ->
                        counts.put(dependent.noun(), dependent.count(change.tx(), id)));
        return out -> out.object("touches", touches -> counts.forEach(touches::number));
    }

    private static AccountId id(Call call) {
        return new AccountId(call.params().get(EXISTING));
    }
}
