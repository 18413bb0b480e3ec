package io.mailyard.panel;

import io.mailyard.domains.Domain;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.wire.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An account's domains: the list, and each with the records to publish and what DNS has. */
final class DomainPages {
    private static final String PATH = "/admin/accounts/{id}/domains";
    private static final AccountTab TAB = AccountTab.DOMAINS;
    private static final String NOUN = "domains";

    private final PageRenderer pages;
    private final AccountPages accounts;
    private final Questions questions;

    DomainPages(PageRenderer pages, AccountPages accounts, Questions questions) {
        this.pages = pages;
        this.accounts = accounts;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(PATH + "/new", this::fresh)
                .post(PATH + "/new", this::add)
                .get(PATH + "/{domain}", this::page)
                .get(PATH + "/{domain}/settings", this::settings)
                .post(PATH + "/{domain}/settings", this::save)
                .post(PATH + "/{domain}/check", signedIn -> ask(signedIn, "check"))
                .post(PATH + "/{domain}/verify", signedIn -> ask(signedIn, "verify"))
                .get(PATH + "/{domain}/zone", this::zone)
                .get(
                        PATH + "/{domain}/delete",
                        signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(PATH + "/{domain}/delete", this::delete);
    }

    private AccountView view(SignedIn signedIn) {
        return AccountView.of(pages, accounts, signedIn, TAB);
    }

    /** The parameters that name the domain of the page's path. */
    private static Map<String, Value> keys(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        return Values.members(
                        "account_id", AccountPages.id(visit), "id", Visit.number(visit, "domain"))
                .values();
    }

    private static String path(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        return "/admin/accounts/"
                + AccountPages.id(visit)
                + "/domains/"
                + Visit.number(visit, "domain");
    }

    private static CallResult call(SignedIn signedIn, String verb) {
        return signedIn.call("domains/" + verb, new Value.Members(keys(signedIn)));
    }

    private static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    private HttpReply list(SignedIn signedIn) {
        AccountView view = view(signedIn);
        return view.list(
                DomainList.of(signedIn, view),
                mayWrite(signedIn) ? view.address(TAB) + "/new" : "",
                signedIn.words().text("domain.new"));
    }

    private static FormSheet claim(SignedIn signedIn, AccountView view) {
        Translations words = signedIn.words();
        return new FormSheet(
                new Forms(words, NOUN, Domain.CLAIM, Map.of()),
                view.address(TAB) + "/new",
                "domains/add",
                Values.members("account_id", view.head().id()).values(),
                Map.of(words.text("domain.claim"), List.of()),
                words.text("domain.new"),
                view.address(TAB));
    }

    private HttpReply fresh(SignedIn signedIn) {
        AccountView view = view(signedIn);
        return view.form(
                200,
                signedIn.words().text("domain.new"),
                claim(signedIn, view).fresh(),
                mayWrite(signedIn));
    }

    private HttpReply add(SignedIn signedIn) {
        AccountView view = view(signedIn);
        return switch (claim(signedIn, view).send(signedIn, Optional.empty())) {
            case Sent.Saved(CallResult result) ->
                    Html.redirect(
                            signedIn.visit(),
                            view.address(TAB)
                                    + "/"
                                    + Values.number(result.object(), "saved_id")
                                    + "?done=domain_added");
            case Sent.Refused(int status, FormView form) ->
                    view.form(
                            status, signedIn.words().text("domain.new"), form, mayWrite(signedIn));
        };
    }

    private static FormSheet sheet(SignedIn signedIn) {
        Translations words = signedIn.words();
        return new FormSheet(
                new Forms(words, NOUN, Domain.CLAIM_SETTINGS, Map.of()),
                path(signedIn) + "/settings",
                "domains/save",
                keys(signedIn),
                Map.of(words.text("domain.use"), List.of()),
                words.text("form.save"),
                path(signedIn));
    }

    private HttpReply settings(SignedIn signedIn) {
        Value.Members domain = call(signedIn, "get").object();
        return view(signedIn)
                .form(
                        200,
                        Values.text(domain, "unicode"),
                        sheet(signedIn).shown(domain),
                        mayWrite(signedIn));
    }

    private HttpReply save(SignedIn signedIn) {
        Value.Members domain = call(signedIn, "get").object();
        return switch (sheet(signedIn).send(signedIn, Optional.of(domain))) {
            case Sent.Saved _ -> Html.redirect(signedIn.visit(), path(signedIn) + "?done=saved");
            case Sent.Refused(int status, FormView form) ->
                    view(signedIn)
                            .form(status, Values.text(domain, "unicode"), form, mayWrite(signedIn));
        };
    }

    private HttpReply page(SignedIn signedIn) {
        return page(signedIn, 200, "");
    }

    private HttpReply page(SignedIn signedIn, int status, String fault) {
        AccountView view = view(signedIn);
        Value.Members domain = call(signedIn, "get").object();
        List<Value.Members> records = Values.objects(call(signedIn, "records").object(), "records");
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        return view.page(
                status,
                "domain",
                "crumbs",
                view.crumbs(TAB, Values.text(domain, "unicode")),
                "domain",
                DomainView.of(frame, domain, records, path(signedIn)),
                "fault",
                fault,
                "mayWrite",
                mayWrite(signedIn),
                "call",
                CallExample.of("domains/check", new Value.Members(keys(signedIn))));
    }

    /** Looks in DNS now: for every record, or for the proof. */
    private HttpReply ask(SignedIn signedIn, String verb) {
        CallResult asked =
                signedIn.calls().call("domains/" + verb, new Value.Members(keys(signedIn)));
        return asked.isOk()
                ? Html.redirect(signedIn.visit(), path(signedIn) + "?done=domain_" + verb)
                : page(signedIn, 422, asked.errorText());
    }

    /** The records as a file for a name server. */
    private HttpReply zone(SignedIn signedIn) {
        String name = Values.text(call(signedIn, "get").object(), "domain");
        String zone = Values.text(call(signedIn, "zone").object(), "zone");
        return new HttpReply.Whole(
                200,
                "text/plain; charset=utf-8",
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"" + name.replaceAll("[^a-z0-9.-]", "_") + ".zone\"",
                        "X-Content-Type-Options",
                        "nosniff",
                        "Cache-Control",
                        "no-store"),
                zone.getBytes(StandardCharsets.UTF_8));
    }

    private static Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members domain = call(signedIn, "get").object();
        Map<String, Value> params = new LinkedHashMap<>(keys(signedIn));
        params.put("force", new Value.Flag(true));
        return Question.deletion(
                Section.ACCOUNTS,
                words.text("ask.delete", Values.text(domain, "unicode")),
                path(signedIn) + "/delete",
                path(signedIn),
                "domains/delete",
                new Value.Members(params),
                foreseen -> DomainView.losses(words, domain, foreseen),
                words);
    }

    private HttpReply delete(SignedIn signedIn) {
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ ->
                        Html.redirect(
                                signedIn.visit(),
                                "/admin/accounts/"
                                        + AccountPages.id(signedIn.visit())
                                        + "/domains?done=domain_deleted"));
    }
}
