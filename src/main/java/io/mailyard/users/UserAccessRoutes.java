package io.mailyard.users;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Principal;
import io.mailyard.access.TokenSecret;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import io.mailyard.fields.Fields;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.signin.SignInSecrets;
import io.mailyard.signin.SignInSession;
import io.mailyard.signin.SignInSessions;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/** Administrators' calls about how users sign in: {@code accounts/users/...}. */
final class UserAccessRoutes {
    /** The page that takes the code of {@code enter}, which a slash and the code follow. */
    static final String ENTER = "/portal/enter";

    private static final String BASE = "/api/v1.1/admin/accounts/users/";
    private static final Param<Boolean> MAY_CHANGE =
            Param.of(
                            "may_change",
                            Types.flag(),
                            "Whether more than looking is allowed. Default false.")
                    .defaultsTo(false);
    private static final Param<String> REASON =
            Param.of("reason", Types.text(1, 500), "Why, for the audit.").required();
    private static final Param<Long> SESSION =
            Param.of("id", Types.id(), "The session; absent: all of the user.");
    private static final ObjectSchema ENTRY =
            ObjectSchema.of("UserEntry", "How to enter as a user.")
                    .text(
                            "url",
                            "The page that opens the session: works once, within five minutes."
                                    + " Shown this once.")
                    .number("minutes", "How long the session lasts.");
    private static final ObjectSchema ENDED =
            ObjectSchema.of("UserSessionsEnded", "Sessions of a user that were ended.")
                    .number("ended", "How many.");
    private static final ObjectSchema SESSION_SCHEMA =
            PortalPeople.SESSIONS.schema("UserSession", "An open session of a user.");

    private final Users users;
    private final SignInSessions<PortalUser> sessions;
    private final UserEntries entries;
    private final Writes writes;
    private final String publicUrl;
    private final SignInSecrets secrets = new SignInSecrets(PortalPeople.TABLES);

    UserAccessRoutes(
            Users users,
            SignInSessions<PortalUser> sessions,
            UserEntries entries,
            Writes writes,
            String publicUrl) {
        this.users = users;
        this.sessions = sessions;
        this.entries = entries;
        this.writes = writes;
        this.publicUrl = publicUrl;
    }

    List<Route> routes() {
        return List.of(
                Route.write(
                                BASE + "enter",
                                "users",
                                "Answers an address at which a signed-in administrator sees the"
                                        + " portal as the user does, for 30 minutes.",
                                this::enter,
                                UserBody.ACCOUNT,
                                UserBody.NAME,
                                MAY_CHANGE,
                                REASON)
                        .on(UserBody.ACCOUNT)
                        .confirmed()
                        .answers(ReplySchema.one(ENTRY)),
                Route.read(
                                BASE + "sessions/list",
                                "users",
                                "Open sessions of a user.",
                                this::list,
                                UserBody.ACCOUNT,
                                UserBody.NAME,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .on(UserBody.ACCOUNT)
                        .answers(ReplySchema.list(SESSION_SCHEMA)),
                Route.write(
                                BASE + "sessions/end",
                                "users",
                                "Ends a session of a user, or all.",
                                this::end,
                                UserBody.ACCOUNT,
                                UserBody.NAME,
                                SESSION)
                        .on(UserBody.ACCOUNT)
                        .explained()
                        .answers(ReplySchema.one(ENDED)),
                Route.write(
                                BASE + "factors/reset",
                                "users",
                                "Takes a user's second factor away, and ends the sessions.",
                                this::resetFactors,
                                UserBody.ACCOUNT,
                                UserBody.NAME)
                        .on(UserBody.ACCOUNT)
                        .explained()
                        .confirmed());
    }

    private User user(Call call, Tx tx) {
        return users.inAccount(
                tx,
                new AccountId(call.params().get(UserBody.ACCOUNT)),
                call.params().get(UserBody.NAME));
    }

    private ApiReply enter(Call call) {
        Principal by = call.noted(Principal.class);
        AdministratorId administrator =
                by.administrator()
                        .orElseThrow(() ->
                                ApiException.forbidden(
                                        "a service token is of nobody: sign in as an administrator,"
                                                + " or use a token of your own"));
        SignInOrigin origin = SignInOrigin.of(call.request());
        boolean mayChange = call.params().get(MAY_CHANGE);
        return writes.answer(
                call,
                change -> {
                    User user = user(call, change.tx());
                    if (!user.active()) {
                        throw ApiException.conflict(
                                "user '"
                                        + user.login()
                                        + "' is switched off: there is nothing to"
                                        + " see");
                    }
                    users.mustBeOpen(change.tx(), user.account());
                    TokenSecret code =
                            change.dryRun()
                                    ? TokenSecret.masked(PortalPeople.TABLES.audience())
                                    : entries.offer(change, user, administrator, mayChange, origin);
                    change.recordCreation(
                            "users.enter",
                            Users.subject(user),
                            out ->
                                    out.text("login", user.login().text())
                                            .flag("may_change", mayChange)
                                            .text("reason", call.params().get(REASON)));
                    String url = publicUrl + ENTER + "/" + code.text();
                    return ApiReply.one(out ->
                            out.text("url", url).number("minutes", UserEntries.LASTS.toMinutes()));
                });
    }

    private ApiReply list(Call call) {
        Slice<SignInSession> slice =
                users.read(tx ->
                        sessions.list(
                                tx,
                                Optional.of(user(call, tx).id().value()),
                                Paging.page(call.params())));
        return ApiReply.list(
                slice,
                (out, session) ->
                        Fields.write(out, PortalPeople.SESSIONS.shown(), session.values()));
    }

    private ApiReply end(Call call) {
        Optional<Long> id = call.params().find(SESSION);
        return writes.answer(
                call,
                change -> {
                    User user = user(call, change.tx());
                    long person = user.id().value();
                    id.filter(one -> !isOf(change.tx(), person, one))
                            .ifPresent(one -> {
                                throw ApiException.notFound("no session with id " + one);
                            });
                    long ended = id.isPresent() ? 1 : sessions.count(change.tx(), person);
                    id.ifPresentOrElse(
                            one -> sessions.end(change.tx(), one),
                            () -> sessions.endAll(change.tx(), person, 0));
                    if (ended > 0) {
                        change.recordDeletion(
                                "users.sessions.end",
                                Users.subject(user),
                                out -> out.number("sessions", ended));
                    }
                    return ApiReply.one(out -> out.number("ended", ended));
                });
    }

    private boolean isOf(Tx tx, long person, long session) {
        return sessions.find(tx, session).filter(one -> one.person() == person).isPresent();
    }

    private ApiReply resetFactors(Call call) {
        return writes.answer(
                call,
                change -> {
                    User user = user(call, change.tx());
                    if (user.hasSecondFactor()) {
                        secrets.removeFactors(change.tx(), user.id().value());
                        sessions.endAll(change.tx(), user.id().value(), 0);
                        change.recordDifference(
                                "users.factors.reset",
                                Users.subject(user),
                                "{\"second_factor\":true}",
                                "{\"second_factor\":false}");
                    }
                    return ApiReply.none();
                });
    }
}
