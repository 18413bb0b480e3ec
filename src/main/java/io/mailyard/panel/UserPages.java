package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AccountPages.AccountHead;
import io.mailyard.panel.AccountPages.HeadAct;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An account's users: the list, and each with its form. */
final class UserPages {
    private static final String PATH = "/admin/accounts/{id}/users";
    static final AccountTab TAB = AccountTab.USERS;
    static final String NOUN = "users";

    private final PageRenderer pages;
    private final AccountPages accounts;
    private final UserActs acts;

    UserPages(PageRenderer pages, AccountPages accounts, PanelSession sessions) {
        this.pages = pages;
        this.accounts = accounts;
        this.acts = new UserActs(pages, new Questions(pages, sessions));
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(PATH + "/new", writing(NOUN, this::fresh))
                .post(PATH + "/new", writing(NOUN, this::add))
                .get(PATH + "/{user}", this::page)
                .post(PATH + "/{user}", writing(NOUN, this::save))
                .get(PATH + "/{user}/{act}", acts::ask)
                .post(PATH + "/{user}/{act}", acts::act);
    }

    static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    private AccountView view(SignedIn signedIn) {
        return AccountView.of(pages, accounts, signedIn, TAB);
    }

    /** The address of the account's users. */
    static String path(SignedIn signedIn) {
        return "/admin/accounts/" + AccountPages.id(signedIn.visit()) + "/users";
    }

    /** The user of the page's path. */
    static Value.Members user(SignedIn signedIn) {
        return signedIn
                .call(
                        "accounts/users/list",
                        "account_id",
                        AccountPages.id(signedIn.visit()),
                        "id",
                        Visit.number(signedIn.visit(), "user"),
                        "full",
                        true)
                .objects()
                .stream()
                .findFirst()
                .orElseThrow(Panel.NoPage::new);
    }

    /** The parameters that name a user in calls. */
    static Value.Members keys(SignedIn signedIn, Value.Members user) {
        return Values.members(
                "account_id",
                AccountPages.id(signedIn.visit()),
                "name",
                Values.text(user, "username"));
    }

    private HttpReply list(SignedIn signedIn) {
        Value.Members account = AccountPages.account(signedIn);
        AccountHead head = accounts.head(signedIn, account, TAB.word());
        String path = path(signedIn);
        return pages.rowsOr(
                signedIn,
                Section.ACCOUNTS,
                UserList.of(signedIn, path, account, mayWrite(signedIn)),
                "accountlist",
                "head",
                head,
                "button",
                mayWrite(signedIn) ? path + "/new" : "",
                "buttonLabel",
                signedIn.words().text("user.new"),
                "filters",
                UserList.filters(signedIn, path));
    }

    private static FormSheet sheet(SignedIn signedIn, Optional<Value.Members> user) {
        Translations words = signedIn.words();
        String path = path(signedIn);
        return new FormSheet(
                UserInputs.of(words, user.isEmpty()),
                user.map(known -> path + "/" + Values.number(known, "id")).orElse(path + "/new"),
                user.isEmpty() ? "accounts/users/add" : "accounts/users/update",
                user.map(known -> keys(signedIn, known).values())
                        .orElseGet(() ->
                                Values.members("account_id", AccountPages.id(signedIn.visit()))
                                        .values()),
                UserInputs.parts(words),
                words.text(user.isEmpty() ? "user.add" : "form.save"),
                path);
    }

    private HttpReply fresh(SignedIn signedIn) {
        signedIn.mustBeAllowed("accounts/users/add");
        return newPage(signedIn, 200, sheet(signedIn, Optional.empty()).fresh());
    }

    private HttpReply newPage(SignedIn signedIn, int status, FormView form) {
        return view(signedIn)
                .form(status, signedIn.words().text("user.new"), form, mayWrite(signedIn));
    }

    private HttpReply add(SignedIn signedIn) {
        signedIn.mustBeAllowed("accounts/users/add");
        return switch (sheet(signedIn, Optional.empty()).send(signedIn)) {
            case Sent.Saved(CallResult result) ->
                    Html.redirect(
                            signedIn.visit(),
                            path(signedIn)
                                    + "/"
                                    + Values.number(result.object(), "saved_id")
                                    + "?done=user_added");
            case Sent.FormRefused(int status, FormView form) -> newPage(signedIn, status, form);
        };
    }

    private HttpReply page(SignedIn signedIn) {
        Value.Members user = user(signedIn);
        return page(signedIn, 200, user, sheet(signedIn, Optional.of(user)).shown(user));
    }

    private HttpReply save(SignedIn signedIn) {
        signedIn.mustBeAllowed("accounts/users/update");
        Value.Members user = user(signedIn);
        FormSheet sheet = sheet(signedIn, Optional.of(user));
        return switch (sheet.send(signedIn, () -> user(signedIn))) {
            case Sent.Saved _ ->
                    Html.redirect(
                            signedIn.visit(),
                            path(signedIn) + "/" + Values.number(user, "id") + "?done=saved");
            case Sent.FormRefused(int status, FormView form) -> page(signedIn, status, user, form);
        };
    }

    private HttpReply page(SignedIn signedIn, int status, Value.Members user, FormView form) {
        AccountView view = view(signedIn);
        AccountHead account = view.head();
        Translations words = signedIn.words();
        String login = Values.text(user, "username") + "@" + account.name();
        return view.page(
                status,
                "user",
                "crumbs",
                view.crumbs(TAB, login),
                "login",
                login,
                "badge",
                Badge.ofState(Values.flag(user, "active") ? "active" : "inactive", words),
                "acts",
                acts(signedIn, user),
                "facts",
                facts(signedIn, user),
                "identities",
                IdentityPages.of(
                        signedIn, pages.frame(signedIn, Section.ACCOUNTS), keys(signedIn, user)),
                "form",
                form,
                "mayWrite",
                mayWrite(signedIn));
    }

    private static List<HeadAct> acts(SignedIn signedIn, Value.Members user) {
        Translations words = signedIn.words();
        String path = path(signedIn) + "/" + Values.number(user, "id") + "/";
        List<HeadAct> buttons = new ArrayList<>();
        for (UserAct act : UserAct.of(user)) {
            if (act.isAllowed(signedIn.person())) {
                buttons.add(
                        new HeadAct(act.label(words), path + act.word(), act == UserAct.DELETE));
            }
        }
        return buttons;
    }

    private Map<String, String> facts(SignedIn signedIn, Value.Members user) {
        Translations words = signedIn.words();
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                words.text("column.password"),
                words.text(
                        Values.flag(user, "has_password") ? "users.password" : "users.nopassword"));
        facts.put(
                words.text("factor.title"),
                words.text(Values.flag(user, "second_factor") ? "user.factor" : "user.nofactor"));
        facts.put(
                words.text("user.signedin"),
                Values.time(user, "last_sign_in_at")
                        .map(frame::time)
                        .orElse(words.text("user.never")));
        facts.put(
                words.text("fact.made"),
                Values.time(user, "created_at").map(frame::time).orElse(""));
        facts.put(
                words.text("fact.changed"),
                Values.time(user, "updated_at").map(frame::time).orElse(""));
        return facts;
    }

    /** Faults of a confirmation that was typed wrongly. */
    static List<Fault> typed(SignedIn signedIn, String wanted) {
        return signedIn.visit().field("typed").strip().equals(wanted)
                ? List.of()
                : List.of(new Fault("typed", signedIn.words().text("user.typed.fault")));
    }
}
