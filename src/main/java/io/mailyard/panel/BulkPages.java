package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The question before an act on many rows of a list, with its numbers; then the task. */
final class BulkPages {
    /** Acts that stop something: the button is red, and the password is asked for. */
    private static final List<String> STOPPING =
            List.of("freeze", "deactivate", "must_change_password", "remove", "delete", "unassign");

    private final Questions questions;

    BulkPages(Questions questions) {
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        add(routes, "/admin/accounts/bulk", BulkList.ACCOUNTS);
        add(routes, "/admin/accounts/{id}/users/bulk", BulkList.USERS);
        add(routes, "/admin/senders/bulk", BulkList.SENDERS);
        add(routes, "/admin/suppressions/bulk", BulkList.SUPPRESSIONS);
        add(routes, "/admin/accounts/{id}/suppressions/bulk", BulkList.SUPPRESSIONS);
    }

    private void add(PanelRoutes routes, String path, BulkList list) {
        routes.get(path, signedIn -> ask(signedIn, list))
                .post(path, signedIn -> act(signedIn, list));
    }

    private HttpReply ask(SignedIn signedIn, BulkList list) {
        signedIn.mustBeAllowed(list.call());
        return questions.ask(signedIn, question(signedIn, list));
    }

    private HttpReply act(SignedIn signedIn, BulkList list) {
        signedIn.mustBeAllowed(list.call());
        Visit visit = signedIn.visit();
        boolean needed = visit.param("act").equals("freeze");
        List<Fault> faults = new ArrayList<>();
        if (needed && visit.field("reason").isBlank()) {
            faults.add(new Fault("reason", visit.words().text("ask.reason.fault")));
        }
        String until = visit.field("until").strip();
        if (!until.isEmpty() && WrittenTime.read(until, visit.zone()).isEmpty()) {
            faults.add(new Fault("until", visit.words().text("ask.until.fault")));
        }
        return questions.act(
                signedIn,
                question(signedIn, list, visit.param("expected"), visit.param(Question.KEY)),
                faults,
                begun -> Html.redirect(visit, afterwards(signedIn, begun)),
                // such as another number by now: it is asked anew, with the number of now
                refused ->
                        questions.ask(
                                signedIn, question(signedIn, list), AccountActs.faults(refused)));
    }

    /** The task's page, or the list where the person may not see tasks. */
    private static String afterwards(SignedIn signedIn, CallResult begun) {
        return signedIn.person().mayRead("accounts")
                ? TaskPages.PATH + "/" + Values.number(begun.object(), "task_id")
                : listOf(signedIn.visit()) + "?done=begun";
    }

    private static String listOf(Visit visit) {
        String path = visit.request().path();
        return path.substring(0, path.length() - "/bulk".length());
    }

    /** A question that is new, with the numbers of now. */
    private static Question question(SignedIn signedIn, BulkList list) {
        return question(signedIn, list, "", UUID.randomUUID().toString());
    }

