package io.mailyard.users;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Types;
import io.mailyard.base.EmailAddress;
import io.mailyard.base.Fault;
import io.mailyard.base.Page;
import io.mailyard.wire.Out;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
    static final Param<String> FIRST_NAME =
            Param.of("first_name", Types.text(0, 128), "First name.");
    static final Param<String> LAST_NAME = Param.of("last_name", Types.text(0, 128), "Last name.");
    static final Param<String> EMAIL =
            Param.of(
                    "email",
                    Types.text(0, 4096).map(EmailAddress::checked).described("format", "email"),
                    "Where mail reaches the user.");
    static final Param<String> NOTIFY_EMAIL =
            Param.of(
                    "notify_email",
                    Types.text(0, 4096).map(UserBody::emailOrEmpty).described("format", "email"),
                    "Where reports and alerts go; empty for none. To add: default the same as email.");
    static final Param<String> PHONE =
            Param.of("phone", Types.text(0, 64), "Phone number; kept as given.");
    static final Param<String> LANG =
            Param.of("lang", Types.oneOf("RU", "EN"), "Language. To add: default EN.");
    static final Param<Boolean> ACTIVE =
            Param.of("active", Types.flag(), "Whether the user may sign in. To add: default true.");
    static final Param<Boolean> MASTER =
            Param.of(
                    "master",
                    Types.flag(),
                    "Whether the user has all rights. To add: default false.");
    static final Param<String> PASSWORD =
            Param.of(
                    "password",
                    Types.text(0, 1024).map(PasswordRules::checked).described("format", "password"),
                    "Sets the password; the rules are those of the page.");
    static final Param<Boolean> MUST_CHANGE =
            Param.of(
                    "must_change_password",
                    Types.flag(),
                    "Whether the next sign-in leads to the change form alone. Default false.");
    static final Param<Boolean> SEND_WELCOME =
            Param.of("send_welcome", Types.flag(), "Sends the welcome mail along. Default false.")
                    .defaultsTo(false);
    private static final Param<Boolean> LIMITS = alert("limits", "a limit of the tariff is passed");
    private static final Param<Boolean> COMPLAINTS =
            alert("complaints", "complaints pass the safe threshold");
    private static final Param<Boolean> HARD =
            alert("hard_bounces", "hard bounces pass the safe threshold");
    private static final Param<Boolean> SOFT =
            alert("soft_bounces", "soft bounces pass the safe threshold");
    private static final Param<Boolean> DAILY = alert("daily_reports", "every day, a report");
    private static final Param<Boolean> WEEKLY = alert("weekly_reports", "every week, a report");
    static final Param<Params> ALERTS =
            Param.of(
                    "alerts",
                    Types.object("AlertsInput", LIMITS, COMPLAINTS, HARD, SOFT, DAILY, WEEKLY),
                    "Which notices the user gets; absent ones stay.");
    static final Param<Boolean> FULL =
            Param.of("full", Types.flag(), "Each as accounts/users/get shows it.")
                    .defaultsTo(false);
    static final Param<String> FROM_NAME =
            Param.of("from_name", Types.text(0, 128), "First login on the page, inclusive.");
    static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.MAX_LIMIT);

    /** The words of the six alerts, in the order in which they are shown. */
    static final Map<String, Predicate<Alerts>> ALERT_WORDS = words();

    private static final ObjectSchema LISTED =
            ObjectSchema.part()
                    .text("username", "The login.")
                    .text("first_name", "First name.")
                    .text("last_name", "Last name.")
                    .text("email", "Where mail reaches the user.")
                    .text("notify_email", "Where reports and alerts go; empty: nowhere.")
                    .text("phone", "Phone number, as it was given.")
                    .word("lang", "Language.", "RU", "EN")
                    .flag("active", "Whether the user may sign in.")
                    .flag("master", "Whether the user has all rights.");
    private static final ObjectSchema REST =
            ObjectSchema.part()
                    .number("id", "The user.")
                    .flag(
                            "must_change_password",
                            "Whether the next sign-in leads to the change form.")
                    .object("alerts", alertsSchema(), "Which notices the user gets.")
                    .number("account_id", "The account.")
                    .flag("has_password", "Whether a password is set.")
                    .time("created_at", "When the user was added.")
                    .time("updated_at", "When the user was changed last.");

    /** As {@link #listed} writes it; as {@link #full} where that is asked for. */
    static final ObjectSchema SUMMARY =
            ObjectSchema.of("AccountUserSummary", "A user of an account in a list.")
                    .including(LISTED)
                    .includingOptional(REST);

    /** As {@link #full} writes it. */
    static final ObjectSchema FULL_SCHEMA =
            ObjectSchema.of("AccountUser", "A user of an account in full.")
                    .including(LISTED)
                    .including(REST);

    private UserBody() {}

    private static ObjectSchema alertsSchema() {
        ObjectSchema alerts = ObjectSchema.of("Alerts", "Which notices a user gets.");
        for (Param<Boolean> alert : List.of(LIMITS, COMPLAINTS, HARD, SOFT, DAILY, WEEKLY)) {
            alerts = alerts.flag(alert.name(), alert.doc());
        }
        return alerts;
    }

    private static Param<Boolean> alert(String name, String when) {
        return Param.of(name, Types.flag(), "Mail when: " + when + ".");
    }

    private static Map<String, Predicate<Alerts>> words() {
        Map<String, Predicate<Alerts>> words = new LinkedHashMap<>();
        words.put("limits", Alerts::limits);
        words.put("complaints", Alerts::complaints);
        words.put("hard_bounces", Alerts::hardBounces);
        words.put("soft_bounces", Alerts::softBounces);
        words.put("daily_reports", Alerts::dailyReports);
        words.put("weekly_reports", Alerts::weeklyReports);
        return words;
    }

    private static String emailOrEmpty(String given) {
        return given.isEmpty() ? given : EmailAddress.checked(given);
    }

    /**
     * Finds a password that holds what the call itself tells of the user, along with other faults;
     * the rest only the change knows.
     */
    static void checkPassword(Params params, List<Fault> faults) {
        String login =
                params.find(NEW_NAME).or(() -> params.find(NAME)).map(Login::text).orElse("");
        String email = params.find(EMAIL).orElse("");
        params.find(PASSWORD).filter(_ -> !faults.isEmpty()).stream()
                .flatMap(password -> PasswordRules.broken(password, login, "", email).stream())
                .map(rule -> new Fault(PASSWORD.name(), PasswordRules.sentence(rule)))
                .forEach(faults::add);
    }

    static User.Profile created(Params params) {
        String email = params.get(EMAIL);
        return edited(new User.Profile("", "", email, email, "", "EN"), params);
    }

    /** What is absent stays as it is. */
    static User.Profile edited(User.Profile before, Params params) {
        return new User.Profile(
                params.find(FIRST_NAME).orElse(before.firstName()),
                params.find(LAST_NAME).orElse(before.lastName()),
                params.find(EMAIL).orElse(before.email()),
                params.find(NOTIFY_EMAIL).orElse(before.notifyEmail()),
                params.find(PHONE).orElse(before.phone()),
                params.find(LANG).orElse(before.lang()));
    }

    static Alerts alerts(Alerts before, Params params) {
        return params.find(ALERTS)
                .map(alerts ->
                        new Alerts(
                                alerts.find(LIMITS).orElse(before.limits()),
                                alerts.find(COMPLAINTS).orElse(before.complaints()),
                                alerts.find(HARD).orElse(before.hardBounces()),
                                alerts.find(SOFT).orElse(before.softBounces()),
                                alerts.find(DAILY).orElse(before.dailyReports()),
                                alerts.find(WEEKLY).orElse(before.weeklyReports())))
                .orElse(before);
    }

    /** As it stands in a list: the documented members, in their order. */
    static void listed(Out out, User user) {
        User.Profile profile = user.profile();
        out.text("username", user.login().text())
                .text("first_name", profile.firstName())
                .text("last_name", profile.lastName())
                .text("email", profile.email())
                .text("notify_email", profile.notifyEmail())
                .text("phone", profile.phone())
                .text("lang", profile.lang())
                .flag("active", user.active())
                .flag("master", user.master());
    }

    /** As {@code get} answers it: the list's members, then the rest. */
    static void full(Out out, User user) {
        settings(out, user);
        out.number("account_id", user.account().value())
                .flag("has_password", user.hasPassword())
                .time("created_at", user.createdAt())
                .time("updated_at", user.updatedAt());
    }

    /** What can be set, as the audit keeps it; never a password. */
    static void settings(Out out, User user) {
        listed(out, user);
        out.number("id", user.id().value()).flag("must_change_password", user.mustChangePassword());
        out.object(
                "alerts",
                alerts ->
                        ALERT_WORDS.forEach(
                                (word, on) -> alerts.flag(word, on.test(user.alerts()))));
    }
}
