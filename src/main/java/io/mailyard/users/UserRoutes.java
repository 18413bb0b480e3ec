package io.mailyard.users;

import io.mailyard.access.Scopes;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code accounts/users/...} (docs/spec/admin-api.md, section 3). */
public final class UserRoutes {
    private static final String BASE = "/api/v1.1/admin/accounts/users/";

    /** The path that the guides print for deleting a user, and the hint for whoever calls it. */
    public static final String MISPRINT = "/api/v1.1/admin/accounts/add";

    public static final String MISPRINT_HINT =
            "the guides print this address for deleting a user by mistake; a user is deleted at "
                    + BASE
                    + "delete, an account is added at /api/v1.1/admin/accounts/save";

    private static final Param<String> EMAIL_TO_ADD = User.EMAIL.required();

    /** Filters of a list, and of an act on many. */
    static final List<Param<?>> FILTERS =
            List.of(
                    User.ACTIVE.sent(),
                    User.MASTER.sent(),
                    User.LANG.sent(),
                    UserBody.SECOND_FACTOR,
                    UserBody.SEARCH);

    private final Users users;
    private final Welcomes welcomes;
    private final Writes writes;

    public UserRoutes(Users users, Welcomes welcomes, Writes writes) {
        this.users = users;
        this.welcomes = welcomes;
        this.writes = writes;
    }

    /** Administrators' calls about the users of an account that the caller names. */
    public List<Route> routes() {
        return List.of(
                listing(),
                Route.read(
                                BASE + "get",
                                "users",
                                "One user in full.",
                                this::get,
                                UserBody.ACCOUNT,
                                UserBody.NAME)
                        .on(UserBody.ACCOUNT)
                        .answers(ReplySchema.one(User.FULL)),
                Route.write(
                                BASE + "add",
                                "users",
                                "Adds a user.",
                                this::add,
                                settings(UserBody.NAME_TO_ADD, EMAIL_TO_ADD))
                        .on(UserBody.ACCOUNT)
                        .checking(UserBody::checkPassword)
                        .answers(ReplySchema.savedId()),
                update(),
                Route.write(
                                BASE + "delete",
                                "users",
                                "Deletes a user.",
                                this::delete,
                                UserBody.ACCOUNT,
                                UserBody.NAME)
                        .on(UserBody.ACCOUNT),
                Route.write(
                                BASE + "send_welcome",
                                "users",
                                "Mails a user a link to set a password; earlier links become void.",
                                this::sendWelcome,
                                UserBody.ACCOUNT,
                                UserBody.NAME)
                        .on(UserBody.ACCOUNT)
                        .alsoBy(Scopes.WELCOME));
    }

    private Route listing() {
        return Route.read(
                        BASE + "list",
                        "users",
                        "Users of an account.",
                        this::list,
                        UserBody.ACCOUNT,
                        User.ACTIVE.sent(),
                        User.MASTER.sent(),
                        User.LANG.sent(),
                        UserBody.SECOND_FACTOR,
                        UserBody.ONE,
                        UserBody.SEARCH,
                        UserBody.LIMIT,
                        UserBody.FROM_NAME,
                        UserBody.FROM_ID,
                        UserBody.SORT,
                        UserBody.FULL)
                .on(UserBody.ACCOUNT)
                .answers(
                        ReplySchema.listByName(User.SUMMARY, "user", "next_from_name")
                                .and(
                                        ObjectSchema.part()
                                                .number(
                                                        "next_from_id",
                                                        "The same where sorted by id.")
                                                .optional()));
    }

    private Route update() {
        return Route.write(
                        BASE + "update",
                        "users",
                        "Changes a user; what is absent stays.",
                        this::update,
                        settings(UserBody.NAME, UserBody.NEW_NAME))
                .on(UserBody.ACCOUNT)
                .explained()
                .checking(UserBody::checkPassword)
                .answers(ReplySchema.savedId());
    }

