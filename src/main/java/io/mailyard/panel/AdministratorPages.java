package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.administrators.Administrator;
import io.mailyard.fields.Fields;
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

/**
 * Administrators: the list, and each with settings, open sessions, and what the person gave out.
 */
public final class AdministratorPages {
    static final String PATH = AccessTabs.PATH;
    private static final String NOUN = "administrators";

    private final AccessTabs access;
    private final AdministratorActs acts;

    AdministratorPages(AccessTabs access, Questions questions) {
        this.access = access;
        this.acts = new AdministratorActs(questions);
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(PATH + "/new", writing(NOUN, this::fresh))
                .post(PATH + "/new", writing(NOUN, this::make))
                .get(PATH + "/{person}", this::page)
                .post(PATH + "/{person}", writing(NOUN, this::save))
                .get(PATH + "/{person}/{act}", acts::ask)
                .post(PATH + "/{person}/{act}", acts::act);
    }

    /** Fields of a new person alone: the login stays, and being on or off is an act that asks. */
    private static final List<String> ASKED = List.of("login", "active");

    private static final List<String> SORTS =
            List.of(
                    "id",
                    "-id",
                    "login",
                    "-login",
                    "role",
                    "-role",
                    "last_sign_in_at",
                    "-last_sign_in_at");

    /** A secret that a person gave out, which works on. */
    public record IssuedRow(String kind, String name, String address) {}

