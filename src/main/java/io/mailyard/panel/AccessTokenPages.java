package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.panel.PanelRoutes.PageHandler;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * API tokens, administrators' and accounts' own: what each may do, from where, until when, who made
 * it, and its last use.
 */
final class AccessTokenPages {
    private final AccessTabs access;
    private final Questions questions;
    private final TokenPlace.TokenSource places;

    AccessTokenPages(AccessTabs access, Questions questions, TokenPlace.TokenSource places) {
        this.access = access;
        this.questions = questions;
        this.places = places;
    }

    /**
     * @param path of the list
     */
    void addTo(PanelRoutes routes, String path) {
        String one = path + "/{token}";
        routes.get(path, this::list)
                .get(path + "/new", writing(this::fresh))
                .post(path + "/new", writing(signedIn -> save(signedIn, Optional.empty())))
                .get(one, this::page)
                .post(one, writing(signedIn -> save(signedIn, Optional.of(token(signedIn)))))
                .get(
                        one + "/rotate",
                        writing(signedIn -> questions.ask(signedIn, rotation(signedIn))))
                .post(one + "/rotate", writing(this::rotate))
                .get(
                        one + "/delete",
                        writing(signedIn -> questions.ask(signedIn, deletion(signedIn))))
                .post(one + "/delete", writing(this::delete));
    }

    /** A page for those who may change the place's tokens. */
    private PageHandler writing(PageHandler page) {
        return signedIn -> {
            signedIn.mustWrite(places.of(signedIn).noun());
            return page.handle(signedIn);
        };
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        TokenPlace place = places.of(signedIn);
        PageAct fresh = new PageAct(words.text("tokens.new"), "plus", place.path() + "/new", true);
        return access.pages()
                .rowsOr(
                        signedIn,
                        place.section(),
                        TokenList.of(signedIn, place),
                        "sectionlist",
                        "head",
                        place.mayWrite(signedIn) ? place.head().with(List.of(fresh)) : place.head(),
                        "filters",
                        TokenList.filters(signedIn, place),
                        "note",
                        words.text(place.isOfAdministrators() ? "tokens.note" : "tokens.own.note"));
    }

    private Value.Members token(SignedIn signedIn) {
        TokenPlace place = places.of(signedIn);
        long id = Visit.number(signedIn.visit(), "token");
        return signedIn.find(place.call("list"), id, place.keysInTurn())
                .orElseThrow(Panel.NoPage::new);
    }

    private FormSheet sheet(SignedIn signedIn, Optional<Value.Members> token) {
        Translations words = signedIn.words();
        TokenPlace place = places.of(signedIn);
        FormInputs inputs =
                ScopeGrid.inputs(
                        signedIn,
                        "tokens",
                        place.fields(),
                        place.audience(),
                        words.text(
                                place.isOfAdministrators()
                                        ? "tokens.scopes.help"
                                        : "tokens.own.scopes.help"));
        if (token.isEmpty() && place.isOfAdministrators()) {
            inputs =
                    new ExtraInputs(
                            inputs,
                            "personal",
                            "check",
                            words.text("tokens.personal"),
                            words.text("tokens.personal.help"),
                            true);
        }
        return new FormSheet(
                ExtraInputs.confirmed(signedIn, inputs),
                signedIn.visit().request().path(),
                place.call("save"),
                token.map(known -> place.params("id", Values.number(known, "id")).values())
                        .orElse(place.keys()),
                Map.of(words.text("tokens.what"), List.of()),
                words.text("form.save"),
                place.path());
    }

    private HttpReply fresh(SignedIn signedIn) {
        return form(signedIn, 200, sheet(signedIn, Optional.empty()).fresh(), Optional.empty());
    }

    private HttpReply page(SignedIn signedIn) {
        Value.Members token = token(signedIn);
        FormView form = sheet(signedIn, Optional.of(token)).shown(token);
        return form(signedIn, 200, form, Optional.of(token));
    }

    private HttpReply form(
            SignedIn signedIn, int status, FormView form, Optional<Value.Members> token) {
        Translations words = signedIn.words();
        TokenPlace place = places.of(signedIn);
        boolean mayWrite = place.mayWrite(signedIn);
        String title =
                token.map(known -> Values.text(known, "name")).orElse(words.text("tokens.new"));
        List<PageAct> acts = new ArrayList<>();
        token.filter(_ -> mayWrite)
                .ifPresent(known -> {
                    String path = place.path(known);
                    acts.add(
                            PageAct.asking(
                                    words.text("tokens.rotate"), "rotate-ccw", path + "/rotate"));
                    acts.add(PageAct.asking(words.text("act.delete"), "trash-2", path + "/delete"));
                });
        return Html.page(
                status,
                access.pages()
                        .html(
                                "headform",
                                access.pages().frame(signedIn, place.section()),
                                "head",
                                place.below(words, title).with(acts),
                                "facts",
                                token.map(known -> facts(signedIn, place, known)).orElse(Map.of()),
                                "mayWrite",
                                mayWrite,
                                "form",
                                form));
    }

