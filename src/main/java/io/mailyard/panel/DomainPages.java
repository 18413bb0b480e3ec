package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.access.Scopes;
import io.mailyard.base.ErrorCode;
import io.mailyard.domains.Domain;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.wire.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An account's domains: the list, and each with the records to publish and what DNS has. */
final class DomainPages {
    private static final AccountTab TAB = AccountTab.DOMAINS;
    private static final String NOUN = "domains";

    private final PageRenderer pages;
    private final Questions questions;

    DomainPages(PageRenderer pages, Questions questions) {
        this.pages = pages;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        String path = OwnerPlace.paths(pages, NOUN).getLast();
        routes.get(path, this::list)
                .get(path + "/new", writing(NOUN, this::fresh))
                .post(path + "/new", writing(NOUN, this::add))
                .get(path + "/{domain}", this::page)
                .post(path + "/{domain}/check", signedIn -> ask(signedIn, "check"))
                .post(path + "/{domain}/verify", writing(NOUN, signedIn -> ask(signedIn, "verify")))
                .get(path + "/{domain}/zone", this::zone)
                .get(
                        path + "/{domain}/delete",
                        writing(NOUN, signedIn -> questions.ask(signedIn, deletion(signedIn))))
                .post(path + "/{domain}/delete", writing(NOUN, this::delete));
        if (pages.surface().isPanel()) {
            // what an administrator says of a claim
            routes.get(path + "/{domain}/settings", writing(NOUN, this::settings))
                    .post(path + "/{domain}/settings", writing(NOUN, this::save));
        }
    }

    private static OwnerPlace place(SignedIn signedIn) {
        return OwnerPlace.of(signedIn, NOUN);
    }

    private static PageHead head(SignedIn signedIn, OwnerPlace place) {
        Translations words = signedIn.words();
        return place.head(signedIn, TAB.word(), words.text("tab.domains"))
                .done(words.or("done." + signedIn.visit().param("done"), ""));
    }

    /** The parameters that name the domain of the page's path. */
    private static Value.Members keys(SignedIn signedIn) {
        return place(signedIn).params("id", Visit.number(signedIn.visit(), "domain"));
    }

    private static String path(SignedIn signedIn) {
        return place(signedIn).path() + "/" + Visit.number(signedIn.visit(), "domain");
    }

    private static CallResult call(SignedIn signedIn, String verb) {
        return signedIn.call("domains/" + verb, keys(signedIn));
    }

    private static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    private static boolean mayCheck(SignedIn signedIn) {
        return mayWrite(signedIn)
                || (!signedIn.inPanel() && signedIn.person().scopes().includes(Scopes.CHECK));
    }

    private HttpReply list(SignedIn signedIn) {
        OwnerPlace place = place(signedIn);
        ListView list = DomainList.of(signedIn, place);
        String button = mayWrite(signedIn) ? place.path() + "/new" : "";
        String label = signedIn.words().text("domain.new");
        PageHead head = head(signedIn, place);
        return head.account().isPresent()
                ? new AccountView(pages, signedIn, head.account().get()).list(list, button, label)
                : pages.list(
                        signedIn, Section.ACCOUNTS, head.title(), list, button, label, head.done());
    }

    private HttpReply form(SignedIn signedIn, int status, String title, FormView form) {
        OwnerPlace place = place(signedIn);
        return Html.page(
                status,
                pages.html(
                        "headform",
                        pages.frame(signedIn, Section.ACCOUNTS),
                        "head",
                        head(signedIn, place).below(title, place.path()),
                        "mayWrite",
                        mayWrite(signedIn),
                        "form",
                        form));
    }

    private static FormSheet claim(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        return new FormSheet(
                new Forms(
                        words,
                        NOUN,
                        signedIn.inPanel() ? Domain.CLAIM : Domain.OWN_CLAIM,
                        Map.of()),
                place.path() + "/new",
                "domains/add",
                place.params().values(),
                Map.of(words.text("domain.claim"), List.of()),
                words.text("domain.new"),
                place.path());
    }

