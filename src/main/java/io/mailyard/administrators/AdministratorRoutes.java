package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.access.Passwords;
import io.mailyard.access.Principal;
import io.mailyard.administrators.IssuedSecrets.IssuedSecret;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Sorting;
import io.mailyard.api.Types;
import io.mailyard.base.Fault;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.fields.Fields;
import io.mailyard.signin.SignInSession;
import io.mailyard.users.PasswordRules;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code administrators/...} and {@code roles/...}. */
final class AdministratorRoutes {
    /** Scopes of these calls: {@code administrators:read} and {@code administrators:write}. */
    static final String NOUN = "administrators";

    private static final String BASE = "/api/v1.1/admin/administrators/";
    private static final String ROLES = "/api/v1.1/admin/roles/";

    private static final Param<Long> EXISTING = Administrator.ID.required();
    private static final Param<Long> EXISTING_ROLE = Role.ID.required();
    private static final Param<String> PASSWORD =
            Param.of(
                    "password",
                    Types.text(0, 1024).map(PasswordRules::checked).described("format", "password"),
                    "Sets the password and ends the person's sessions. Absent for a new person: one"
                            + " is made and answered this once.");
    private static final Param<String> FILTER_ROLE =
            Param.of("role", Types.text(1, 128), "Those who have this role.");
    private static final Param<Boolean> FILTER_ACTIVE =
            Param.of("active", Types.flag(), "Those who may sign in, or those who may not.");
    private static final Param<String> SEARCH =
            Sorting.search("In login, name and mail address, in any case.");
    private static final Param<String> SORT = Sorting.by(AdministratorStore.SORTS.words());
    private static final Param<String> SESSION_SEARCH =
            Sorting.search("In the login, the address and the browser, in any case.");
    private static final Param<String> SESSION_SORT =
            Sorting.by(AdministratorPeople.SESSIONS.sorts().words());
    private static final Param<String> ROLE_SEARCH =
            Sorting.search("In the name and the scopes, in any case.");
    private static final Param<Boolean> BUILT_IN =
            Param.of("built_in", Types.flag(), "Those of the program, or the platform's own.");
    private static final Param<String> ROLE_SORT = Sorting.by(Roles.SORTS);
    private static final Param<Long> SESSION =
            Param.of("id", Types.id(), "The session; absent: all of administrator_id.");
    private static final Param<Long> OF =
            Param.of("administrator_id", Types.id(), "Whose sessions; absent: everyone's.");

    private static final ObjectSchema SAVED =
            ObjectSchema.of("AdministratorSaved", "A person who was saved.")
                    .number("saved_id", "The administrator.")
                    .text(
                            "password",
                            "The password that was made for a new person, shown this once.")
                    .optional()
                    .includingOptional(Administrator.REVIEW);
    private static final ObjectSchema DELETED =
            ObjectSchema.of("AdministratorDeleted", "What a deleted person leaves.")
                    .including(Administrator.REVIEW);
    private static final ObjectSchema SESSION_SCHEMA =
            AdministratorPeople.SESSIONS.schema(
                    "AdministratorSession", "An open session of an administrator.");
    private static final ObjectSchema ENDED =
            ObjectSchema.of("SessionsEnded", "Sessions that were ended.")
                    .number("ended", "How many.");

    private final Administrators administrators;
    private final Roles roles;
    private final Passwords passwords;
    private final Writes writes;
    private final Runnable passwordsChanged;

    AdministratorRoutes(
            Administrators administrators,
            Roles roles,
            Passwords passwords,
            Writes writes,
            Runnable passwordsChanged) {
        this.administrators = administrators;
        this.roles = roles;
        this.passwords = passwords;
        this.writes = writes;
        this.passwordsChanged = passwordsChanged;
    }

    List<Route> routes() {
        return Stream.of(ofPeople(), ofSessions(), ofRoles()).flatMap(List::stream).toList();
    }

