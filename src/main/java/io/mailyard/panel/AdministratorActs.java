package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Acts on an administrator, each after a question: the second factor, sessions, switching off and
 * on, deletion.
 */
final class AdministratorActs {
    private static final int ISSUED_SHOWN = 10;

    private final Questions questions;

    AdministratorActs(Questions questions) {
        this.questions = questions;
    }

    HttpReply ask(SignedIn signedIn) {
        return questions.ask(signedIn, question(signedIn));
    }

    HttpReply act(SignedIn signedIn) {
        String path = AdministratorPages.PATH + "/" + signedIn.visit().part("person");
        String to =
                switch (signedIn.visit().part("act")) {
                    case "delete" -> AdministratorPages.PATH + "?done=deleted";
                    case "factors" -> path + "?done=factors";
                    case "off" -> path + "?done=off";
                    case "on" -> path + "?done=on";
                    default -> path + "?done=ended";
                };
        return questions.act(
                signedIn, question(signedIn), _ -> Html.redirect(signedIn.visit(), to));
    }

    private static Question question(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members person = AdministratorPages.person(signedIn);
        long id = Values.number(person, "id");
        String login = Values.text(person, "login");
        return switch (signedIn.visit().part("act")) {
            case "delete" ->
                    question(
                            signedIn,
                            "administrators/delete",
                            Values.members("id", id),
                            words.text("ask.delete", login),
                            words.text("act.delete"),
                            foreseen -> losses(words, person, foreseen));
            case "off" ->
                    question(
                            signedIn,
                            "administrators/save",
                            Values.members("id", id, "active", false),
                            words.text("access.off.ask", login),
                            words.text("access.off"),
                            foreseen -> losses(words, person, foreseen));
            case "on" ->
                    question(
                            signedIn,
                            "administrators/save",
                            Values.members("id", id, "active", true),
                            words.text("access.on.ask", login),
                            words.text("access.on"),
                            _ -> List.of(words.text("access.on.text")));
            case "factors" ->
                    question(
                            signedIn,
                            "administrators/factors/reset",
                            Values.members("id", id),
                            words.text("access.factors.ask", login),
                            words.text("access.factors"),
                            _ -> factors(words, person));
            case "sessions" ->
                    question(
                            signedIn,
                            "administrators/sessions/end",
                            Values.members("administrator_id", id),
                            words.text("access.sessions.ask", login),
                            words.text("sessions.end"),
                            foreseen ->
                                    List.of(
                                            words.count(
                                                    "access.ask.ended",
                                                    Values.number(foreseen.object(), "ended")),
                                            words.text("access.sessions.text")));
            default -> throw new Panel.NoPage();
        };
    }

    /** Returns the losses that go with the second factor. */
    private static List<String> factors(Translations words, Value.Members person) {
        List<String> losses = new ArrayList<>();
        long passkeys = Values.number(person, "passkeys");
        if (passkeys > 0) {
            losses.add(words.count("access.ask.passkeys", passkeys));
        }
        if (Values.flag(person, "second_factor")) {
            losses.add(words.count("access.ask.codes", Values.number(person, "recovery_codes")));
        }
        losses.add(words.count("access.ask.ended", Values.number(person, "sessions")));
        losses.add(words.text("access.factors.text"));
        return losses;
    }

    /** Returns what ends, and what works on, as the dry run says. */
    private static List<String> losses(
            Translations words, Value.Members person, CallResult foreseen) {
        List<String> losses = new ArrayList<>();
        losses.add(words.count("access.ask.ended", Values.number(person, "sessions")));
        long tokens =
                Values.objects(foreseen.envelope(), "changes").stream()
                        .filter(change -> Values.text(change, "action").equals("tokens.delete"))
                        .count();
        losses.add(words.count("access.ask.tokens", tokens));
        List<Value.Members> issued = Values.objects(person, "to_review");
        losses.add(words.count("access.delete.issued", issued.size()));
        issued.stream()
                .limit(ISSUED_SHOWN)
                .forEach(secret ->
                        losses.add(
                                words.or(
                                                "access.issued." + Values.text(secret, "kind"),
                                                Values.text(secret, "kind"))
                                        + " "
                                        + Values.text(secret, "name")));
        return losses;
    }

    private static Question question(
            SignedIn signedIn,
            String call,
            Value.Members params,
            String title,
            String submit,
            Function<CallResult, List<String>> effects) {
        String path = AdministratorPages.PATH + "/" + signedIn.visit().part("person");
        return new Question(
                Section.ACCESS,
                title,
                path + "/" + signedIn.visit().part("act"),
                path,
                call,
                params,
                effects,
                true,
                List.of(),
                submit,
                true,
                false);
    }
}
