package io.mailyard.senders;

import io.mailyard.api.Call;
import io.mailyard.api.Handler;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.base.AccountId;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** {@code senders/...} (docs/spec/admin-api.md, section 5), except its queue. */
public final class SenderRoutes {
    private static final String BASE = "/api/v1.1/admin/senders/";

    /** Filters of a list, and of an act on many. */
    static final List<Param<?>> FILTERS =
            List.of(
                    SenderBody.FILTER_ACCOUNT,
                    SenderBody.DELETED,
                    SenderBody.SEARCH,
                    SenderBody.OF_TYPE,
                    SenderBody.ON_NODE,
                    SenderBody.PROBLEMS);

    private static final Param<String> SORT = Sorting.by(SenderOrder.WORDS.toArray(String[]::new));

    private final Senders senders;
    private final Writes writes;

    public SenderRoutes(Senders senders, Writes writes) {
        this.senders = senders;
        this.writes = writes;
    }

    /**
     * Administrators' calls. Senders are the platform's: only a list of one account's can be asked
     * by a token that is bound to it.
     */
    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                "senders",
                                "Senders, ascending by id.",
                                this::list,
                                Paging.FROM_ID,
                                Paging.LIMIT,
                                SenderBody.FILTER_ACCOUNT,
                                SenderBody.INCLUDE_DELETED,
                                SenderBody.DELETED,
                                SenderBody.SEARCH,
                                SenderBody.OF_TYPE,
                                SenderBody.ON_NODE,
                                SenderBody.PROBLEMS,
                                SenderBody.COUNTS,
                                SORT,
                                Sorting.FROM)
                        .on(SenderBody.FILTER_ACCOUNT)
                        .answers(ReplySchema.list(SenderBody.SUMMARY).and(Sorting.NEXT)),
                Route.read(
                                BASE + "akmta/get",
                                "senders",
                                "One sender in full, a deleted one too.",
                                this::get,
                                SenderBody.EXISTING)
                        .answers(ReplySchema.one(senders.schema())),
                akmta(),
                Route.write(
                                BASE + "other/save",
                                "senders",
                                "Registers a sender of another type, which is kept and cannot send, or changes one.",
                                this::saveOther,
                                Fields.params(Sender.OTHER, SenderBody.ID))
                        .answers(ReplySchema.savedId()),
                Route.write(
                                BASE + "assign",
                                "senders",
                                "Lets an account send by a sender, or no longer.",
                                this::assign,
                                SenderBody.EXISTING,
                                SenderBody.ACCOUNT_ID,
                                SenderBody.ASSIGNED)
                        .explained(),
                state(
                        "delete",
                        "Deletes a sender; undelete brings it back.",
                        call -> changing(call, ApiReply.emptyInXml(), senders::delete)),
                state(
                        "undelete",
                        "Brings a deleted sender back with its accounts, as it was.",
                        call -> changing(call, ApiReply.none(), senders::undelete)));
    }

    private Route akmta() {
        List<Param<?>> params =
                new ArrayList<>(Arrays.asList(Fields.params(Sender.MTA, SenderBody.ID)));
        params.add(SenderBody.ACCOUNT_IDS);
        return Route.write(
                        BASE + "akmta/save",
                        "senders",
                        "Makes a sender that sends by the MTAs of nodes, or changes one.",
                        this::saveAkmta,
                        params.toArray(Param<?>[]::new))
                .answers(ReplySchema.savedId());
    }

    private static Route state(String verb, String summary, Handler handler) {
        return Route.write(BASE + verb, "senders", summary, handler, SenderBody.EXISTING);
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SenderFilter filter = filter(call);
        boolean withDeletion = params.get(SenderBody.DELETED) || filter.includeDeleted();
        SortedSlice<ListedSender> found =
                senders.list(
                        filter,
                        new SenderOrder(params.get(SORT), params.get(Sorting.FROM)),
                        Paging.page(params),
                        params.get(SenderBody.COUNTS));
        return Sorting.reply(
                found.slice(), found.nextFrom(), (out, row) -> row.write(out, withDeletion));
    }

    /** Reads the filter of senders from a call. */
    static SenderFilter filter(Call call) {
        Params params = call.params();
        return new SenderFilter(
                params.find(SenderBody.FILTER_ACCOUNT).map(AccountId::new),
                params.find(SenderBody.INCLUDE_DELETED).orElse(false),
                params.find(SenderBody.DELETED).orElse(false),
                given(params, SenderBody.SEARCH),
                given(params, SenderBody.OF_TYPE),
                params.find(SenderBody.ON_NODE),
                params.find(SenderBody.PROBLEMS));
    }

    private static Optional<String> given(Params params, Param<String> param) {
        return params.find(param).map(String::strip).filter(text -> !text.isEmpty());
    }

    private ApiReply get(Call call) {
        return ApiReply.one(senders.get(id(call))::write);
    }

    private ApiReply saveAkmta(Call call) {
        return save(call, senders::create, senders::update);
    }

    private ApiReply saveOther(Call call) {
        return save(call, senders::createOther, senders::updateOther);
    }

    private interface Creation {
        SenderId create(Change change, Params params);
    }

    private interface Edit {
        void update(Change change, SenderId id, Params params);
    }

    private ApiReply save(Call call, Creation creation, Edit edit) {
        Optional<SenderId> id = call.params().find(SenderBody.ID).map(SenderId::new);
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(creation.create(change, call.params()).value());
                    }
                    edit.update(change, id.get(), call.params());
                    return ApiReply.savedId(id.get().value());
                });
    }

    private ApiReply assign(Call call) {
        AccountId account = new AccountId(call.params().get(SenderBody.ACCOUNT_ID));
        boolean assigned = call.params().get(SenderBody.ASSIGNED);
        return changing(
                call,
                ApiReply.none(),
                (change, id) -> senders.assign(change, id, account, assigned));
    }

    private ApiReply changing(Call call, ApiReply reply, BiConsumer<Change, SenderId> work) {
        SenderId id = id(call);
        return writes.answer(
                call,
                change -> {
                    work.accept(change, id);
                    return reply;
                });
    }

    private static SenderId id(Call call) {
        return new SenderId(call.params().get(SenderBody.EXISTING));
    }
}