    private List<Route> ofPeople() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "Administrators.",
                                this::list,
                                FILTER_ROLE,
                                FILTER_ACTIVE,
                                SEARCH,
                                SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .answers(ReplySchema.list(Administrator.SCHEMA).and(Sorting.NEXT)),
                Route.read(
                                BASE + "get",
                                NOUN,
                                "One administrator in full, with the secrets that the person gave"
                                        + " out and that work on.",
                                this::get,
                                EXISTING)
                        .answers(ReplySchema.one(Administrator.FULL)),
                Route.write(
                                BASE + "save",
                                NOUN,
                                "Makes an administrator or changes one; the last active master"
                                        + " stays.",
                                this::save,
                                Fields.params(Administrator.FIELDS, PASSWORD))
                        .explained()
                        .confirmed()
                        .answers(ReplySchema.one(SAVED)),
                Route.write(
                                BASE + "delete",
                                NOUN,
                                "Deletes an administrator, with sessions and personal tokens.",
                                this::delete,
                                EXISTING)
                        .answers(ReplySchema.one(DELETED)),
                Route.write(
                                BASE + "factors/reset",
                                NOUN,
                                "Takes a person's second factor and recovery codes away, and ends"
                                        + " the sessions.",
                                this::resetFactors,
                                EXISTING)
                        .explained()
                        .confirmed());
    }

    private List<Route> ofSessions() {
        return List.of(
                Route.read(
                                BASE + "sessions/list",
                                NOUN,
                                "Open sessions.",
                                this::sessions,
                                OF,
                                SESSION_SEARCH,
                                SESSION_SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .answers(ReplySchema.list(SESSION_SCHEMA).and(Sorting.NEXT)),
                Route.write(
                                BASE + "sessions/end",
                                NOUN,
                                "Ends a session, or all of an administrator.",
                                this::endSessions,
                                SESSION,
                                OF)
                        .explained()
                        .checking((params, faults) -> {
                            if (params.has(SESSION) == params.has(OF)) {
                                faults.add(
                                        new Fault(
                                                "id",
                                                "give either id or administrator_id, one of them"));
                            }
                        })
                        .answers(ReplySchema.one(ENDED)));
    }

    private List<Route> ofRoles() {
        return List.of(
                Route.read(
                                ROLES + "list",
                                NOUN,
                                "Roles: those of the program, then the platform's own.",
                                this::listRoles,
                                ROLE_SEARCH,
                                BUILT_IN,
                                ROLE_SORT,
                                Sorting.FROM,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .answers(ReplySchema.list(Role.SCHEMA).and(Sorting.NEXT)),
                Route.write(
                                ROLES + "save",
                                NOUN,
                                "Makes a role of the platform's own or changes one.",
                                this::saveRole,
                                Fields.params(Role.FIELDS))
                        .confirmed()
                        .answers(ReplySchema.savedId()),
                Route.write(
                        ROLES + "delete",
                        NOUN,
                        "Deletes a role that nobody has.",
                        this::deleteRole,
                        EXISTING_ROLE));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SortedSlice<Administrator> found =
                administrators.list(
                        new AdministratorStore.AdministratorFilter(
                                params.get(SEARCH).strip(),
                                params.find(FILTER_ROLE),
                                params.find(FILTER_ACTIVE)),
                        sorted(params, SORT));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, person) -> Fields.write(out, Administrator.FIELDS, person.values()));
    }

    private static SortedPage sorted(Params params, Param<String> sort) {
        return new SortedPage(params.get(sort), params.get(Sorting.FROM), Paging.page(params));
    }

    private ApiReply get(Call call) {
        Administrators.Details details = administrators.get(id(call));
        return ApiReply.one(out -> {
            Fields.write(out, Administrator.FIELDS, details.person().values());
            out.number("sessions", details.sessions()).number("recovery_codes", details.codes());
            toReview(out, details.toReview());
        });
    }

    private static void toReview(Out out, List<IssuedSecret> secrets) {
        out.objects("to_review", secrets, IssuedSecret::write);
    }

    private static AdministratorId id(Call call) {
        return new AdministratorId(call.params().get(EXISTING));
    }

    private ApiReply save(Call call) {
        Params params = call.params();
        Optional<AdministratorId> id =
                params.find(Administrator.ID.sent()).map(AdministratorId::new);
        ApiReply reply = id.isPresent() ? update(call, id.get()) : create(call);
        passwordsChanged.run();
        return reply;
    }

    private ApiReply create(Call call) {
        Principal by = call.noted(Principal.class);
        NewPassword password = chosen(call).orElseGet(() -> NewPassword.random(passwords));
        return writes.answer(
                call,
                change -> {
                    AdministratorId id = administrators.create(change, by, call.params(), password);
                    if (!password.generated()) {
                        return ApiReply.savedId(id.value());
                    }
                    String shown = change.dryRun() ? "***" : password.text();
                    return ApiReply.one(out ->
                                    out.number("saved_id", id.value()).text("password", shown))
                            .withSecret();
                });
    }

    private Optional<NewPassword> chosen(Call call) {
        return call.params().find(PASSWORD).map(text -> NewPassword.chosen(text, passwords));
    }

    private ApiReply update(Call call, AdministratorId id) {
        Principal by = call.noted(Principal.class);
        Optional<NewPassword> password = chosen(call);
        return writes.answer(
                call,
                change -> {
                    List<IssuedSecret> left =
                            administrators.update(change, by, id, call.params(), password);
                    return ApiReply.one(out -> {
                        out.number("saved_id", id.value());
                        if (!left.isEmpty()) {
                            toReview(out, left);
                        }
                    });
                });
    }

    private ApiReply delete(Call call) {
        Principal by = call.noted(Principal.class);
        ApiReply reply =
                writes.answer(
                        call,
                        change -> {
                            List<IssuedSecret> left = administrators.delete(change, by, id(call));
                            return ApiReply.one(out -> toReview(out, left));
                        });
        passwordsChanged.run();
        return reply;
    }

    private ApiReply resetFactors(Call call) {
        Principal by = call.noted(Principal.class);
        return writes.answer(
                call,
                change -> {
                    administrators.resetFactors(change, by, id(call));
                    return ApiReply.emptyInXml();
                });
    }

    private ApiReply sessions(Call call) {
        Params params = call.params();
        SortedSlice<SignInSession> found =
                administrators.sessions(
                        params.find(OF).map(AdministratorId::new),
                        params.get(SESSION_SEARCH).strip(),
                        sorted(params, SESSION_SORT));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, session) ->
                        Fields.write(out, AdministratorPeople.SESSIONS.shown(), session.values()));
    }

    private ApiReply endSessions(Call call) {
        Principal by = call.noted(Principal.class);
        Optional<Long> session = call.params().find(SESSION);
        return writes.answer(
                call,
                change -> {
                    int ended = 1;
                    if (session.isPresent()) {
                        administrators.endSession(change, by, session.get());
                    } else {
                        ended =
                                administrators.endSessions(
                                        change, by, new AdministratorId(call.params().get(OF)));
                    }
                    long number = ended;
                    return ApiReply.one(out -> out.number("ended", number));
                });
    }

    private ApiReply listRoles(Call call) {
        Params params = call.params();
        SortedSlice<Roles.CountedRole> found =
                roles.list(
                        params.get(ROLE_SEARCH).strip(),
                        params.find(BUILT_IN),
                        sorted(params, ROLE_SORT));
        return Sorting.reply(
                found.slice(),
                found.nextFrom(),
                (out, counted) -> {
                    Fields.write(out, Role.FIELDS, counted.role().values());
                    out.number("administrators", counted.administrators());
                });
    }

    private ApiReply saveRole(Call call) {
        Principal by = call.noted(Principal.class);
        Optional<Long> id = call.params().find(Role.ID.sent());
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(roles.create(change, by, call.params()));
                    }
                    roles.update(change, by, id.get(), call.params());
                    return ApiReply.savedId(id.get());
                });
    }

    private ApiReply deleteRole(Call call) {
        Principal by = call.noted(Principal.class);
        return writes.answer(
                call,
                change -> {
                    roles.delete(change, by, call.params().get(EXISTING_ROLE));
                    return ApiReply.emptyInXml();
                });
    }
}
