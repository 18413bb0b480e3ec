package io.mailyard.panel;

import io.mailyard.api.Param;
import io.mailyard.base.Fault;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.users.Login;
import io.mailyard.users.User;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The inputs of an account's user: the declared fields, and what the calls take besides: the login,
 * which notices the user gets, a password, and the welcome mail.
 *
 * @param login the parameter that sets the login
 */
record UserInputs(Translations words, Forms rest, String login) implements FormInputs {
    private static final String ALERTS = "alerts";
    private static final String PASSWORD = "password";
    private static final String WELCOME = "send_welcome";
    private static final List<String> EXTRA =
            List.of("name", "new_name", ALERTS, PASSWORD, WELCOME);

    /** Inputs of a user, or of a new one. */
    static UserInputs of(Translations words, boolean isNew) {
        return new UserInputs(
                words,
                new Forms(words, "users", User.SETTABLE, Map.of()),
                isNew ? "name" : "new_name");
    }

    /** The parts of the form. */
    static Map<String, List<String>> parts(Translations words) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put(
                words.text("user.part.general"),
                List.of(
                        "name",
                        "new_name",
                        "email",
                        "first_name",
                        "last_name",
                        "phone",
                        "lang",
                        "timezone",
                        "master",
                        "active"));
        parts.put(words.text("user.part.alerts"), List.of("notify_email", ALERTS));
        parts.put(words.text("user.part.safety"), List.of(PASSWORD, WELCOME));
        return parts;
    }

    @Override
    public Map<String, Input> fresh() {
        return with(rest.fresh(), new Typed("", "", false), List.of(), Optional.empty());
    }

    @Override
    public Map<String, Input> shown(Value.Members user) {
        Typed values = new Typed(Values.text(user, "username"), alerts(user), false);
        return with(rest.shown(user), values, List.of(), Optional.empty());
    }

    @Override
    public Map<String, Input> sent(Visit visit, List<Fault> faults, Optional<Value.Members> now) {
        Typed values =
                new Typed(visit.field(login), ticked(visit), visit.field(WELCOME).equals("true"));
        return with(rest.sent(visit, faults, now), values, faults, now);
    }

    /** Values in the inputs; a password is never shown. */
    private record Typed(String login, String alerts, boolean welcome) {}

    private Map<String, Input> with(
            Map<String, Input> declared,
            Typed typed,
            List<Fault> faults,
            Optional<Value.Members> now) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        String loginNow = now.map(user -> Values.text(user, "username")).orElse(typed.login());
        inputs.put(
                login,
                new Input(
                        login,
                        "text",
                        words.text("column.login"),
                        words.text("user.login.help"),
                        typed.login(),
                        List.of(),
                        true,
                        "",
                        "",
                        String.valueOf(Login.MAX_CHARS),
                        fault(faults, login),
                        loginNow.equals(typed.login()) ? "" : loginNow));
        inputs.putAll(declared);
        inputs.computeIfPresent(
                "email", (_, email) -> login.equals("name") ? needed(email) : email);
        String alertsNow = now.map(UserInputs::alerts).orElse(typed.alerts());
        inputs.put(
                ALERTS,
                new Input(
                        ALERTS,
                        "checks",
                        words.text("user.alerts"),
                        words.text("user.alerts.help"),
                        typed.alerts(),
                        alertChoices(),
                        false,
                        "",
                        "",
                        "",
                        fault(faults, ALERTS),
                        alertsNow.equals(typed.alerts()) ? "" : named(alertsNow)));
        inputs.put(PASSWORD, plain(PASSWORD, "password", "", faults));
        inputs.put(WELCOME, plain(WELCOME, "check", String.valueOf(typed.welcome()), faults));
        return inputs;
    }

    private static Input needed(Input input) {
        return new Input(
                input.name(),
                input.kind(),
                input.label(),
                input.help(),
                input.value(),
                input.choices(),
                true,
                input.min(),
                input.max(),
                input.maxLength(),
                input.fault(),
                input.theirs());
    }

    private Input plain(String name, String kind, String value, List<Fault> faults) {
        return new Input(
                name,
                kind,
                words.text("user." + name),
                words.text("user." + name + ".help"),
                value,
                List.of(),
                false,
                "",
                "",
                "",
                fault(faults, name),
                "");
    }

    private static boolean isOf(String name, Fault fault) {
        return fault.field().equals(name) || fault.field().startsWith(name + ".");
    }

    private String fault(List<Fault> faults, String name) {
        return faults.stream()
                .filter(fault -> isOf(name, fault))
                .map(fault -> ServerTexts.of(words, fault.reason()))
                .collect(Collectors.joining("; "));
    }

    private List<SelectOption> alertChoices() {
        return User.ALERT_PARAMS.stream()
                .map(Param::name)
                .map(name -> new SelectOption(name, words.text("user.alert." + name)))
                .toList();
    }

    /** The notices that a user gets, parted by blanks. */
    private static String alerts(Value.Members user) {
        Value.Members alerts = Values.object(user, ALERTS);
        return User.ALERT_PARAMS.stream()
                .map(Param::name)
                .filter(name -> Values.flag(alerts, name))
                .collect(Collectors.joining(" "));
    }

    private String named(String alerts) {
        return alerts.isEmpty()
                ? words.text("form.nothing")
                : alertChoices().stream()
                        .filter(choice -> List.of(alerts.split(" ")).contains(choice.value()))
                        .map(SelectOption::label)
                        .collect(Collectors.joining(", "));
    }

    private static String ticked(Visit visit) {
        return User.ALERT_PARAMS.stream()
                .map(Param::name)
                .filter(name -> visit.field(ALERTS + ":" + name).equals("true"))
                .collect(Collectors.joining(" "));
    }

    @Override
    public Map<String, Value> params(Visit visit) {
        Map<String, Value> params = new LinkedHashMap<>();
        params.put(login, new Value.Text(visit.field(login)));
        params.putAll(rest.params(visit));
        if (login.equals("name") && visit.field("notify_email").isBlank()) {
            params.remove("notify_email"); // of a new user it is then the mail address
        }
        Map<String, Value> alerts = new LinkedHashMap<>();
        List<String> ticked = List.of(ticked(visit).split(" "));
        User.ALERT_PARAMS.forEach(
                alert -> alerts.put(alert.name(), new Value.Flag(ticked.contains(alert.name()))));
        params.put(ALERTS, new Value.Members(alerts));
        if (!visit.field(PASSWORD).isEmpty()) {
            params.put(PASSWORD, new Value.Text(visit.field(PASSWORD)));
        }
        if (visit.field(WELCOME).equals("true")) {
            params.put(WELCOME, new Value.Flag(true));
        }
        return params;
    }

    @Override
    public List<Fault> others(List<Fault> faults) {
        return rest.others(faults).stream()
                .filter(fault -> EXTRA.stream().noneMatch(name -> isOf(name, fault)))
                .toList();
    }
}
