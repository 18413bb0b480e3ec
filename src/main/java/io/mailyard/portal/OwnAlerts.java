package io.mailyard.portal;

import io.mailyard.api.Param;
import io.mailyard.base.Fault;
import io.mailyard.base.Sha256;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.Frame;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Translations;
import io.mailyard.panel.Values;
import io.mailyard.panel.Visit;
import io.mailyard.portal.OwnProfile.SentForms;
import io.mailyard.users.User;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The alerts and reports that a user gets, and the address that they are mailed to. */
final class OwnAlerts {
    static final String NAME = "alerts";
    static final String NOTIFY_EMAIL = "notify_email";

    private OwnAlerts() {}

    /** The form as parameters of the call that saves it. */
    static Map<String, Value> params(Visit visit) {
        Map<String, Value> flags = new LinkedHashMap<>();
        names().forEach(name -> flags.put(name, new Value.Flag(isTicked(visit, name))));
        Map<String, Value> params = new LinkedHashMap<>();
        params.put(NAME, new Value.Members(flags));
        params.put(NOTIFY_EMAIL, new Value.Text(visit.field(NOTIFY_EMAIL).strip()));
        return params;
    }

    /** The version of what the form shows. */
    static String version(Value.Members user) {
        return Sha256.hex(ticked(user) + "\n" + Values.text(user, NOTIFY_EMAIL)).substring(0, 16);
    }

    /** Alerts and reports that a user gets, and where. */
    static String html(
            PageRenderer pages,
            SignedIn signedIn,
            Frame frame,
            Value.Members user,
            SentForms sent) {
        Translations words = frame.words();
        List<Fault> faults = sent.of(NAME);
        Visit visit = signedIn.visit();
        String ticked = sent.is(NAME) ? ticked(visit) : ticked(user);
        String stored = Values.text(user, NOTIFY_EMAIL);
        boolean overtaken = sent.isOvertaken(NAME);
        Input address =
                input(
                        NOTIFY_EMAIL,
                        "text",
                        words.text("portal.alerts.address"),
                        words.text("portal.alerts.address.help"),
                        sent.is(NAME) ? visit.field(NOTIFY_EMAIL) : stored,
                        List.of(),
                        faults.stream()
                                .filter(fault -> fault.field().equals(NOTIFY_EMAIL))
                                .findFirst()
                                .map(Fault::reason)
                                .orElse(""),
                        overtaken && !visit.field(NOTIFY_EMAIL).strip().equals(stored)
                                ? orNothing(words, stored)
                                : "");
        Input flags =
                input(
                        NAME,
                        "checks",
                        words.text("user.alerts"),
                        "",
                        ticked,
                        kinds(words),
                        "",
                        overtaken && !ticked.equals(ticked(user))
                                ? orNothing(words, kindsOf(words, ticked(user)))
                                : "");
        return pages.html(
                "portal/alerts",
                frame,
                "login",
                Values.text(user, "name"),
                "address",
                stored,
                "asked",
                Values.text(user, "notify_email_asked"),
                "faults",
                faults.stream()
                        .filter(fault -> !fault.field().equals(NOTIFY_EMAIL))
                        .map(Fault::reason)
                        .toList(),
                "inputs",
                List.of(address, flags),
                "version",
                version(user),
                "conflict",
                overtaken,
                "samples",
                signedIn.person().mayWrite("account") ? kinds(words) : List.of());
    }

    private static List<SelectOption> kinds(Translations words) {
        return names().stream()
                .map(name -> new SelectOption(name, words.text("user.alert." + name)))
                .toList();
    }

    private static Input input(
            String name,
            String kind,
            String label,
            String help,
            String value,
            List<SelectOption> choices,
            String fault,
            String theirs) {
        return new Input(name, kind, label, help, value, choices, false, "", "", "", fault, theirs);
    }

    private static String ticked(Visit visit) {
        return String.join(" ", names().stream().filter(name -> isTicked(visit, name)).toList());
    }

    /** The alerts that a user has, as a form sends them. */
    private static String ticked(Value.Members user) {
        Value.Members on = Values.object(user, NAME);
        return String.join(" ", names().stream().filter(name -> Values.flag(on, name)).toList());
    }

    private static String kindsOf(Translations words, String ticked) {
        return kinds(words).stream()
                .filter(kind -> List.of(ticked.split(" ")).contains(kind.value()))
                .map(SelectOption::label)
                .collect(Collectors.joining(", "));
    }

    private static String orNothing(Translations words, String stored) {
        return stored.isEmpty() ? words.text("form.nothing") : stored;
    }

    private static List<String> names() {
        return User.ALERT_PARAMS.stream().map(Param::name).toList();
    }

    private static boolean isTicked(Visit visit, String name) {
        return visit.field(NAME + ":" + name).equals("true");
    }
}