    private HttpReply fresh(SignedIn signedIn) {
        return form(signedIn, 200, signedIn.words().text("domain.new"), claim(signedIn).fresh());
    }

    private HttpReply add(SignedIn signedIn) {
        return switch (claim(signedIn).send(signedIn)) {
            case Sent.Saved(CallResult result) ->
                    Html.redirect(
                            signedIn.visit(),
                            place(signedIn).path()
                                    + "/"
                                    + Values.number(result.object(), "saved_id")
                                    + "?done=domain_added");
            case Sent.FormRefused(int status, FormView form) ->
                    form(signedIn, status, signedIn.words().text("domain.new"), form);
        };
    }

    private static FormSheet sheet(SignedIn signedIn) {
        Translations words = signedIn.words();
        return new FormSheet(
                new Forms(words, NOUN, Domain.CLAIM_SETTINGS, Map.of()),
                path(signedIn) + "/settings",
                "domains/save",
                keys(signedIn).values(),
                Map.of(words.text("domain.use"), List.of()),
                words.text("form.save"),
                path(signedIn));
    }

    private HttpReply settings(SignedIn signedIn) {
        Value.Members domain = call(signedIn, "get").object();
        return form(signedIn, 200, Values.text(domain, "unicode"), sheet(signedIn).shown(domain));
    }

    private HttpReply save(SignedIn signedIn) {
        Value.Members domain = call(signedIn, "get").object();
        return switch (sheet(signedIn).send(signedIn, () -> call(signedIn, "get").object())) {
            case Sent.Saved _ -> Html.redirect(signedIn.visit(), path(signedIn) + "?done=saved");
            case Sent.FormRefused(int status, FormView form) ->
                    form(signedIn, status, Values.text(domain, "unicode"), form);
        };
    }

    private HttpReply page(SignedIn signedIn) {
        return page(signedIn, 200, "");
    }

    private HttpReply page(SignedIn signedIn, int status, String fault) {
        OwnerPlace place = place(signedIn);
        PageHead head = head(signedIn, place);
        Value.Members domain = call(signedIn, "get").object();
        List<Value.Members> records = Values.objects(call(signedIn, "records").object(), "records");
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        String name = Values.text(domain, "unicode");
        return Html.page(
                status,
                pages.html(
                        "domain",
                        frame,
                        "title",
                        place.account().isPresent() ? name + " · " + place.title() : name,
                        "done",
                        head.done(),
                        "crumbs",
                        head.account()
                                .map(account ->
                                        new AccountView(pages, signedIn, account).crumbs(TAB, name))
                                .orElseGet(() -> head.below(name, place.path()).crumbs()),
                        "domain",
                        DomainView.of(frame, domain, records, path(signedIn)),
                        "fault",
                        fault,
                        "mayCheck",
                        mayCheck(signedIn),
                        "mayWrite",
                        mayWrite(signedIn),
                        "call",
                        CallExample.of("domains/check", keys(signedIn))));
    }

    /** Looks in DNS now: for every record, or for the proof. */
    private HttpReply ask(SignedIn signedIn, String verb) {
        CallResult asked = signedIn.calls().call("domains/" + verb, keys(signedIn));
        if (asked.error() == ErrorCode.FORBIDDEN.number()) {
            throw new SignedIn.CallRefused(asked);
        }
        return asked.isOk()
                ? Html.redirect(signedIn.visit(), path(signedIn) + "?done=domain_" + verb)
                : page(signedIn, 422, signedIn.words().said(asked.errorText()));
    }

    /** The records as a file for a name server. */
    private HttpReply zone(SignedIn signedIn) {
        String name = Values.text(call(signedIn, "get").object(), "domain");
        String zone = Values.text(call(signedIn, "zone").object(), "zone");
        return new HttpReply.WholeReply(
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
        Map<String, Value> params = new LinkedHashMap<>(keys(signedIn).values());
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
                                signedIn.visit(), place(signedIn).path() + "?done=domain_deleted"));
    }
}
