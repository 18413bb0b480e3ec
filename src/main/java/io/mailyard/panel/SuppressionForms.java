package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.panel.FormView.Input;
import io.mailyard.suppressions.Suppression;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Adds addresses to a list of suppressions and takes them off. */
final class SuppressionForms {
    private static final int MAX_REASON = 1000;

    /** Faults of addresses that one field says; the call names all. */
    private static final int FAULTS_SHOWN = 5;

    private final PageRenderer pages;
    private final SuppressionPages list;

    SuppressionForms(PageRenderer pages, SuppressionPages list) {
        this.pages = pages;
        this.list = list;
    }

    private static Forms forms(Visit visit) {
        return new Forms(visit, SuppressionPages.NOUN, Suppression.SETTABLE);
    }

    HttpReply fresh(SignedIn signedIn) {
        return form(signedIn, 200, forms(signedIn.visit()).fresh(), "", List.of());
    }

    HttpReply add(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        OwnerPlace place = SuppressionPages.place(signedIn);
        Map<String, Value> params = new LinkedHashMap<>(place.params().values());
        List<Value> addresses =
                Arrays.stream(visit.field("email").split("[\\s,;]+"))
                        .filter(address -> !address.isEmpty())
                        .<Value>map(Value.Text::new)
                        .toList();
        params.put(
                "email", addresses.size() == 1 ? addresses.getFirst() : new Value.Items(addresses));
        params.putAll(forms(visit).params(visit));
        CallResult done = signedIn.calls().call("suppressions/add", new Value.Members(params));
        if (done.isOk()) {
            return Html.redirect(visit, place.path() + "?done=added");
        }
        List<Fault> faults = AccountActs.faults(done);
        Map<String, Input> inputs = forms(visit).sent(visit, faults, Optional.empty());
        return form(signedIn, 422, inputs, visit.field("email"), faults);
    }

    private HttpReply form(
            SignedIn signedIn,
            int status,
            Map<String, Input> inputs,
            String emails,
            List<Fault> faults) {
        Translations words = signedIn.words();
        OwnerPlace place = SuppressionPages.place(signedIn);
        List<Input> all = new ArrayList<>();
        all.add(
                new Input(
                        "email",
                        "lines",
                        words.text("suppressions.emails"),
                        words.text("suppressions.emails.help"),
                        emails,
                        List.of(),
                        true,
                        "",
                        "",
                        "300000",
                        faults.stream()
                                .filter(fault -> fault.field().startsWith("email"))
                                .limit(FAULTS_SHOWN)
                                .map(fault -> words.said(fault.reason()))
                                .collect(Collectors.joining("; ")),
                        ""));
        all.addAll(inputs.values());
        FormView form =
                new FormView(
                        place.path() + "/new",
                        "",
                        List.of(new FormView.FormPart(words.text("suppressions.what"), all)),
                        forms(signedIn.visit()).others(faults).stream()
                                .filter(fault -> !fault.field().startsWith("email"))
                                .toList(),
                        false,
                        words.text("suppressions.add.submit"),
                        place.path(),
                        CallExample.of(
                                "suppressions/add", place.params("email", "user@example.com")));
        return Html.page(
                status,
                pages.html(
                        "headform",
                        pages.frame(signedIn, place.section(Section.SUPPRESSIONS)),
                        "head",
                        list.head(signedIn, place)
                                .below(words.text("suppressions.add"), place.path()),
                        "mayWrite",
                        SuppressionPages.mayWrite(signedIn),
                        "form",
                        form));
    }

    HttpReply ask(SignedIn signedIn) {
        return ask(signedIn, List.of());
    }

    HttpReply remove(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        String reason = visit.field("reason").strip();
        if (reason.isEmpty() && signedIn.inPanel()) {
            return ask(
                    signedIn, List.of(new Fault("reason", visit.words().text("ask.reason.fault"))));
        }
        OwnerPlace place = SuppressionPages.place(signedIn);
        CallResult done =
                signedIn.calls()
                        .call(
                                "suppressions/remove",
                                removal(signedIn, place, visit.param("email")));
        return done.isOk()
                ? Html.redirect(visit, place.path() + "?done=removed")
                : ask(signedIn, AccountActs.faults(done));
    }

    private HttpReply ask(SignedIn signedIn, List<Fault> faults) {
        Visit visit = signedIn.visit();
        Translations words = signedIn.words();
        OwnerPlace place = SuppressionPages.place(signedIn);
        String email = visit.param("email");
        Value.Members there =
                signedIn
                        .call(
                                "suppressions/list",
                                place.namesAndValues(List.of("email", email, "limit", 1)))
                        .objects()
                        .stream()
                        .findFirst()
                        .orElseThrow(Panel.NoPage::new);
        Value.Members params = removal(signedIn, place, email);
        List<Fault> all = new ArrayList<>(faults);
        CallResult foreseen = signedIn.foresee("suppressions/remove", params);
        if (faults.isEmpty() && !foreseen.isOk()) {
            all.addAll(AccountActs.faults(foreseen));
        }
        AskView ask =
                new AskView(
                        words.text("suppressions.ask", email),
                        place.path() + "/remove?email=" + Panel.encoded(email),
                        effects(signedIn, place, there),
                        List.of(
                                new AskField(
                                        "reason",
                                        words.text("suppressions.ask.reason"),
                                        words.text("suppressions.ask.reason.help"),
                                        visit.field("reason"),
                                        signedIn.inPanel(),
                                        true,
                                        MAX_REASON)),
                        "",
                        "",
                        false,
                        words.text("suppressions.ask.submit"),
                        false,
                        place.path(),
                        all,
                        CallExample.of("suppressions/remove", params));
        boolean partial = visit.isPartial();
        return Html.page(
                faults.isEmpty() || partial ? 200 : 422,
                pages.html(
                        partial ? "ask" : "askpage",
                        pages.frame(signedIn, place.section(Section.SUPPRESSIONS)),
                        "ask",
                        ask));
    }

    /** Parameters of the call, which in the panel needs some reason before one is written. */
    private static Value.Members removal(SignedIn signedIn, OwnerPlace place, String email) {
        String reason = signedIn.visit().field("reason").strip();
        if (reason.isEmpty() && !signedIn.inPanel()) {
            return place.params("email", email);
        }
        return place.params("email", email, "reason", reason.isEmpty() ? "..." : reason);
    }

    private static String title(SignedIn signedIn, OwnerPlace place) {
        return signedIn.person().user().map(PanelPerson.AccountUser::title).orElseGet(place::title);
    }

    private static List<String> effects(
            SignedIn signedIn, OwnerPlace place, Value.Members suppression) {
        Translations words = signedIn.words();
        List<String> effects = new ArrayList<>();
        effects.add(
                place.isOfAccount(signedIn)
                        ? words.text("suppressions.ask.account", title(signedIn, place))
                        : words.text("suppressions.ask.platform"));
        String kind = Values.text(suppression, "class");
        String reason = Values.text(suppression, "reason");
        effects.add(
                words.text(
                                "suppressions.ask.was",
                                words.or("value.suppressions.class." + kind, kind))
                        + (reason.isEmpty() ? "" : " " + reason));
        if (kind.equals("unsubscribe") || kind.equals("complaint")) {
            effects.add(words.text("suppressions.ask.wish"));
        }
        return effects;
    }
}