    private static Param<?>[] settings(Param<?>... more) {
        List<Param<?>> params = new ArrayList<>(List.of(UserBody.ACCOUNT));
        params.addAll(Arrays.asList(more));
        params.addAll(List.of(UserBody.PASSWORD, UserBody.SEND_WELCOME, UserBody.ALERTS));
        Set<String> given = params.stream().map(Param::name).collect(Collectors.toSet());
        User.SETTABLE.stream()
                .map(Field::sent)
                .filter(param -> !given.contains(param.name()))
                .forEach(params::add);
        return params.toArray(new Param<?>[0]);
    }

    /** Reads which users the filters of a call let pass. */
    static UserFilter filter(Call call) {
        Params params = call.params();
        return new UserFilter(
                params.find(User.ACTIVE.sent()),
                params.find(User.MASTER.sent()),
                params.find(User.LANG.sent()),
                params.find(UserBody.SECOND_FACTOR),
                params.find(UserBody.ONE),
                params.find(UserBody.SEARCH).filter(text -> !text.isBlank()));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        UserFilter filter = filter(call);
        UserOrder order =
                new UserOrder(
                        UserOrder.SortWord.of(params.get(UserBody.SORT)),
                        params.find(UserBody.FROM_NAME).orElse(""),
                        params.get(UserBody.FROM_ID));
        Users.UserQuery asked =
                new Users.UserQuery(
                        account(call),
                        filter,
                        order,
                        params.get(UserBody.LIMIT).intValue(),
                        params.get(UserBody.FULL));
        Users.UserPage page = users.list(asked);
        return ApiReply.many(
                        page.rows(),
                        (out, user) ->
                                Fields.write(
                                        out,
                                        asked.full() ? User.FIELDS : User.LISTED,
                                        user.values()),
                        "user")
                .and(out -> {
                    out.number("total_count", page.total());
                    page.next()
                            .ifPresent(next -> {
                                if (order.word().isById()) {
                                    out.number("next_from_id", next.id().value());
                                } else {
                                    out.text("next_from_name", next.login().text());
                                }
                            });
                });
    }

    private ApiReply get(Call call) {
        User user = users.get(account(call), call.params().get(UserBody.NAME));
        return ApiReply.one(out -> Fields.write(out, User.FIELDS, user.values()));
    }

    private ApiReply add(Call call) {
        Params params = call.params();
        Optional<String> password = users.hashed(params);
        Welcomes.Origin origin = Welcomes.origin(call);
        return writes.answer(
                call,
                change -> {
                    User user = users.add(change, account(call), params, password);
                    if (params.get(UserBody.SEND_WELCOME)) {
                        welcomes.send(change, user, origin);
                    }
                    return ApiReply.savedId(user.id().value());
                });
    }

    private ApiReply update(Call call) {
        Params params = call.params();
        Optional<String> password = users.hashed(params);
        Welcomes.Origin origin = Welcomes.origin(call);
        return writes.answer(
                call,
                change -> {
                    User user = users.update(change, account(call), params, password);
                    if (params.get(UserBody.SEND_WELCOME)) {
                        welcomes.send(change, user, origin);
                    }
                    return ApiReply.savedId(user.id().value());
                });
    }

    private ApiReply delete(Call call) {
        return writes.answer(
                call,
                change -> {
                    User user =
                            users.delete(change, account(call), call.params().get(UserBody.NAME));
                    welcomes.forget(change.tx(), user.account(), user.id());
                    return ApiReply.emptyInXml();
                });
    }

    private ApiReply sendWelcome(Call call) {
        Welcomes.Origin origin = Welcomes.origin(call);
        return writes.answer(
                call,
                change -> {
                    welcomes.send(change, account(call), call.params().get(UserBody.NAME), origin);
                    return ApiReply.none();
                });
    }

    static AccountId account(Call call) {
        return new AccountId(call.params().get(UserBody.ACCOUNT));
    }
}
