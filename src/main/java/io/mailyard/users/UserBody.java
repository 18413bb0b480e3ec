package io.mailyard.users;

import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Types;
import io.mailyard.base.Fault;
import io.mailyard.base.Page;
import java.util.List;

/** Users on the wire (docs/spec/admin-api.md, section 3). */
final class UserBody {
    static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "The account.").required();
    static final Param<Login> NAME =
            Param.of(
                            "name",
                            Types.text(0, 4096)
                                    .map(Login::new)
                                    .described("minLength", 1)
                                    .described("maxLength", Login.MAX_CHARS),
                            "The login.")
                    .required();
    static final Param<Login> NAME_TO_ADD =
            Param.of(
                            "name",
                            Types.text(0, 4096)
                                    .map(Login::given)
                                    .described("minLength", 1)
                                    .described("maxLength", Login.MAX_CHARS),
                            "The login.")
                    .required();
    static final Param<Login> NEW_NAME =
            Param.of(
                    "new_name",
                    Types.text(0, 4096).map(Login::given).described("maxLength", Login.MAX_CHARS),
                    "The login from now on.");
    static final Param<String> PASSWORD =
            Param.of(
                    "password",
                    Types.text(0, 1024).map(PasswordRules::checked).described("format", "password"),
                    "Sets the password; the rules are those of the page.");
    static final Param<Boolean> SEND_WELCOME =
            Param.of("send_welcome", Types.flag(), "Sends the welcome mail along. Default false.")
                    .defaultsTo(false);
    static final Param<Params> ALERTS =
            Param.of(
                    "alerts",
                    Types.object("AlertsInput", User.ALERT_PARAMS.toArray(Param<?>[]::new)),
                    "Which notices the user gets; absent ones stay.");
    static final Param<Boolean> FULL =
            Param.of("full", Types.flag(), "Each as accounts/users/get shows it.")
                    .defaultsTo(false);
    static final Param<Boolean> SECOND_FACTOR =
            Param.of("second_factor", Types.flag(), "Users whom sign-in asks for a code, or not.");
    static final Param<Long> ONE = Param.of("id", Types.id(), "This user alone.");
    static final Param<String> SEARCH =
            Param.of(
                    "search",
                    Types.text(0, 255),
                    "Each word of it in login, mail address or name, in any case.");
    static final Param<String> FROM_NAME =
            Param.of("from_name", Types.text(0, 128), "First login on the page, inclusive.");
    static final Param<Long> FROM_ID =
            Param.of("from_id", Types.integer(0, Long.MAX_VALUE), "The same where sorted by id.")
                    .defaultsTo(0L);
    static final Param<String> SORT =
            Param.of(
                            "sort",
                            Types.oneOf(UserOrder.SortWord.words()),
                            "By login or id; with - descending.")
                    .defaultsTo("name");
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.MAX_LIMIT);

    private UserBody() {}

    /**
     * Reports a password that contains data of the user from the same call, along with other
     * faults; only the change itself knows the rest.
     */
    static void checkPassword(Params params, List<Fault> faults) {
        String login =
                params.find(NEW_NAME).or(() -> params.find(NAME)).map(Login::text).orElse("");
        String email = params.find(User.EMAIL.sent()).orElse("");
        params.find(PASSWORD).filter(_ -> !faults.isEmpty()).stream()
                .flatMap(password -> PasswordRules.broken(password, login, "", email).stream())
                .map(rule -> new Fault(PASSWORD.name(), PasswordRules.sentence(rule)))
                .forEach(faults::add);
    }
}
