package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.administrators.Role;
import io.mailyard.api.Audience;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Roles: those of the program, and the platform's own with their scopes as a table. */
final class RolePages {
    private static final String PATH = AccessTabs.ROLES;
    private static final String NOUN = "roles";

    /** Whose scope may change roles. */
    private static final String SCOPE = "administrators";

    private final AccessTabs access;
    private final Questions questions;

    RolePages(AccessTabs access, Questions questions) {
        this.access = access;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(
                        PATH + "/new",
                        writing(
                                SCOPE,
                                signedIn -> form(signedIn, 200, fresh(signedIn), Optional.empty())))
                .post(PATH + "/new", writing(SCOPE, signedIn -> save(signedIn, Optional.empty())))
                .get(PATH + "/{role}", this::page)
                .post(
                        PATH + "/{role}",
                        writing(SCOPE, signedIn -> save(signedIn, Optional.of(role(signedIn)))))
                .get(
                        PATH + "/{role}/delete",
                        signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(
                        PATH + "/{role}/delete",
                        signedIn ->
                                questions.act(
                                        signedIn,
                                        deletion(signedIn),
                                        _ ->
                                                Html.redirect(
                                                        signedIn.visit(), PATH + "?done=deleted")));
    }

    private static final List<String> SORTS =
            List.of("id", "-id", "name", "-name", "administrators", "-administrators");

    private static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(SCOPE);
    }

    /** A role's name; those of the program have words. */
    static String name(Translations words, String role) {
        return words.or("role." + role, role);
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> asked = new ArrayList<>();
        if (!visit.param("search").isEmpty()) {
            asked.addAll(List.of("search", visit.param("search")));
        }
        String builtIn = visit.values().word("built_in", List.of("true", "false"));
        if (!builtIn.isEmpty()) {
            asked.addAll(List.of("built_in", builtIn.equals("true")));
        }
        String query = visit.request().query();
        String sort = visit.values().sort(SORTS);
        KeysetPage page =
                KeysetPage.inOrder(signedIn, "roles/list", PATH, query, sort, asked.toArray());
        ListView list =
                page.list(
                        PATH,
                        words.count("roles.total", page.found().number("total_count")),
                        List.of(
                                Column.sorted(
                                        words.text("column.title"), "name", sort, PATH, query),
                                Column.of(words.text("access.scopes")),
                                Column.sorted(
                                        words.text("access.people"),
                                        "administrators",
                                        sort,
                                        PATH,
                                        query)),
                        page.found().objects().stream().map(role -> row(words, role)).toList(),
                        new ListView.Empty("users", words.text("list.nothing"), "", "", ""));
        PageHead head = AccessTabs.head(signedIn, PATH);
        return access.pages()
                .rowsOr(
                        signedIn,
                        Section.ACCESS,
                        list,
                        "sectionlist",
                        "head",
                        mayWrite(signedIn)
                                ? head.with(
                                        List.of(
                                                new PageAct(
                                                        words.text("roles.new"),
                                                        "plus",
                                                        PATH + "/new",
                                                        true)))
                                : head,
                        "filters",
                        filters(signedIn),
                        "note",
                        words.text("roles.note"));
    }

    private static FilterView filters(SignedIn signedIn) {
        Translations words = signedIn.words();
        return new FilterView(
                PATH,
                List.of(
                        FilterView.search(words.text("roles.search"), signedIn.visit()),
                        FilterView.choice(
                                "built_in",
                                words.text("roles.whose"),
                                signedIn.visit(),
                                List.of(
                                        new SelectOption("", words.text("filter.all")),
                                        new SelectOption("true", words.text("roles.built_in")),
                                        new SelectOption("false", words.text("roles.own"))))),
                List.of());
    }

    private static ListRow row(Translations words, Value.Members role) {
        long id = Values.number(role, "id");
        boolean own = !Values.flag(role, "built_in");
        return new ListRow(
                "role-" + id,
                List.of(
                        new TableCell.TitleCell(
                                name(words, Values.text(role, "name")),
                                own ? "" : words.text("roles.built_in"),
                                own ? PATH + "/" + id : ""),
                        TableCell.text(Values.text(role, "scopes")),
                        TableCell.number(words.number(Values.number(role, "administrators")))));
    }

    private static Value.Members role(SignedIn signedIn) {
        long id = Visit.number(signedIn.visit(), "role");
        return signedIn.find("roles/list", id).orElseThrow(Panel.NoPage::new);
    }

    private static FormSheet sheet(SignedIn signedIn, Optional<Value.Members> role) {
        Translations words = signedIn.words();
        FormInputs inputs =
                ScopeGrid.inputs(
                        signedIn,
                        NOUN,
                        Role.FIELDS,
                        Audience.ADMINISTRATOR,
                        words.text("roles.scopes.help"));
        return new FormSheet(
                ExtraInputs.confirmed(signedIn, inputs),
                signedIn.visit().request().path(),
                "roles/save",
                role.map(known -> Values.members("id", Values.number(known, "id")).values())
                        .orElse(Map.of()),
                Map.of(words.text("roles.what"), List.of()),
                words.text("form.save"),
                PATH);
    }

    private static FormView fresh(SignedIn signedIn) {
        return sheet(signedIn, Optional.empty()).fresh();
    }

    private HttpReply page(SignedIn signedIn) {
        Value.Members role = role(signedIn);
        FormView form = sheet(signedIn, Optional.of(role)).shown(role);
        return form(signedIn, 200, form, Optional.of(role));
    }

    private HttpReply form(
            SignedIn signedIn, int status, FormView form, Optional<Value.Members> role) {
        Translations words = signedIn.words();
        String title =
                role.map(known -> name(words, Values.text(known, "name")))
                        .orElse(words.text("roles.new"));
        boolean own = role.filter(known -> Values.flag(known, "built_in")).isEmpty();
        PageHead head = AccessTabs.below(signedIn, words.text("access.roles"), PATH, title);
        return Html.page(
                status,
                access.pages()
                        .html(
                                "headform",
                                access.pages().frame(signedIn, Section.ACCESS),
                                "head",
                                role.isPresent() && own && mayWrite(signedIn)
                                        ? head.with(
                                                List.of(
                                                        PageAct.asking(
                                                                words.text("act.delete"),
                                                                "trash-2",
                                                                signedIn.visit().request().path()
                                                                        + "/delete")))
                                        : head,
                                "mayWrite",
                                own && mayWrite(signedIn),
                                "form",
                                form));
    }

    private HttpReply save(SignedIn signedIn, Optional<Value.Members> role) {
        return switch (access.send(signedIn, sheet(signedIn, role), role, () -> role(signedIn))) {
            case Sent.Saved _ -> Html.redirect(signedIn.visit(), PATH + "?done=saved");
            case Sent.FormRefused(int status, FormView form) -> form(signedIn, status, form, role);
        };
    }

    private static Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members role = role(signedIn);
        long id = Values.number(role, "id");
        return Question.deletion(
                Section.ACCESS,
                words.text("ask.delete", Values.text(role, "name")),
                PATH + "/" + id + "/delete",
                PATH + "/" + id,
                "roles/delete",
                Values.members("id", id),
                _ -> List.of(words.text("roles.delete.text")),
                words);
    }
}