    static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> asked = new ArrayList<>();
        String role = visit.param("role");
        if (!role.isEmpty()) {
            asked.addAll(List.of("role", role));
        }
        String state = visit.values().word("active", List.of("true", "false"));
        if (!state.isEmpty()) {
            asked.addAll(List.of("active", state.equals("true")));
        }
        if (!visit.param("search").isEmpty()) {
            asked.addAll(List.of("search", visit.param("search")));
        }
        String query = visit.request().query();
        String sort = visit.values().sort(SORTS);
        KeysetPage page =
                KeysetPage.inOrder(
                        signedIn, "administrators/list", PATH, query, sort, asked.toArray());
        ListView list =
                page.list(
                        PATH,
                        words.count("access.total", page.found().number("total_count")),
                        List.of(
                                Column.sorted(
                                        words.text("column.login"), "login", sort, PATH, query),
                                Column.sorted(words.text("access.role"), "role", sort, PATH, query),
                                Column.of(words.text("factor.title")),
                                Column.sorted(
                                        words.text("access.last"),
                                        "last_sign_in_at",
                                        sort,
                                        PATH,
                                        query),
                                Column.of(words.text("column.state"))),
                        page.found().objects().stream().map(one -> row(signedIn, one)).toList(),
                        new ListView.Empty("users", words.text("list.nothing"), "", "", ""));
        PageHead head = AccessTabs.head(signedIn, PATH);
        PageAct fresh = new PageAct(words.text("access.new"), "plus", PATH + "/new", true);
        return access.pages()
                .rowsOr(
                        signedIn,
                        Section.ACCESS,
                        list,
                        "sectionlist",
                        "head",
                        mayWrite(signedIn) ? head.with(List.of(fresh)) : head,
                        "filters",
                        filters(signedIn));
    }

    private static FilterView filters(SignedIn signedIn) {
        Translations words = signedIn.words();
        List<SelectOption> roles = new ArrayList<>();
        roles.add(new SelectOption("", words.text("filter.all")));
        roles.addAll(roles(signedIn));
        return new FilterView(
                PATH,
                List.of(
                        FilterView.search(words.text("user.search"), signedIn.visit()),
                        FilterView.choice(
                                "role", words.text("access.role"), signedIn.visit(), roles),
                        FilterView.choice(
                                "active",
                                words.text("column.state"),
                                signedIn.visit(),
                                List.of(
                                        new SelectOption("", words.text("filter.all")),
                                        new SelectOption("true", words.text("state.active")),
                                        new SelectOption("false", words.text("state.inactive"))))),
                List.of());
    }

    private static List<SelectOption> roles(SignedIn signedIn) {
        return signedIn.call("roles/list", "limit", 1000).objects().stream()
                .map(role -> Values.text(role, "name"))
                .map(name -> new SelectOption(name, RolePages.name(signedIn.words(), name)))
                .toList();
    }

    private static ListRow row(SignedIn signedIn, Value.Members person) {
        Translations words = signedIn.words();
        long id = Values.number(person, "id");
        boolean second = hasFactor(person);
        return new ListRow(
                "administrator-" + id,
                List.of(
                        new TableCell.TitleCell(
                                Values.text(person, "login"),
                                Values.text(person, "name"),
                                PATH + "/" + id),
                        TableCell.text(RolePages.name(words, Values.text(person, "role"))),
                        new TableCell.StateCell(
                                second
                                        ? Badge.good("circle-check", words.text("access.factor.on"))
                                        : Badge.warn(
                                                "triangle-alert", words.text("access.factor.off"))),
                        new TableCell.TitleCell(
                                Values.time(person, "last_sign_in_at")
                                        .map(at -> words.time(at, signedIn.visit().zone()))
                                        .orElse(words.text("tokens.unused")),
                                Values.text(person, "last_sign_in_from"),
                                ""),
                        new TableCell.StateCell(
                                Badge.ofState(
                                        Values.flag(person, "active") ? "active" : "inactive",
                                        words))));
    }

    private static FormSheet sheet(SignedIn signedIn, Optional<Value.Members> person) {
        Translations words = signedIn.words();
        Forms forms =
                new Forms(
                        signedIn.words(),
                        NOUN,
                        Fields.settable(Administrator.FIELDS).stream()
                                .filter(field -> person.isEmpty() || !ASKED.contains(field.name()))
                                .toList(),
                        Map.of("role", roles(signedIn)));
        FormInputs inputs =
                new ExtraInputs(
                        forms,
                        "password",
                        "password",
                        words.text("access.password"),
                        words.text(
                                person.isEmpty() ? "access.password.new" : "access.password.help"),
                        true);
        return new FormSheet(
                ExtraInputs.confirmed(signedIn, inputs),
                signedIn.visit().request().path(),
                "administrators/save",
                person.map(known -> Values.members("id", Values.number(known, "id")).values())
                        .orElse(Map.of()),
                Map.of(words.text("access.who"), List.of()),
                words.text("form.save"),
                PATH);
    }

    private HttpReply fresh(SignedIn signedIn) {
        return form(signedIn, 200, sheet(signedIn, Optional.empty()).fresh());
    }

    private HttpReply form(SignedIn signedIn, int status, FormView form) {
        Translations words = signedIn.words();
        return Html.page(
                status,
                access.pages()
                        .html(
                                "headform",
                                access.pages().frame(signedIn, Section.ACCESS),
                                "head",
                                AccessTabs.below(
                                        signedIn,
                                        words.text("access.people"),
                                        PATH,
                                        words.text("access.new")),
                                "mayWrite",
                                mayWrite(signedIn),
                                "form",
                                form));
    }

    private HttpReply make(SignedIn signedIn) {
        return switch (access.send(
                signedIn,
                sheet(signedIn, Optional.empty()),
                Optional.empty(),
                () -> person(signedIn))) {
            case Sent.Saved(CallResult result) -> made(signedIn, result.object());
            case Sent.FormRefused(int status, FormView form) -> form(signedIn, status, form);
        };
    }

    /** The password that was made for a new person is shown this once. */
    private HttpReply made(SignedIn signedIn, Value.Members saved) {
        Translations words = signedIn.words();
        String path = PATH + "/" + Values.number(saved, "saved_id");
        String password = Values.text(saved, "password");
        if (password.isEmpty()) {
            return Html.redirect(signedIn.visit(), path + "?done=saved");
        }
        String login = signedIn.visit().field("login");
        return new SecretPage(
                        words.text("access.made", login),
                        AccessTabs.below(signedIn, words.text("access.people"), PATH, login)
                                .crumbs(),
                        words.text("access.password"),
                        password,
                        List.of(words.text("access.made.text")),
                        path)
                .of(access.pages(), signedIn, Section.ACCESS);
    }

    static Value.Members person(SignedIn signedIn) {
        return signedIn.call("administrators/get", "id", Visit.number(signedIn.visit(), "person"))
                .object();
    }

    /** Whether nobody else could manage the others. */
    static boolean isLastMaster(SignedIn signedIn, Value.Members person) {
        return Values.text(person, "role").equals("master")
                && Values.flag(person, "active")
                && signedIn.call(
                                        "administrators/list",
                                        "role",
                                        "master",
                                        "active",
                                        true,
                                        "limit",
                                        1)
                                .number("total_count")
                        == 1;
    }

    private HttpReply page(SignedIn signedIn) {
        Value.Members person = person(signedIn);
        return page(signedIn, 200, person, sheet(signedIn, Optional.of(person)).shown(person));
    }

    private HttpReply save(SignedIn signedIn) {
        Value.Members person = person(signedIn);
        Optional<Value.Members> now = Optional.of(person);
        return switch (access.send(signedIn, sheet(signedIn, now), now, () -> person(signedIn))) {
            case Sent.Saved _ ->
                    Html.redirect(
                            signedIn.visit(),
                            PATH + "/" + Values.number(person, "id") + "?done=saved");
            case Sent.FormRefused(int status, FormView form) ->
                    page(signedIn, status, person, form);
        };
    }

    private HttpReply page(SignedIn signedIn, int status, Value.Members person, FormView form) {
        Translations words = signedIn.words();
        Frame frame = access.pages().frame(signedIn, Section.ACCESS);
        boolean last = isLastMaster(signedIn, person);
        PageHead head =
                AccessTabs.below(
                        signedIn, words.text("access.people"), PATH, Values.text(person, "login"));
        return Html.page(
                status,
                access.pages()
                        .html(
                                "administrator",
                                frame,
                                "head",
                                head.with(acts(signedIn, person, last)),
                                "last",
                                last,
                                "mayWrite",
                                mayWrite(signedIn),
                                "form",
                                form,
                                "sessions",
                                SignInsPage.rows(
                                        signedIn,
                                        frame,
                                        "administrator_id",
                                        Values.number(person, "id")),
                                "issued",
                                issued(signedIn, person)));
    }

    private static List<PageAct> acts(SignedIn signedIn, Value.Members person, boolean last) {
        Translations words = signedIn.words();
        String path = PATH + "/" + Values.number(person, "id");
        List<PageAct> acts = new ArrayList<>();
        if (signedIn.person().mayRead("audit")) {
            acts.add(
                    new PageAct(
                            words.text("access.did"),
                            "history",
                            "/admin/audit?actor=administrator:"
                                    + Panel.encoded(Values.text(person, "login")),
                            false));
        }
        if (!mayWrite(signedIn)) {
            return acts;
        }
        if (hasFactor(person)) {
            acts.add(PageAct.asking(words.text("access.factors"), "rotate-ccw", path + "/factors"));
        }
        if (!Values.flag(person, "active")) {
            acts.add(PageAct.asking(words.text("access.on"), "circle-check", path + "/on"));
        } else if (!last) {
            acts.add(PageAct.asking(words.text("access.off"), "circle-off", path + "/off"));
        }
        if (!last) {
            acts.add(PageAct.asking(words.text("act.delete"), "trash-2", path + "/delete"));
        }
        return acts;
    }

    /** Whether the person signs in by more than a password: a code, or a passkey. */
    private static boolean hasFactor(Value.Members person) {
        return Values.flag(person, "second_factor") || Values.number(person, "passkeys") > 0;
    }

    /** Returns the secrets that the person gave out, with links to what the reader may see. */
    private static List<IssuedRow> issued(SignedIn signedIn, Value.Members person) {
        Translations words = signedIn.words();
        return Values.objects(person, "to_review").stream()
                .map(secret -> {
                    String kind = Values.text(secret, "kind");
                    String id = Values.text(secret, "id");
                    String address =
                            switch (kind) {
                                case "token" ->
                                        ifRead(signedIn, "tokens", AccessTabs.TOKENS + "/" + id);
                                case "node" -> ifRead(signedIn, "nodes", "/admin/nodes/" + id);
                                default ->
                                        ifRead(
                                                signedIn,
                                                "accounts",
                                                "/admin/accounts/"
                                                        + Values.text(secret, "account_id"));
                            };
                    return new IssuedRow(
                            words.or("access.issued." + kind, kind),
                            Values.text(secret, "name"),
                            address);
                })
                .toList();
    }

    private static String ifRead(SignedIn signedIn, String noun, String address) {
        return signedIn.person().mayRead(noun) ? address : "";
    }
}
