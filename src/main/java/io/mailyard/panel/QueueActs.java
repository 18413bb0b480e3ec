package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holding, releasing and purging a part of the queue: first what it would do, then the act. */
final class QueueActs {
    private static final int MOST_CHARS = 1000;

    private final Questions questions;

    QueueActs(Questions questions) {
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        routes.get(
                        QueueAct.PATH + "{act}",
                        signedIn -> questions.ask(signedIn, question(signedIn, new ArrayList<>())))
                .post(QueueAct.PATH + "{act}", this::act);
    }

    private static QueueAct act(Visit visit) {
        return QueueAct.of(visit.part("act")).orElseThrow(Panel.NoPage::new);
    }

    /** The part of the queue that the address names. */
    private record ActScope(long sender, long account, long campaign, String isp) {
        static ActScope of(Visit visit) {
            ActScope scope =
                    new ActScope(
                            id(visit, "sender_id"),
                            id(visit, "account_id"),
                            id(visit, "campaign_id"),
                            visit.param("isp"));
            if (scope.sender == 0 && scope.account == 0) {
                throw new Panel.NoPage();
            }
            return scope;
        }

        private static long id(Visit visit, String name) {
            String text = visit.param(name);
            return text.matches("[1-9][0-9]{0,17}") ? Long.parseLong(text) : 0;
        }

        String call(QueueAct act) {
            return (sender > 0 ? "senders" : "accounts") + "/queue/" + act.word();
        }

        Map<String, Value> params() {
            Map<String, Value> params = new LinkedHashMap<>();
            put(params, "id", sender > 0 ? sender : account);
            if (sender > 0) {
                put(params, "account_id", account);
            }
            put(params, "campaign_id", campaign);
            if (!isp.isEmpty()) {
                params.put("isp", new Value.Text(isp));
            }
            return params;
        }

        private static void put(Map<String, Value> params, String name, long id) {
            if (id > 0) {
                params.put(name, new Value.Numeral(String.valueOf(id)));
            }
        }
    }

    private HttpReply act(SignedIn signedIn) {
        List<Fault> faults = new ArrayList<>();
        Question question = question(signedIn, faults);
        return questions.act(
                signedIn,
                question,
                faults,
                _ ->
                        Html.redirect(
                                signedIn.visit(),
                                after(
                                        signedIn,
                                        act(signedIn.visit()),
                                        ActScope.of(signedIn.visit()))));
    }

    private static String back(Visit visit) {
        return Html.back(Panel.ROOT, visit.param("back"));
    }

    /** The page one came from, with what was done and the receipt of it. */
    private static String after(SignedIn signedIn, QueueAct act, ActScope scope) {
        String back = back(signedIn.visit());
        int mark = back.indexOf('?');
        String path = mark < 0 ? back : back.substring(0, mark);
        String query = mark < 0 ? "" : back.substring(mark + 1);
        String done = path + Panel.with(query, "done", act.word());
        if (act == QueueAct.RELEASE) {
            return done;
        }
        Map<String, Value> of = new LinkedHashMap<>();
        of.put("limit", new Value.Numeral("1"));
        if (scope.sender() > 0) {
            of.put("sender_id", new Value.Numeral(String.valueOf(scope.sender())));
        }
        if (scope.account() > 0) {
            of.put("account_id", new Value.Numeral(String.valueOf(scope.account())));
        }
        CallResult receipts =
                signedIn.calls().call("platform/receipts/list", new Value.Members(of));
        return receipts.isOk() && !receipts.objects().isEmpty()
                ? done + "&receipt=" + Values.number(receipts.objects().getFirst(), "id")
                : done;
    }

