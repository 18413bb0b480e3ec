package io.mailyard.panel;

import io.mailyard.access.Token;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.Row;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** API tokens of administrators: what each may do, from where, until when, and its last use. */
final class AccessTokenPages {
    private static final String PATH = AccessTabs.TOKENS;
    private static final String NOUN = "tokens";

    private final AccessTabs access;
    private final Questions questions;

    AccessTokenPages(AccessTabs access, Questions questions) {
        this.access = access;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(
                        PATH + "/new",
                        signedIn ->
                                form(
                                        signedIn,
                                        200,
                                        sheet(signedIn, Optional.empty()).fresh(),
                                        Optional.empty()))
                .post(PATH + "/new", signedIn -> save(signedIn, Optional.empty()))
                .get(PATH + "/{token}", this::page)
                .post(PATH + "/{token}", signedIn -> save(signedIn, Optional.of(token(signedIn))))
                .get(
                        PATH + "/{token}/rotate",
                        signedIn -> questions.ask(signedIn, rotation(signedIn)))
                .post(PATH + "/{token}/rotate", this::rotate)
                .get(
                        PATH + "/{token}/delete",
                        signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(
                        PATH + "/{token}/delete",
                        signedIn ->
                                questions.act(
                                        signedIn,
                                        deletion(signedIn),
                                        _ ->
                                                Html.redirect(
                                                        signedIn.visit(), PATH + "?done=deleted")));
    }

    private static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        KeysetPage page = KeysetPage.byId(signedIn, "tokens/list", PATH, "");
        ListView list =
                page.list(
                        PATH,
                        words.count("tokens.total", page.found().number("total_count")),
                        List.of(
                                Column.of(words.text("column.title")),
                                Column.of(words.text("access.scopes")),
                                Column.of(words.text("column.expires")),
                                Column.of(words.text("tokens.last")),
                                Column.of(words.text("column.state"))),
                        page.found().objects().stream().map(token -> row(signedIn, token)).toList(),
                        new ListView.Empty(
                                "key-round",
                                words.text("tokens.none"),
                                words.text("tokens.none.text"),
                                words.text("tokens.new"),
                                mayWrite(signedIn) ? PATH + "/new" : ""));
        PageHead head = AccessTabs.head(signedIn, PATH);
        PageAct fresh = new PageAct(words.text("tokens.new"), "plus", PATH + "/new", true);
        return access.pages()
                .rowsOr(
                        signedIn,
                        Section.ACCESS,
                        list,
                        "sectionlist",
                        "head",
                        mayWrite(signedIn) ? head.with(List.of(fresh)) : head,
                        "filters",
                        FilterView.NONE,
                        "note",
                        words.text("tokens.note"));
    }

    private static Row row(SignedIn signedIn, Value.Members token) {
        Translations words = signedIn.words();
        long id = Values.number(token, "id");
        boolean active = Values.flag(token, "active");
        return new Row(
                "token-" + id,
                List.of(
                        new TableCell.Title(
                                Values.text(token, "name"),
                                words.text(
                                        Values.has(token, "administrator_id")
                                                ? "tokens.personal"
                                                : "tokens.service"),
                                PATH + "/" + id),
                        TableCell.text(Values.text(token, "scopes")),
                        SuppressionPages.moment(
                                signedIn,
                                token,
                                "expires_at",
                                words.text("suppressions.expires.never")),
                        new TableCell.Title(
                                Values.time(token, "last_used_at")
                                        .map(at -> words.time(at, signedIn.visit().zone()))
                                        .orElse(words.text("tokens.unused")),
                                Values.text(token, "last_used_from"),
                                ""),
                        new TableCell.State(Badge.ofState(active ? "active" : "inactive", words))));
    }

    private static Value.Members token(SignedIn signedIn) {
        long id = Visit.number(signedIn.visit(), "token");
        return signedIn.find("tokens/list", id).orElseThrow(Panel.NoPage::new);
    }

    private static FormSheet sheet(SignedIn signedIn, Optional<Value.Members> token) {
        Translations words = signedIn.words();
        FormInputs inputs =
                ScopeGrid.inputs(
                        signedIn, NOUN, Token.OF_PLATFORM, words.text("tokens.scopes.help"));
        if (token.isEmpty()) {
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
                "tokens/save",
                token.map(known -> Values.members("id", Values.number(known, "id")).values())
                        .orElse(Map.of()),
                Map.of(words.text("tokens.what"), List.of()),
                words.text("form.save"),
                PATH);
    }

    private HttpReply page(SignedIn signedIn) {
        Value.Members token = token(signedIn);
        FormView form = sheet(signedIn, Optional.of(token)).shown(token);
        return form(signedIn, 200, form, Optional.of(token));
    }

    private HttpReply form(
            SignedIn signedIn, int status, FormView form, Optional<Value.Members> token) {
        Translations words = signedIn.words();
        String title =
                token.map(known -> Values.text(known, "name")).orElse(words.text("tokens.new"));
        PageHead head = AccessTabs.below(signedIn, words.text("access.tokens"), PATH, title);
        List<PageAct> acts = new ArrayList<>();
        token.filter(_ -> mayWrite(signedIn))
                .ifPresent(known -> {
                    String path = PATH + "/" + Values.number(known, "id");
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
                                access.pages().frame(signedIn, Section.ACCESS),
                                "head",
                                head.with(acts),
                                "mayWrite",
                                mayWrite(signedIn),
                                "form",
                                form));
    }

    private HttpReply save(SignedIn signedIn, Optional<Value.Members> token) {
        return switch (access.send(signedIn, sheet(signedIn, token), token)) {
            case Sent.Saved(CallResult result) ->
                    token.isPresent()
                            ? Html.redirect(signedIn.visit(), PATH + "?done=saved")
                            : secret(signedIn, result, signedIn.visit().field("name"));
            case Sent.Refused(int status, FormView form) -> form(signedIn, status, form, token);
        };
    }

    private HttpReply secret(SignedIn signedIn, CallResult result, String name) {
        Translations words = signedIn.words();
        PageHead head = AccessTabs.below(signedIn, words.text("access.tokens"), PATH, name);
        return new SecretPage(
                        words.text("tokens.secret.title", name),
                        head.crumbs(),
                        words.text("tokens.secret"),
                        Values.text(result.object(), "token"),
                        List.of(words.text("tokens.secret.text")),
                        PATH)
                .of(access.pages(), signedIn, Section.ACCESS);
    }

    private static Question rotation(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members token = token(signedIn);
        String path = PATH + "/" + Values.number(token, "id");
        Map<String, Value> params =
                new LinkedHashMap<>(Values.members("id", Values.number(token, "id")).values());
        String overlap = signedIn.visit().field("overlap_seconds").strip();
        if (!overlap.isEmpty()) {
            params.put("overlap_seconds", new Value.Text(overlap));
        }
        return new Question(
                Section.ACCESS,
                words.text("tokens.rotate.ask", Values.text(token, "name")),
                path + "/rotate",
                path,
                "tokens/rotate",
                new Value.Members(params),
                _ -> List.of(words.text("tokens.rotate.text")),
                false,
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

    private static Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members token = token(signedIn);
        String path = PATH + "/" + Values.number(token, "id");
        return Question.deletion(
                Section.ACCESS,
                words.text("ask.delete", Values.text(token, "name")),
                path + "/delete",
                path,
                "tokens/delete",
                Values.members("id", Values.number(token, "id")),
                _ -> List.of(words.text("tokens.delete.text")),
                words);
    }
}
