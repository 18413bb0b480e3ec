package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.panel.PanelSession.PanelSignInResult;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Asks before an act, with what it would do, and does it. */
final class Questions {
    private final PageRenderer pages;
    private final PanelSession sessions;

    Questions(PageRenderer pages, PanelSession sessions) {
        this.pages = pages;
        this.sessions = sessions;
    }

    /** The question, in a dialog or as a page. */
    HttpReply ask(SignedIn signedIn, Question question) {
        return ask(signedIn, question, List.of());
    }

    /** Does it; where something is wrong, the question again. */
    HttpReply act(
            SignedIn signedIn, Question question, Function<CallResult, HttpReply> afterwards) {
        return act(signedIn, question, List.of(), afterwards);
    }

    /**
     * Does it, unless what was sent is wrong.
     *
     * @param faults of what was sent
     */
    HttpReply act(
            SignedIn signedIn,
            Question question,
            List<Fault> faults,
            Function<CallResult, HttpReply> afterwards) {
        return act(
                signedIn,
                question,
                faults,
                afterwards,
                refused -> ask(signedIn, question, AccountActs.faults(refused)));
    }

    /**
     * Does it, unless what was sent is wrong, with an answer of its own where the call was refused.
     *
     * @param otherwise what is answered where the call was refused
     */
    HttpReply act(
            SignedIn signedIn,
            Question question,
            List<Fault> faults,
            Function<CallResult, HttpReply> afterwards,
            Function<CallResult, HttpReply> otherwise) {
        if (!faults.isEmpty()) {
            return ask(signedIn, question, faults);
        }
        if (question.needsPassword() && !signedIn.person().confirmed()) {
            PanelSignInResult confirmed =
                    sessions.confirm(
                            signedIn.calls().secret(),
                            signedIn.visit().field("password"),
                            signedIn.visit().request());
            if (!(confirmed instanceof PanelSignInResult.PanelSessionOpened)) {
                return ask(
                        signedIn,
                        question,
                        List.of(new Fault("password", ProfilePages.why(signedIn, confirmed))));
            }
        }
        Value.Members params = params(signedIn, question);
        CallResult done = signedIn.calls().callOnce(question.key(params), question.call(), params);
        return done.isOk() ? afterwards.apply(done) : otherwise.apply(done);
    }

    /** The call's parameters, with the reason that was given. */
    private static Value.Members params(SignedIn signedIn, Question question) {
        String reason = signedIn.visit().field("reason").strip();
        if (!question.explained() || reason.isEmpty()) {
            return question.params();
        }
        Map<String, Value> params = new LinkedHashMap<>(question.params().values());
        params.put("reason", new Value.Text(reason));
        return new Value.Members(params);
    }

    /** Fields of a question: those that the act needs, and the reason. */
    private static List<AskField> fields(Visit visit, Question question) {
        List<AskField> fields = new ArrayList<>(question.fields());
        if (question.explained()) {
            fields.add(why(visit));
        }
        return fields;
    }

    /** Asks why, for the audit. */
    static AskField why(Visit visit) {
        Translations words = visit.words();
        return new AskField(
                "reason",
                words.text("ask.why"),
                words.text("ask.why.help"),
                visit.field("reason"),
                false,
                true,
                1000);
    }

    private static List<Fault> translated(Translations words, List<Fault> faults) {
        return faults.stream()
                .map(fault -> new Fault(fault.field(), ServerTexts.of(words, fault.reason())))
                .toList();
    }

    /** Whether a fault is that of a field which the person has only just been asked for. */
    private static boolean isUnanswered(Visit visit, Question question, String name) {
        return visit.request().method().equals("GET")
                && question.fields().stream()
                        .anyMatch(field -> field.name().equals(name) && field.value().isBlank());
    }

    /** The question again, with what was wrong. */
    HttpReply ask(SignedIn signedIn, Question question, List<Fault> faults) {
        CallResult foreseen = signedIn.foresee(question.call(), question.params());
        List<Fault> all = new ArrayList<>(faults);
        if (faults.isEmpty() && !foreseen.isOk()) {
            AccountActs.faults(foreseen).stream()
                    .filter(fault -> !isUnanswered(signedIn.visit(), question, fault.field()))
                    .forEach(all::add);
        }
        AskView ask =
                new AskView(
                        question.title(),
                        question.action(),
                        question.effects().apply(foreseen),
                        fields(signedIn.visit(), question),
                        question.typed(),
                        question.typedLabel(),
                        question.needsPassword() && !signedIn.person().confirmed(),
                        question.submit(),
                        question.danger(),
                        question.back(),
                        translated(signedIn.words(), all),
                        CallExample.of(question.call(), params(signedIn, question)),
                        question.whole());
        Frame frame = pages.frame(signedIn, question.section());
        boolean partial = signedIn.visit().isPartial();
        return Html.page(
                faults.isEmpty() || partial ? 200 : 422,
                pages.html(partial ? "ask" : "askpage", frame, "ask", ask));
    }
}
