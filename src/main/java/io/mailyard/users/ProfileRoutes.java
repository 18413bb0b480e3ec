package io.mailyard.users;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.accounts.Account;
import io.mailyard.accounts.Accounts;
import io.mailyard.accounts.OwnAccountRoutes;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.users.AddressProofs.Purpose;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code profile/...}: what an account's own people say of the account and of themselves. Never
 * what the account pays for or may do, nor what a user signs in by.
 */
final class ProfileRoutes {
    private static final Param<Login> NAME =
            Param.of(
                    "name",
                    UserBody.NAME.type(),
                    "The login of a user; default: whoever is signed in. A token names one to get"
                            + " or change what is a user's.");

    private static final List<Param<?>> OF_ACCOUNT =
            OwnAccountRoutes.PROFILE.stream().<Param<?>>map(ProfileRoutes::optional).toList();

    private static final ObjectSchema USER =
            Fields.declare(
                            ObjectSchema.of("ProfileUser", "A user of the account, as its own."),
                            User.PROFILE)
                    .text("email_asked", "A new email that waits for its proof; empty: none.")
                    .text(
                            "notify_email_asked",
                            "A new notify_email that waits for its proof; empty: none.");

    private static final ObjectSchema PROFILE =
            Fields.declare(
                            ObjectSchema.of(
                                    "Profile",
                                    "What an account's own people say of it, and of one of them."),
                            OwnAccountRoutes.PROFILE)
                    .object("user", USER, "The user who is named or signed in.")
                    .orNull();

    private final Database database;
    private final Accounts accounts;
    private final Users users;
    private final PortalPeople people;
    private final UserProfile profile;
    private final Writes writes;

    ProfileRoutes(
            Database database,
            Accounts accounts,
            Users users,
            PortalPeople people,
            UserProfile profile,
            Writes writes) {
        this.database = database;
        this.accounts = accounts;
        this.users = users;
        this.people = people;
        this.profile = profile;
        this.writes = writes;
    }

    List<Route> routes() {
        return List.of(
                Route.read(
                                "/api/v1.1/profile/get",
                                "profile",
                                "What the account's own people may change of it, and of a user.",
                                this::get,
                                NAME)
                        .own()
                        .answers(ReplySchema.one(PROFILE))
                        .refuses(ErrorCode.NOT_FOUND, "The account has no such user."),
                Route.write(
                                "/api/v1.1/profile/save",
                                "profile",
                                "Changes them; what is absent stays. A new notify_email counts"
                                        + " once the link mailed to it was followed.",
                                this::save,
                                params())
                        .own()
                        .answers(ReplySchema.savedId())
                        .refuses(ErrorCode.NOT_FOUND, "The account has no such user.")
                        .refuses(
                                ErrorCode.TOO_MANY_REQUESTS,
                                "Addresses were changed too often within an hour."));
    }

    /**
     * Parameter of a field that an account cannot do without, which need not be given to keep it.
     */
    private static <V> Param<V> optional(Field<V> field) {
        return Param.of(field.sent().name(), field.sent().type(), field.sent().doc());
    }

    private static Param<?>[] params() {
        List<Param<?>> params = new ArrayList<>(List.of(NAME));
        params.addAll(OF_ACCOUNT);
        params.addAll(UserProfile.PARAMS);
        return params.toArray(Param<?>[]::new);
    }

    private ApiReply get(Call call) {
        AccountPrincipal caller = call.noted(AccountPrincipal.class);
        return database.read(tx -> {
            Account account = accounts.existing(tx, caller.account());
            Optional<User> user = user(tx, call, caller);
            String email = user.flatMap(of -> profile.waiting(tx, of, Purpose.SIGN_IN)).orElse("");
            String notify = user.flatMap(of -> profile.waiting(tx, of, Purpose.NOTICES)).orElse("");
            return ApiReply.one(out -> {
                Fields.write(out, OwnAccountRoutes.PROFILE, account.values());
                if (user.isEmpty()) {
                    out.nothing("user");
                    return;
                }
                out.object(
                        "user",
                        of -> {
                            Fields.write(of, User.PROFILE, user.get().values());
                            of.text("email_asked", email).text("notify_email_asked", notify);
                        });
            });
        });
    }

    private ApiReply save(Call call) {
        AccountPrincipal caller = call.noted(AccountPrincipal.class);
        boolean ofAccount = OF_ACCOUNT.stream().anyMatch(call.params()::has);
        boolean ofUser = UserProfile.PARAMS.stream().anyMatch(call.params()::has);
        if (ofAccount) {
            mustReachAll(caller, "title, tz, reports_day and reports_hour are the account's");
        }
        return writes.answer(
                call,
                change -> {
                    Optional<User> user = user(change.tx(), call, caller);
                    if (ofUser && user.isEmpty()) {
                        throw ApiException.badRequest(
                                "name", "is needed: a token says whose profile it changes");
                    }
                    if (ofAccount) {
                        accounts.saveProfile(
                                change,
                                caller.account(),
                                FieldValues.given(OwnAccountRoutes.PROFILE, call.params()));
                    }
                    if (ofUser) {
                        profile.save(
                                change,
                                people.find(change.tx(), user.get().id().value()).orElseThrow(),
                                call.params(),
                                SignInOrigin.of(call.request()));
                    }
                    return ApiReply.savedId(caller.account().value());
                });
    }

    /** The user who is named, else whoever is signed in; empty: a token that names nobody. */
    private Optional<User> user(Tx tx, Call call, AccountPrincipal caller) {
        OptionalLong signedIn = caller.token().user();
        Optional<Login> named = call.params().find(NAME);
        if (named.isEmpty()) {
            return signedIn.isEmpty()
                    ? Optional.empty()
                    : people.find(tx, signedIn.getAsLong()).map(PortalUser::user);
        }
        Optional<User> found =
                signedIn.isEmpty()
                        ? Optional.empty()
                        : people.find(tx, signedIn.getAsLong())
                                .map(PortalUser::user)
                                .filter(user -> user.login().equals(named.get()));
        if (found.isPresent()) {
            return found;
        }
        mustReachAll(caller, "this profile is another user's");
        return Optional.of(users.inAccount(tx, caller.account(), named.get()));
    }

    /** Throws error 403 where it is a user without all rights in the account. */
    private static void mustReachAll(AccountPrincipal caller, String why) {
        if (caller.token().user().isPresent() && !caller.scopes().permitOwn("account", true)) {
            throw ApiException.forbidden(why + ": that needs the scope account:write");
        }
    }
}
