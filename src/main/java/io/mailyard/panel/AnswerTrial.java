package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tries an answer of a mail host: the form, and which pattern decides on it, and why. */
public final class AnswerTrial {
    private static final List<String> STAGES =
            List.of("connect", "banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "end");

    /** An answer that every administrator has seen. */
    private static final String EXAMPLE = "550 5.1.1 <anna@example.com>: User unknown";

    private final PageRenderer pages;

    AnswerTrial(PageRenderer pages) {
        this.pages = pages;
    }

    /**
     * The form as it is filled in.
     *
     * @param fault what is wrong with the answer or what goes with it; empty: nothing
     */
    public record TrialForm(
            String action,
            String answer,
            String to,
            String host,
            List<SelectOption> stages,
            String stage,
            String fault,
            String example) {}

    /** A pattern that matches. */
    public record TrialPattern(
            String name, String address, String pattern, String isp, Badge badge, String note) {}

    /**
     * Result of a trial.
     *
     * @param decided the pattern that decided; empty: none did
     * @param later patterns that would have matched later
     * @param locks lock rules that it sets off
     */
    public record TrialAnswer(
            String answer,
            String searched,
            Badge type,
            String why,
            String effect,
            String isp,
            List<TrialPattern> decided,
            List<TrialPattern> later,
            List<TrialPattern> locks) {}

    /** The form and, where the address has an answer, what it means. */
    String html(SignedIn signedIn, Frame frame, String action) {
        Visit visit = signedIn.visit();
        String answer = visit.param("answer");
        String stage = STAGES.contains(visit.param("stage")) ? visit.param("stage") : "rcpt";
        Value.Members params = params(visit, answer, stage);
        CallResult found =
                answer.isEmpty()
                        ? new CallResult(Value.Members.NONE)
                        : signedIn.calls().call("bounce_patterns/try", params);
        Translations words = signedIn.words();
        TrialForm form =
                new TrialForm(
                        action,
                        answer,
                        visit.param("to"),
                        visit.param("host"),
                        STAGES.stream()
                                .map(each -> new SelectOption(each, words.text("trial.at." + each)))
                                .toList(),
                        stage,
                        found.isOk() ? "" : words.said(fault(found)),
                        action + "?answer=" + Panel.encoded(EXAMPLE) + "&to=example.com");
        boolean answered = !answer.isEmpty() && found.isOk();
        return pages.html(
                "trial",
                frame,
                "form",
                form,
                "found",
                answered ? List.of(answer(words, found.object())) : List.of(),
                "call",
                CallExample.of("bounce_patterns/try", params));
    }

    private static Value.Members params(Visit visit, String answer, String stage) {
        List<Object> params = new ArrayList<>();
        params.addAll(List.of("answer", answer.isEmpty() ? EXAMPLE : answer));
        Stream.of("to", "host")
                .filter(name -> !visit.param(name).isEmpty())
                .forEach(name -> params.addAll(List.of(name, visit.param(name))));
        if (!stage.equals("rcpt")) {
            params.addAll(List.of("stage", stage));
        }
        return Values.members(params.toArray());
    }

    private static String fault(CallResult refused) {
        return refused.faults().isEmpty()
                ? refused.errorText()
                : refused.faults().getFirst().reason();
    }

    private static TrialAnswer answer(Translations words, Value.Members found) {
        Value.Members by = Values.object(found, "pattern");
        String isp = Values.text(found, "host_isp");
        return new TrialAnswer(
                Values.text(found, "answer"),
                Values.text(found, "searched"),
                MtaKinds.typeBadge(words, Values.text(found, "type")),
                why(words, found, by),
                effect(words, found),
                isp.isEmpty() ? Values.text(found, "isp") : isp,
                by.values().isEmpty() ? List.of() : List.of(pattern(words, by)),
                Values.objects(found, "later").stream().map(each -> pattern(words, each)).toList(),
                Values.objects(found, "locks").stream().map(each -> lock(words, each)).toList());
    }

    private static String why(Translations words, Value.Members found, Value.Members by) {
        String code = Values.text(found, "code");
        String enhanced = Values.text(found, "enhanced");
        return switch (Values.text(found, "decided_by")) {
            case "pattern" ->
                    words.text(
                            "trial.why.pattern",
                            Values.text(by, "name"),
                            words.number(Values.number(found, "place")),
                            words.number(Values.number(found, "patterns")));
            case "stage" -> words.text("trial.why.stage");
            default ->
                    words.text(
                            "trial.why.codes",
                            words.number(Values.number(found, "patterns")),
                            enhanced.isEmpty() ? code : code + " " + enhanced);
        };
    }

    private static String effect(Translations words, Value.Members found) {
        String effect = words.text("trial.effect." + Values.text(found, "effect"));
        return Values.flag(found, "other_source") ? words.text("trial.other", effect) : effect;
    }

    private static TrialPattern pattern(Translations words, Value.Members pattern) {
        String isp = Values.text(pattern, "isp");
        return new TrialPattern(
                Values.text(pattern, "name"),
                PolicyExtras.PATH + "/bounce_patterns/" + Values.number(pattern, "id"),
                Values.text(pattern, "pattern"),
                isp.isEmpty() ? words.text("mta.isp.all") : isp,
                MtaKinds.typeBadge(words, Values.text(pattern, "type")),
                Values.text(pattern, "message"));
    }

    private static TrialPattern lock(Translations words, Value.Members rule) {
        return new TrialPattern(
                Values.text(rule, "name"),
                PolicyExtras.PATH + "/lock_rules/" + Values.number(rule, "id"),
                "",
                "",
                Badge.warn("lock", Spans.text(words, 60 * Values.number(rule, "duration_minutes"))),
                "");
    }
}
