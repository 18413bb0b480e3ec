package io.mailyard.providers;

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
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import io.mailyard.writes.Writes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The calls about one kind of providers. */
final class ProviderCalls<P extends Provider> {
    private static final Param<Long> EXISTING = ProviderKind.ID.required();

    private static final Param<String> SEARCH =
            Sorting.search("In the name, the title and where it is, in any case.");
    private static final Param<Boolean> FILTER_ACTIVE =
            Param.of("active", Types.flag(), "Those that sign people in, or those that do not.");

    private final Providers<P> providers;
    private final Writes writes;
    private final ProviderCallPlace place;
    private final ShownProvider<P> shown;
    private final Param<String> sort;

    ProviderCalls(
            Providers<P> providers,
            Writes writes,
            ProviderCallPlace place,
            ShownProvider<P> shown) {
        this.providers = providers;
        this.writes = writes;
        this.place = place;
        this.shown = shown;
        this.sort = Sorting.by(providers.kind().sorts().words());
    }

    /**
     * Whose providers, and where the calls are.
     *
     * @param base what their paths begin with
     * @param noun of their scope
     * @param owner whose providers a call is about
     * @param first parameters that name the owner
     * @param list says whom the list concerns
     * @param one says whom the others concern
     */
    record ProviderCallPlace(
            String base,
            String noun,
            Function<Call, AccountId> owner,
            List<Param<?>> first,
            UnaryOperator<Route> list,
            UnaryOperator<Route> one) {
        /** Of administrators: who may manage them may manage who signs them in. */
        static ProviderCallPlace ofAdministrators(String calls) {
            return new ProviderCallPlace(
                    "/api/v1.1/admin/" + calls + "/",
                    "administrators",
                    _ -> AccountId.PLATFORM,
                    List.of(),
                    Route::sifted,
                    route -> route);
        }
    }

    /**
     * Answers about providers.
     *
     * @param row in a list
     * @param whole alone
     * @param more members that it has alone
     * @param tried what came of asking one
     * @param attempt asks one
     */
    record ShownProvider<P>(
            ObjectSchema row,
            ObjectSchema whole,
            BiConsumer<Out, P> more,
            ObjectSchema tried,
            Function<P, ApiReply> attempt) {}

    /** Summaries of the calls. */
    record Summaries(String list, String get, String save, String delete, String test) {}

    List<Route> routes(Summaries says) {
        Route list =
                Route.read(
                        place.base() + "list",
                        place.noun(),
                        says.list(),
                        this::list,
                        params(
                                SEARCH,
                                FILTER_ACTIVE,
                                sort,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT));
        Route get = read("get", says.get(), this::get);
        Route save =
                Route.write(
                        place.base() + "save",
                        place.noun(),
                        says.save(),
                        this::save,
                        Fields.params(providers.kind().fields(), params()));
        Route delete =
                Route.write(
                        place.base() + "delete",
                        place.noun(),
                        says.delete(),
                        this::delete,
                        params(EXISTING));
        Route test = read("test", says.test(), this::test);
        UnaryOperator<Route> one = place.one();
        return List.of(
                place.list().apply(list).answers(ReplySchema.list(shown.row()).and(Sorting.NEXT)),
                one.apply(get).answers(ReplySchema.one(shown.whole())),
                one.apply(save).confirmed().answers(ReplySchema.savedId()),
                one.apply(delete),
                one.apply(test).answers(ReplySchema.one(shown.tried())));
    }

    private Route read(String name, String summary, Function<Call, ApiReply> handler) {
        return Route.read(
                place.base() + name, place.noun(), summary, handler::apply, params(EXISTING));
    }

    private Param<?>[] params(Param<?>... more) {
        return Stream.concat(place.first().stream(), Arrays.stream(more)).toArray(Param<?>[]::new);
    }

    private AccountId owner(Call call) {
        return place.owner().apply(call);
    }

    private P existing(Call call) {
        return providers.get(owner(call), call.params().get(EXISTING));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedSlice<P> found =
                providers.list(
                        owner(call),
                        params.get(SEARCH).strip(),
                        params.find(FILTER_ACTIVE),
                        new SortedPage(
                                params.get(sort), params.get(Sorting.FROM), Paging.page(params)));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, provider) -> Fields.write(out, providers.kind().shown(), provider.values()));
    }

    private ApiReply get(Call call) {
        P provider = existing(call);
        return ApiReply.one(out -> {
            Fields.write(out, providers.kind().shown(), provider.values());
            shown.more().accept(out, provider);
        });
    }

    private ApiReply save(Call call) {
        Optional<Long> id = call.params().find(ProviderKind.ID.sent());
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(providers.create(change, call, owner(call)));
                    }
                    providers.update(change, call, owner(call), id.get());
                    return ApiReply.savedId(id.get());
                });
    }

    private ApiReply delete(Call call) {
        return writes.answer(
                call,
                change -> {
                    providers.delete(change, call, owner(call), call.params().get(EXISTING));
                    return ApiReply.emptyInXml();
                });
    }

    private ApiReply test(Call call) {
        return shown.attempt().apply(existing(call));
    }
}