    /**
     * The question.
     *
     * @param shown how many objects the person was told; empty: none yet
     * @param key of its form
     */
    private static Question question(SignedIn signedIn, BulkList list, String shown, String key) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        String act = visit.param("act");
        if (!list.acts().contains(act)) {
            throw new Panel.NoPage();
        }
        String path = visit.request().path();
        Map<String, Value> params = new LinkedHashMap<>(params(signedIn, list, act).values());
        Optional<CallResult> counted =
                !shown.matches("[0-9]{1,9}") || act.endsWith("assign")
                        ? Optional.of(signedIn.calls().dryRun(list.call(), counting(params)))
                        : Optional.empty();
        String expected =
                shown.matches("[0-9]{1,9}")
                        ? shown
                        : String.valueOf(
                                counted.filter(CallResult::isOk)
                                        .map(found -> Values.number(found.object(), "objects"))
                                        .orElse(0L));
        params.put("expected", new Value.Numeral(expected));
        String query = Panel.plain(visit.request().query(), "expected");
        query = Panel.plain(query, Question.KEY) + "&expected=" + expected;
        return new Question(
                list.section(),
                words.text("bulk.ask", list.label(words, act)),
                path + "?" + query + "&" + Question.KEY + "=" + key,
                listOf(visit),
                list.call(),
                new Value.Members(params),
                foreseen ->
                        effects(words, list, foreseen.isOk() ? foreseen : counted.orElse(foreseen)),
                false,
                fields(signedIn, act),
                list.label(words, act),
                STOPPING.contains(act),
                true);
    }

    private static Value.Members params(SignedIn signedIn, BulkList list, String act) {
        Visit visit = signedIn.visit();
        Map<String, Value> params = new LinkedHashMap<>();
        if (!visit.part("id").isEmpty()) {
            params.put("account_id", new Value.Numeral(String.valueOf(AccountPages.id(visit))));
        }
        params.put("act", new Value.Text(act));
        params.putAll(Values.members(list.chosen(signedIn).toArray()).values());
        text(params, "payment_url", visit);
        text(params, "to_account_id", visit);
        text(params, "tariff", visit);
        text(params, "reason", visit);
        WrittenTime.read(visit.field("until").strip(), visit.zone())
                .map(Instant::toString)
                .ifPresent(until -> params.put("until", new Value.Text(until)));
        if (act.equals("tariff") && !params.containsKey("tariff")) {
            // the first of those to choose from, so that the numbers can be shown
            TariffNames.choices(signedIn).stream()
                    .findFirst()
                    .ifPresent(first -> params.put("tariff", new Value.Text(first.value())));
        }
        return new Value.Members(params);
    }

    /**
     * Returns the parameters that count what would be concerned before an account was named: which
     * objects they are does not depend on it.
     */
    private static Value.Members counting(Map<String, Value> params) {
        Map<String, Value> counting = new LinkedHashMap<>(params);
        if (Values.text(new Value.Members(params), "act").endsWith("assign")) {
            counting.put("act", new Value.Text("delete"));
            counting.remove("to_account_id");
        }
        counting.remove("reason");
        return new Value.Members(counting);
    }

    private static void text(Map<String, Value> params, String name, Visit visit) {
        String text = visit.field(name).strip();
        if (!text.isEmpty()) {
            params.put(name, new Value.Text(text));
        }
    }

    private static List<AskField> fields(SignedIn signedIn, String act) {
        Visit visit = signedIn.visit();
        Translations words = signedIn.words();
        if (act.equals("freeze")) {
            return AccountActs.freezing(visit);
        }
        List<AskField> fields = new ArrayList<>();
        if (act.equals("tariff")) {
            fields.add(
                    new AskField(
                            "tariff",
                            words.text("column.tariff"),
                            "",
                            visit.field("tariff"),
                            true,
                            false,
                            255,
                            TariffNames.choices(signedIn)));
        }
        if (act.endsWith("assign")) {
            fields.add(
                    new AskField(
                            "to_account_id",
                            words.text("bulk.account"),
                            words.text("bulk.account.help"),
                            visit.field("to_account_id"),
                            true,
                            false,
                            18));
        }
        fields.add(Questions.why(visit));
        return fields;
    }

    private static List<String> effects(Translations words, BulkList list, CallResult foreseen) {
        if (!foreseen.isOk()) {
            return List.of();
        }
        List<String> effects = new ArrayList<>();
        effects.add(
                words.count(
                        "bulk.objects." + list.noun(),
                        Values.number(foreseen.object(), "objects")));
        Map<String, Long> concerned = Values.numbers(Values.object(foreseen.object(), "concerned"));
        concerned.forEach((noun, number) -> {
            if (words.has("bulk.concerned." + noun + ".many")) {
                effects.add(words.count("bulk.concerned." + noun, number));
            }
        });
        effects.add(words.text("bulk.task"));
        return effects;
    }
}