    private static Map<String, String> facts(
            SignedIn signedIn, TokenPlace place, Value.Members token) {
        Translations words = signedIn.words();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(words.text("tokens.prefix"), TokenList.prefix(token));
        if (place.isOfAdministrators()) {
            facts.put(words.text("tokens.kind"), TokenList.kind(words, token));
        }
        facts.put(words.text("tokens.made"), TokenList.moment(signedIn, token, "created_at", ""));
        facts.put(words.text("tokens.made_by"), Values.text(token, "created_by"));
        facts.put(
                words.text("tokens.last"),
                TokenList.moment(signedIn, token, "last_used_at", words.text("tokens.unused")));
        facts.put(words.text("tokens.from"), Values.text(token, "last_used_from"));
        facts.put(
                words.text("tokens.previous"),
                TokenList.moment(signedIn, token, "previous_until", ""));
        return facts;
    }

    private HttpReply save(SignedIn signedIn, Optional<Value.Members> token) {
        return switch (access.send(
                signedIn, sheet(signedIn, token), token, () -> token(signedIn))) {
            case Sent.Saved(CallResult result) ->
                    token.isPresent()
                            ? Html.redirect(
                                    signedIn.visit(), places.of(signedIn).path() + "?done=saved")
                            : secret(signedIn, result, signedIn.visit().field("name"));
            case Sent.FormRefused(int status, FormView form) -> form(signedIn, status, form, token);
        };
    }

    private HttpReply secret(SignedIn signedIn, CallResult result, String name) {
        Translations words = signedIn.words();
        TokenPlace place = places.of(signedIn);
        return new SecretPage(
                        words.text("tokens.secret.title", name),
                        place.below(words, name).crumbs(),
                        words.text("tokens.secret"),
                        Values.text(result.object(), "token"),
                        List.of(words.text("tokens.secret.text")),
                        place.path())
                .of(access.pages(), signedIn, place.section());
    }

    private Question rotation(SignedIn signedIn) {
        Translations words = signedIn.words();
        TokenPlace place = places.of(signedIn);
        Value.Members token = token(signedIn);
        List<Object> params = new ArrayList<>(List.of("id", Values.number(token, "id")));
        String overlap = signedIn.visit().field("overlap_seconds").strip();
        if (!overlap.isEmpty()) {
            params.addAll(List.of("overlap_seconds", overlap));
        }
        return new Question(
                place.section(),
                words.text("tokens.rotate.ask", Values.text(token, "name")),
                place.path(token) + "/rotate",
                place.path(token),
                place.call("rotate"),
                place.params(params.toArray()),
                _ -> List.of(words.text("tokens.rotate.text"), lastUse(signedIn, token)),
                true,
                List.of(
                        new AskView.AskField(
                                "overlap_seconds",
                                words.text("tokens.overlap"),
                                words.text("tokens.overlap.help"),
                                overlap,
                                false,
                                false,
                                10)),
                words.text("tokens.rotate"),
                true,
                true);
    }

    private HttpReply rotate(SignedIn signedIn) {
        return questions.act(
                signedIn,
                rotation(signedIn),
                result -> secret(signedIn, result, Values.text(token(signedIn), "name")));
    }

    private Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        TokenPlace place = places.of(signedIn);
        Value.Members token = token(signedIn);
        return Question.deletion(
                place.section(),
                words.text("ask.delete", Values.text(token, "name")),
                place.path(token) + "/delete",
                place.path(token),
                place.call("delete"),
                place.params("id", Values.number(token, "id")),
                _ -> List.of(words.text("tokens.delete.text"), lastUse(signedIn, token)),
                words);
    }

    /** Whether anybody would notice. */
    private static String lastUse(SignedIn signedIn, Value.Members token) {
        Translations words = signedIn.words();
        return Values.has(token, "last_used_at")
                ? words.text(
                        "tokens.used",
                        TokenList.moment(signedIn, token, "last_used_at", ""),
                        Values.text(token, "last_used_from"))
                : words.text("tokens.used.never");
    }

    private HttpReply delete(SignedIn signedIn) {
        String list = places.of(signedIn).path();
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ -> Html.redirect(signedIn.visit(), list + "?done=deleted"));
    }
}
