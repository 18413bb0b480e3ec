package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** What is done to an administrator after a question: the second factor, sessions, deletion. */
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
                            losses(words, person));
            case "factors" ->
                    question(
                            signedIn,
                            "administrators/factors/reset",
                            Values.members("id", id),
                            words.text("access.factors.ask", login),
                            words.text("access.factors"),
                            List.of(words.text("access.factors.text")));
            case "sessions" ->
                    question(
                            signedIn,
                            "administrators/sessions/end",
                            Values.members("administrator_id", id),
                            words.text("access.sessions.ask", login),
                            words.text("sessions.end"),
                            List.of(words.text("access.sessions.text")));
            default -> throw new Panel.NoPage();
        };
    }

    private static List<String> losses(Translations words, Value.Members person) {
        List<String> losses = new ArrayList<>();
        losses.add(words.count("access.delete.sessions", Values.number(person, "sessions")));
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
            List<String> effects) {
        String path = AdministratorPages.PATH + "/" + signedIn.visit().part("person");
        return new Question(
                Section.ACCESS,
                title,
                path + "/" + signedIn.visit().part("act"),
                path,
                call,
                params,
                _ -> effects,
                call.endsWith("/delete"),
                List.of(),
                submit,
                true,
                false);
    }
}