    private static Map<String, Value> params(
            Visit visit, QueueAct act, ActScope scope, List<Fault> faults) {
        Map<String, Value> params = scope.params();
        if (!visit.request().method().equals("POST")) {
            return params;
        }
        String reason = visit.field("reason").strip();
        if (reason.isEmpty()) {
            faults.add(new Fault("reason", visit.words().text("queue.ask.reason.fault")));
        }
        params.put("reason", new Value.Text(reason));
        String until = visit.field("until").strip();
        if (act == QueueAct.HOLD && !until.isEmpty()) {
            Times.read(visit, until)
                    .ifPresentOrElse(
                            text -> params.put("until", new Value.Text(text)),
                            () ->
                                    faults.add(
                                            new Fault(
                                                    "until",
                                                    visit.words().text("ask.until.fault"))));
        }
        return params;
    }

    private static Question question(SignedIn signedIn, List<Fault> faults) {
        Visit visit = signedIn.visit();
        Translations words = visit.words();
        QueueAct act = act(visit);
        ActScope scope = ActScope.of(visit);
        return new Question(
                Section.QUEUE,
                words.text("queue.ask." + act.word()),
                visit.address(),
                back(visit),
                scope.call(act),
                new Value.Members(params(visit, act, scope, faults)),
                foreseen -> effects(signedIn, act, scope, foreseen),
                false,
                fields(visit, act),
                words.text("queue.ask." + act.word() + ".submit"),
                act == QueueAct.PURGE,
                false);
    }

    private static List<String> effects(
            SignedIn signedIn, QueueAct act, ActScope scope, CallResult foreseen) {
        Translations words = signedIn.words();
        List<String> effects = new ArrayList<>();
        effects.add(words.text("queue.ask.scope", describe(signedIn, scope)));
        Map<String, Long> touches = foreseen.numbers("touches");
        effects.add(
                words.count(
                        "queue.ask." + act.word() + ".recipients",
                        touches.getOrDefault("messages", 0L)));
        effects.add(words.count("queue.ask.accounts", touches.getOrDefault("accounts", 0L)));
        if (act == QueueAct.RELEASE) {
            effects.add(words.count("queue.ask.holds", foreseen.number("released")));
            for (Value.Members wider : Values.objects(foreseen.envelope(), "still_held_by")) {
                effects.add(words.text("queue.ask.wider", Values.text(wider, "reason")));
            }
        } else {
            effects.add(words.text("queue.ask." + act.word() + ".always"));
        }
        return effects;
    }

    private static String describe(SignedIn signedIn, ActScope scope) {
        Translations words = signedIn.words();
        List<String> parts = new ArrayList<>();
        if (scope.sender() > 0) {
            CallResult sender = signedIn.calls().call("senders/akmta/get", "id", scope.sender());
            String name = Values.text(sender.object(), "name");
            parts.add(
                    words.text(
                            "queue.scope.sender",
                            name.isEmpty() ? String.valueOf(scope.sender()) : name));
        }
        if (scope.account() > 0) {
            CallResult account = signedIn.calls().call("accounts/get", "id", scope.account());
            String title = Values.text(account.object(), "title");
            parts.add(
                    words.text(
                            "queue.scope.account",
                            title.isEmpty() ? String.valueOf(scope.account()) : title));
        }
        if (scope.campaign() > 0) {
            parts.add(words.text("queue.campaign", String.valueOf(scope.campaign())));
        }
        if (!scope.isp().isEmpty()) {
            parts.add(
                    scope.isp().equals("other")
                            ? words.text("queue.otherisp")
                            : words.text("queue.scope.isp", scope.isp()));
        }
        return String.join(", ", parts);
    }

    private static List<AskField> fields(Visit visit, QueueAct act) {
        Translations words = visit.words();
        List<AskField> fields = new ArrayList<>();
        fields.add(
                new AskField(
                        "reason",
                        words.text("queue.ask.reason"),
                        words.text("queue.ask.reason.help"),
                        visit.field("reason"),
                        true,
                        true,
                        MOST_CHARS));
        if (act == QueueAct.HOLD) {
            fields.add(
                    new AskField(
                            "until",
                            words.text("ask.until"),
                            words.text("ask.until.help", visit.zone().getId()),
                            visit.field("until"),
                            false,
                            false,
                            16));
        }
        return fields;
    }
}
