package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.panel.PanelSession.PanelSignInResult;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Freezing, deactivating, deleting an account, and back: first what it would do, then the act. */
final class AccountActs {
    private static final List<String> EFFECTS = List.of("users", "queued", "tokens", "webhooks");

    private final PageRenderer pages;
    private final PanelSession sessions;

    AccountActs(PageRenderer pages, PanelSession sessions) {
        this.pages = pages;
        this.sessions = sessions;
    }

    /** The question, in a dialog or as a page. */
    HttpReply ask(SignedIn signedIn) {
        return answered(signedIn, act(signedIn), List.of());
    }

    /** Does it; where something is wrong, the question again, with what was typed. */
    HttpReply act(SignedIn signedIn, AccountAct act) {
        Visit visit = signedIn.visit();
        List<Fault> faults = new ArrayList<>();
        Map<String, Value> params = params(visit, act, faults);
        if (act == AccountAct.DELETE && !visit.field("typed").strip().equals(name(signedIn))) {
            faults.add(new Fault("typed", visit.words().text("ask.typed.fault")));
        }
        if (faults.isEmpty() && needsPassword(signedIn, act)) {
            PanelSignInResult confirmed =
                    sessions.confirm(
                            signedIn.calls().secret(), visit.field("password"), visit.request());
            if (!(confirmed instanceof PanelSignInResult.PanelSessionOpened)) {
                faults.add(new Fault("password", ProfilePages.why(signedIn, confirmed)));
            }
        }
        if (!faults.isEmpty()) {
            return answered(signedIn, act, faults);
        }
        CallResult done =
                signedIn.calls().call("accounts/" + act.word(), new Value.Members(params));
        if (!done.isOk()) {
            return answered(signedIn, act, faults(done));
        }
        return Html.redirect(
                visit, "/admin/accounts/" + AccountPages.id(visit) + "?done=" + act.word());
    }

    /** Deletes need the password, given within the last minutes. */
    private static boolean needsPassword(SignedIn signedIn, AccountAct act) {
        return act == AccountAct.DELETE && !signedIn.person().confirmed();
    }

    /** Whether the audit is told why; a freeze tells the account's users as well. */
    private static boolean isExplained(AccountAct act) {
        return act == AccountAct.DELETE || act == AccountAct.DEACTIVATE;
    }

    HttpReply post(SignedIn signedIn) {
        return act(signedIn, act(signedIn));
    }

    private static AccountAct act(SignedIn signedIn) {
        return AccountAct.of(signedIn.visit().part("act")).orElseThrow(Panel.NoPage::new);
    }

    /** All that a refusal says; one without fields as it stands. */
    static List<Fault> faults(CallResult refused) {
        return refused.faults().isEmpty()
                ? List.of(new Fault("", refused.errorText()))
                : refused.faults();
    }

    private static String name(SignedIn signedIn) {
        return Values.text(
                signedIn.call("accounts/get", "id", AccountPages.id(signedIn.visit())).object(),
                "name");
    }

    private static Map<String, Value> params(Visit visit, AccountAct act, List<Fault> faults) {
        Map<String, Value> params = new LinkedHashMap<>();
        params.put("id", new Value.Numeral(String.valueOf(AccountPages.id(visit))));
        if (!visit.request().method().equals("POST")) {
            return params;
        }
        if (isExplained(act) && !visit.field("reason").isBlank()) {
            params.put("reason", new Value.Text(visit.field("reason").strip()));
        }
        if (act != AccountAct.FREEZE) {
            return params;
        }
        String reason = visit.field("reason").strip();
        if (reason.isEmpty()) {
            faults.add(new Fault("reason", visit.words().text("ask.reason.fault")));
        }
        params.put("reason", new Value.Text(reason));
        String until = visit.field("until").strip();
        if (!until.isEmpty()) {
            Optional<String> time = WrittenTime.read(until, visit.zone()).map(Instant::toString);
            time.ifPresentOrElse(
                    text -> params.put("until", new Value.Text(text)),
                    () -> faults.add(new Fault("until", visit.words().text("ask.until.fault"))));
        }
        String url = visit.field("payment_url").strip();
        if (!url.isEmpty()) {
            params.put("frozen_details", Values.members("payment_url", url));
        }
        return params;
    }

    private HttpReply answered(SignedIn signedIn, AccountAct act, List<Fault> faults) {
        Visit visit = signedIn.visit();
        long id = AccountPages.id(visit);
        Value.Members account = signedIn.call("accounts/get", "id", id).object();
        Map<String, Value> params = params(visit, act, new ArrayList<>());
        CallResult foreseen = signedIn.foresee("accounts/" + act.word(), Values.members("id", id));
        List<Fault> all = new ArrayList<>(faults);
        if (faults.isEmpty() && !foreseen.isOk()) {
            all.addAll(faults(foreseen));
        }
        Translations words = visit.words();
        AskView ask =
                new AskView(
                        words.text("ask." + act.word(), Values.text(account, "title")),
                        act.address(id),
                        effects(words, act, foreseen.numbers("touches")),
                        switch (act) {
                            case FREEZE -> freezing(visit);
                            case DELETE, DEACTIVATE -> List.of(Questions.why(visit));
                            case UNFREEZE, ACTIVATE, RESTORE -> List.of();
                        },
                        act == AccountAct.DELETE ? Values.text(account, "name") : "",
                        words.text("ask.typed", Values.text(account, "name")),
                        needsPassword(signedIn, act),
                        words.text("ask." + act.word() + ".submit"),
                        act.stops(),
                        "/admin/accounts/" + id,
                        all,
                        CallExample.of("accounts/" + act.word(), new Value.Members(params)));
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        boolean partial = visit.isPartial();
        return Html.page(
                faults.isEmpty() || partial ? 200 : 422,
                pages.html(partial ? "ask" : "askpage", frame, "ask", ask));
    }

    private static List<String> effects(
            Translations words, AccountAct act, Map<String, Long> touches) {
        List<String> effects = new ArrayList<>();
        for (String noun : EFFECTS) {
            String key = "ask." + act.word() + "." + noun;
            long number = touches.getOrDefault(noun, 0L);
            if (words.has(key + ".many") && number > 0) {
                effects.add(words.count(key, number));
            }
        }
        effects.add(words.text("ask." + act.word() + ".always"));
        return effects;
    }

    static List<AskField> freezing(Visit visit) {
        Translations words = visit.words();
        return List.of(
                new AskField(
                        "reason",
                        words.text("ask.reason"),
                        "",
                        visit.field("reason"),
                        true,
                        true,
                        1000),
                new AskField(
                        "until",
                        words.text("ask.until"),
                        words.text("ask.until.help", visit.zone().getId()),
                        visit.field("until"),
                        false,
                        false,
                        16),
                new AskField(
                        "payment_url",
                        words.text("ask.payment"),
                        words.text("ask.payment.help"),
                        visit.field("payment_url"),
                        false,
                        false,
                        2048));
    }
}
