package io.mailyard.routing;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code vsenders/...} (docs/spec/admin-api.md, section 6). */
public final class VirtualSenderRoutes {
    private static final String ADMIN = "/api/v1.1/admin/vsenders/";

    /** The documented names of clone and delete, also for administrators' tokens. */
    private static final String PRINTED = "/api/v1.1/vsenders/";

    /** Alarms are rare: more than that say that something is wrong everywhere. */
    private static final int MOST_ALARMS = 100;

    private static final Param<String> SEARCH = Sorting.search("In the name, in any case.");
    private static final Param<String> SORT = Sorting.by(SqlVirtualSenderStore.SORTS.words());

    private final VirtualSenders virtualSenders;
    private final ShareMonitor shares;
    private final Writes writes;

    public VirtualSenderRoutes(VirtualSenders virtualSenders, ShareMonitor shares, Writes writes) {
        this.virtualSenders = virtualSenders;
        this.shares = shares;
        this.writes = writes;
    }

    /**
     * Administrators' calls. {@code delete} and {@code clone} have a second path, as the API's
     * first documents print it.
     */
    public List<Route> routes() {
        Route list =
                Route.read(
                                ADMIN + "list",
                                "vsenders",
                                "Virtual senders of an account.",
                                this::list,
                                VirtualSenderBody.OF_ACCOUNT,
                                SEARCH,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .on(VirtualSenderBody.OF_ACCOUNT)
                        .answers(ReplySchema.list(VirtualSenderBody.SUMMARY).and(Sorting.NEXT));
        Route get =
                Route.read(
                                ADMIN + "get",
                                "vsenders",
                                "A virtual sender with its rules.",
                                this::get,
                                VirtualSenderBody.OF_ACCOUNT,
                                VirtualSenderBody.EXISTING)
                        .on(VirtualSenderBody.OF_ACCOUNT)
                        .answers(ReplySchema.one(VirtualSenderBody.FULL));
        Route add =
                Route.write(
                                ADMIN + "add",
                                "vsenders",
                                "Makes a virtual sender.",
                                this::add,
                                VirtualSenderBody.OF_ACCOUNT,
                                VirtualSenderBody.NAME.required(),
                                VirtualSenderBody.EMAIL_RULES,
                                VirtualSenderBody.SMS_RULES)
                        .on(VirtualSenderBody.OF_ACCOUNT)
                        .answers(ReplySchema.savedId());
        Route update =
                Route.write(
                                ADMIN + "update",
                                "vsenders",
                                "Changes a virtual sender; what is absent stays.",
                                this::update,
                                VirtualSenderBody.OF_ACCOUNT,
                                VirtualSenderBody.EXISTING,
                                VirtualSenderBody.NAME,
                                VirtualSenderBody.EMAIL_RULES,
                                VirtualSenderBody.SMS_RULES)
                        .on(VirtualSenderBody.OF_ACCOUNT)
                        .answers(ReplySchema.savedId());
        return Stream.concat(
                        Stream.of(list, get, add, update, shares(), alarms()),
                        Stream.of(ADMIN, PRINTED).flatMap(this::both))
                .toList();
    }

    private Route shares() {
        return Route.read(
                        ADMIN + "shares",
                        "vsenders",
                        "What the senders of a virtual sender's rules got, held against their percents.",
                        this::shares,
                        VirtualSenderBody.OF_ACCOUNT,
                        VirtualSenderBody.EXISTING,
                        VirtualSenderBody.SINCE,
                        VirtualSenderBody.UNTIL)
                .on(VirtualSenderBody.OF_ACCOUNT)
                .answers(ReplySchema.one(ShareReport.SCHEMA));
    }

    private Route alarms() {
        return Route.read(
                        ADMIN + "alarms",
                        "vsenders",
                        "Rules whose senders' shares of today cannot be due to chance.",
                        this::alarms)
                .sifted()
                .answers(ReplySchema.many(VirtualSenderBody.ALARM));
    }

    /** The routes that have two paths. */
    private Stream<Route> both(String base) {
        return Stream.of(
                Route.write(
                                base + "clone",
                                "vsenders",
                                "Copies a virtual sender within its account.",
                                this::copy,
                                VirtualSenderBody.ACCOUNT,
                                VirtualSenderBody.EXISTING,
                                VirtualSenderBody.NAME)
                        .sifted()
                        .answers(ReplySchema.savedId()),
                Route.write(
                                base + "delete",
                                "vsenders",
                                "Deletes a virtual sender.",
                                this::delete,
                                VirtualSenderBody.OF_ACCOUNT,
                                VirtualSenderBody.EXISTING)
                        .on(VirtualSenderBody.OF_ACCOUNT)
                        .answers(ReplySchema.nullData()));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedPage page =
                new SortedPage(params.get(SORT), params.get(Sorting.FROM), Paging.page(params));
        SortedSlice<SqlVirtualSenderStore.VirtualSenderSummary> found =
                virtualSenders.list(account(call), params.get(SEARCH).strip(), page);
        return Sorting.reply(found.slice(), found.nextFrom(), VirtualSenderBody::listed);
    }

    private ApiReply get(Call call) {
        VirtualSender virtualSender = virtualSenders.get(account(call), id(call));
        return ApiReply.one(out -> VirtualSenderBody.write(out, virtualSender));
    }

    private ApiReply shares(Call call) {
        ShareMonitor.TimeWindow window =
                shares.window(
                        time(call, VirtualSenderBody.SINCE), time(call, VirtualSenderBody.UNTIL));
        List<ShareReport> rules = shares.of(account(call), id(call), window);
        return ApiReply.one(out ->
                out.time("since", ShareCounts.at(window.from()))
                        .time("until", ShareCounts.at(window.until()))
                        .objects("rules", rules, (item, shareReport) -> shareReport.write(item)));
    }

    private ApiReply alarms(Call call) {
        List<ShareMonitor.ShareAlarm> alarms =
                shares.alarms(call.noted(Principal.class).accounts(), MOST_ALARMS);
        return ApiReply.many(
                alarms,
                (out, alarm) ->
                        out.number("account_id", alarm.account().value())
                                .text("account_title", alarm.accountTitle())
                                .number("vsender_id", alarm.id().value())
                                .text("name", alarm.name())
                                .number("rule", alarm.rule()),
                "");
    }

    /** Treats an empty text as absent. */
    private static Optional<Instant> time(Call call, Param<Instant> param) {
        return call.params().find(param).filter(Types::isGiven);
    }

    private ApiReply add(Call call) {
        return writes.answer(
                call,
                change ->
                        ApiReply.savedId(
                                virtualSenders.add(change, account(call), call.params()).value()));
    }

    private ApiReply update(Call call) {
        return writes.answer(
                call,
                change -> {
                    virtualSenders.update(change, account(call), id(call), call.params());
                    return ApiReply.savedId(id(call).value());
                });
    }

    private ApiReply copy(Call call) {
        Optional<String> name = call.params().find(VirtualSenderBody.NAME);
        return writes.answer(
                call,
                change ->
                        ApiReply.savedId(
                                virtualSenders
                                        .copy(change, owner(change.tx(), call), id(call), name)
                                        .value()));
    }

    /** The account named by the call, or else that of the virtual sender. */
    private AccountId owner(Tx tx, Call call) {
        Principal principal = call.noted(Principal.class);
        Optional<AccountId> named =
                call.params().find(VirtualSenderBody.ACCOUNT).map(AccountId::new);
        named.ifPresent(principal::mustReach);
        return named.orElseGet(() -> virtualSenders.accountOf(tx, id(call), principal));
    }

    private ApiReply delete(Call call) {
        return writes.answer(
                call,
                change -> {
                    virtualSenders.delete(change, account(call), id(call));
                    return ApiReply.nullData();
                });
    }

    private static AccountId account(Call call) {
        return new AccountId(call.params().get(VirtualSenderBody.OF_ACCOUNT));
    }

    private static VirtualSenderId id(Call call) {
        return new VirtualSenderId(call.params().get(VirtualSenderBody.EXISTING));
    }
}
