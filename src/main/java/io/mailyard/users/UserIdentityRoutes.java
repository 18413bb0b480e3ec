package io.mailyard.users;

import io.mailyard.access.AccountPrincipal;
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
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.users.UserIdentities.UserIdentity;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import io.mailyard.writes.Writes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * {@code account_providers/identities/...}: whom the providers of an account know as which of its
 * users, for administrators and for accounts themselves.
 */
final class UserIdentityRoutes {
    private static final String CALLS = "account_providers/identities/";

    private static final Param<Long> PROVIDER =
            Param.of("id", Types.id(), "The provider. It or name is needed.");
    private static final Param<Login> NAME =
            Param.of("name", UserBody.NAME.type(), "The user's login. It or id is needed.");
    private static final Param<String> SEARCH =
            Sorting.search("In the login and the subject, in any case; of a provider's list.");
    private static final Param<String> SORT = Sorting.by(UserIdentities.SORTS.words());
    private static final Param<Long> ONE_PROVIDER =
            Param.of("id", Types.id(), "The provider.").required();
    private static final Param<Login> ONE_NAME =
            Param.of("name", UserBody.NAME.type(), "The user's login.").required();

    private static final ObjectSchema IDENTITY =
            ObjectSchema.of("UserIdentity", "Whom a provider knows as a user of the account.")
                    .number("user_id", "The user.")
                    .text("username", "The user's login.")
                    .number("provider_id", "The provider.")
                    .text("provider", "Its name.")
                    .text("subject", "What the provider calls the person (sub).")
                    .time("linked_at", "When the person first signed in as the user.");

    private final Database database;
    private final Users users;
    private final UserLinks links;
    private final Writes writes;

    UserIdentityRoutes(Database database, Users users, UserLinks links, Writes writes) {
        this.database = database;
        this.users = users;
        this.links = links;
        this.writes = writes;
    }

    /** Whose identities a call is about. */
    private record IdentityPlace(
            String base,
            String noun,
            Function<Call, AccountId> owner,
            List<Param<?>> first,
            UnaryOperator<Route> reach) {
        Param<?>[] params(Param<?>... more) {
            return Stream.concat(first.stream(), Stream.of(more)).toArray(Param<?>[]::new);
        }
    }

    List<Route> routes() {
        IdentityPlace administrators =
                new IdentityPlace(
                        "/api/v1.1/admin/" + CALLS,
                        "users",
                        call -> new AccountId(call.params().get(UserBody.ACCOUNT)),
                        List.of(UserBody.ACCOUNT),
                        route -> route.on(UserBody.ACCOUNT));
        IdentityPlace own =
                new IdentityPlace(
                        "/api/v1.1/" + CALLS,
                        "account",
                        call -> call.noted(AccountPrincipal.class).account(),
                        List.of(),
                        Route::own);
        return Stream.of(administrators, own).flatMap(this::routes).toList();
    }

    private Stream<Route> routes(IdentityPlace place) {
        Route list =
                Route.read(
                        place.base() + "list",
                        place.noun(),
                        "Whom a provider of an account knows as which user, by the user's id; those of"
                                + " one user by the provider's.",
                        call -> list(call, place.owner().apply(call)),
                        place.params(
                                PROVIDER,
                                NAME,
                                SEARCH,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT));
        Route delete =
                Route.write(
                        place.base() + "delete",
                        place.noun(),
                        "Has a provider know a user no more: sessions that it opened for the user"
                                + " end, and whoever signs in next is looked for by address.",
                        call -> delete(call, place.owner().apply(call)),
                        place.params(ONE_PROVIDER, ONE_NAME));
        return Stream.of(
                place.reach().apply(list).answers(ReplySchema.list(IDENTITY).and(Sorting.NEXT)),
                place.reach()
                        .apply(delete)
                        .refuses(
                                ErrorCode.NOT_FOUND,
                                "The account has no such user, or the provider knows it not."));
    }

    private ApiReply list(Call call, AccountId account) {
        Optional<Long> provider = call.params().find(PROVIDER);
        Optional<Login> name = call.params().find(NAME);
        if (provider.isEmpty() && name.isEmpty()) {
            throw ApiException.badRequest("id", "or name is needed: whose identities to list");
        }
        Params params = call.params();
        String search = params.get(SEARCH).strip();
        SortedPage page =
                new SortedPage(params.get(SORT), params.get(Sorting.FROM), Paging.page(params));
        boolean byId = page.sort().equals("id") && page.from().isEmpty();
        if (name.isPresent() && !(byId && search.isEmpty())) {
            throw ApiException.badRequest(
                    "name", "lists by the providers' ids alone: leave search, sort and from out");
        }
        SortedSlice<UserIdentity> found =
                database.read(tx -> {
                    links.mustExist(tx, account);
                    provider.ifPresent(id -> links.provider(tx, account, id));
                    return name.isPresent()
                            ? ofUser(tx, account, name.get(), provider, page.page())
                            : links.list(tx, account, provider.orElseThrow(), search, page);
                });
        return Sorting.reply(found.slice(), found.nextFrom(), UserIdentityRoutes::write);
    }

    /** Identities of one user, at most one at each provider, by the provider's id. */
    private SortedSlice<UserIdentity> ofUser(
            Tx tx, AccountId account, Login login, Optional<Long> provider, Page page) {
        List<UserIdentity> all =
                links.of(tx, account, users.inAccount(tx, account, login).id()).stream()
                        .filter(one -> provider.map(id -> id == one.provider()).orElse(true))
                        .sorted(Comparator.comparingLong(UserIdentity::provider))
                        .toList();
        List<UserIdentity> rows =
                all.stream()
                        .filter(one -> one.provider() >= page.fromId())
                        .limit(page.limit() + 1L)
                        .toList();
        return new SortedSlice<>(Slice.of(rows, page, all.size(), UserIdentity::provider), "");
    }

    private static void write(Out out, UserIdentity identity) {
        out.number("user_id", identity.user())
                .text("username", identity.login())
                .number("provider_id", identity.provider())
                .text("provider", identity.providerName())
                .text("subject", identity.subject())
                .time("linked_at", identity.linkedAt());
    }

    private ApiReply delete(Call call, AccountId account) {
        return writes.answer(
                call,
                change -> {
                    User user = users.inAccount(change.tx(), account, call.params().get(ONE_NAME));
                    links.unlink(change, user, call.params().get(ONE_PROVIDER));
                    return ApiReply.emptyInXml();
                });
    }
}
