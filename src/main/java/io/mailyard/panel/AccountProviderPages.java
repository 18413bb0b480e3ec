package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.fields.Fields;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.providers.AccountProvider;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenID providers of an account, in the panel and in the portal: the list and the form. */
final class AccountProviderPages {
    private static final String PATH = "providers";
    private static final String CALLS = "account_providers";

    private final AccessTabs access;
    private final Questions questions;

    AccountProviderPages(AccessTabs access, Questions questions) {
        this.access = access;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        PageRenderer pages = access.pages();
        String path =
                pages.surface().isPanel()
                        ? "/admin/accounts/{id}/" + PATH
                        : pages.surface().root() + "/" + PATH;
        String noun = pages.surface().isPanel() ? "users" : "account";
        String one = path + "/{provider}";
        routes.get(path, this::list)
                .get(path + "/new", writing(noun, this::fresh))
                .post(path + "/new", writing(noun, signedIn -> save(signedIn, Optional.empty())))
                .get(one, this::settings)
                .post(
                        one,
                        writing(noun, signedIn -> save(signedIn, Optional.of(provider(signedIn)))))
                .get(
                        one + "/delete",
                        writing(noun, signedIn -> questions.ask(signedIn, deletion(signedIn))))
                .post(one + "/delete", writing(noun, this::delete));
        new IdentityPages(access, questions).addTo(routes, one, noun);
    }

    static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(signedIn.inPanel() ? "users" : "account");
    }

    static OwnerPlace place(SignedIn signedIn) {
        return OwnerPlace.of(signedIn, PATH);
    }

    /** The provider of a page's path. */
    static Value.Members provider(SignedIn signedIn) {
        long id = Visit.number(signedIn.visit(), "provider");
        return signedIn.find(CALLS + "/list", id, place(signedIn).namesAndValues(List.of()))
                .orElseThrow(Panel.NoPage::new);
    }

    private static String path(OwnerPlace place, Value.Members provider) {
        return place.path() + "/" + Values.number(provider, "id");
    }

    static PageHead head(SignedIn signedIn, OwnerPlace place) {
        return place.head(signedIn, PATH, signedIn.words().text("tab.providers"));
    }

    private static PageHead below(SignedIn signedIn, OwnerPlace place, String title) {
        return head(signedIn, place).below(title, place.path()).done(AccessTabs.done(signedIn));
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        ListRequest asked = ListRequest.of(signedIn, place.path(), "name").by("active");
        KeysetPage page = asked.page(CALLS + "/list", place.namesAndValues(List.of()));
        ListView list =
                page.list(
                        place.path(),
                        words.count("providers.total", page.found().number("total_count")),
                        List.of(
                                asked.column(words.text("providers.name"), "name"),
                                Column.of(words.text("providers.domains")),
                                Column.of(words.text("column.state"))),
                        page.found().objects().stream()
                                .map(provider -> row(signedIn, place, provider))
                                .toList(),
                        asked.empty(
                                new ListView.Empty(
                                        "shield-check",
                                        words.text("providers.none"),
                                        words.text("providers.none.text"),
                                        words.text("providers.new"),
                                        mayWrite(signedIn) ? place.path() + "/new" : "")));
        PageAct fresh =
                new PageAct(words.text("providers.new"), "plus", place.path() + "/new", true);
        PageHead head = head(signedIn, place).done(AccessTabs.done(signedIn));
        return access.pages()
                .rowsOr(
                        signedIn,
                        place.section(Section.ACCOUNTS),
                        list,
                        "sectionlist",
                        "head",
                        mayWrite(signedIn) ? head.with(List.of(fresh)) : head,
                        "filters",
                        asked.filters(words.text("providers.search"), asked.state()),
                        "note",
                        words.text("providers.note"));
    }

    private static ListRow row(SignedIn signedIn, OwnerPlace place, Value.Members provider) {
        return new ListRow(
                "provider-" + Values.number(provider, "id"),
                List.of(
                        new TableCell.TitleCell(
                                Values.text(provider, "name"),
                                Values.text(provider, "issuer"),
                                path(place, provider)),
                        TableCell.text(Values.text(provider, "email_domains")),
                        new TableCell.StateCell(ProviderExtras.state(signedIn, provider))));
    }

    private static FormSheet sheet(SignedIn signedIn, Optional<Value.Members> provider) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        FormInputs inputs =
                new Forms(signedIn.visit(), CALLS, Fields.settable(AccountProvider.FIELDS));
        Map<String, Value> keys = new LinkedHashMap<>(place.params().values());
        provider.ifPresent(
                known -> keys.putAll(Values.members("id", Values.number(known, "id")).values()));
        return new FormSheet(
                ExtraInputs.confirmed(signedIn, inputs),
                signedIn.visit().request().path(),
                CALLS + "/save",
                keys,
                Map.of(words.text("providers.what"), List.of()),
                words.text("form.save"),
                place.path());
    }

    private HttpReply fresh(SignedIn signedIn) {
        return form(signedIn, 200, sheet(signedIn, Optional.empty()).fresh(), Optional.empty());
    }

    private HttpReply settings(SignedIn signedIn) {
        Value.Members provider = provider(signedIn);
        return form(
                signedIn,
                200,
                sheet(signedIn, Optional.of(provider)).shown(provider),
                Optional.of(provider));
    }

    private HttpReply form(
            SignedIn signedIn, int status, FormView form, Optional<Value.Members> provider) {
        OwnerPlace place = place(signedIn);
        Translations words = signedIn.words();
        PageHead head =
                below(
                        signedIn,
                        place,
                        provider.map(known -> Values.text(known, "name"))
                                .orElse(words.text("providers.new")));
        List<PageAct> people =
                provider.map(known ->
                                List.of(
                                        new PageAct(
                                                words.text("identities.title"),
                                                "users",
                                                path(place, known) + "/users",
                                                false)))
                        .orElse(List.of());
        List<PageAct> acts =
                provider.map(known ->
                                List.of(
                                        people.getFirst(),
                                        new PageAct(
                                                words.text("provider.try"),
                                                "refresh-cw",
                                                path(place, known) + "?test=now",
                                                false),
                                        new PageAct(
                                                words.text("act.delete"),
                                                "trash-2",
                                                path(place, known) + "/delete",
                                                false)))
                        .orElse(List.of());
        return Html.page(
                status,
                access.pages()
                        .html(
                                "headform",
                                access.pages().frame(signedIn, place.section(Section.ACCOUNTS)),
                                "head",
                                head.with(mayWrite(signedIn) ? acts : people),
                                "mayWrite",
                                mayWrite(signedIn),
                                "form",
                                form,
                                "facts",
                                provider.map(known -> facts(signedIn, place, known))
                                        .orElse(Map.of())));
    }

    /** Returns the facts to register at the provider, and what it says where it is tried. */
    private static Map<String, String> facts(
            SignedIn signedIn, OwnerPlace place, Value.Members provider) {
        Translations words = signedIn.words();
        Object[] one = place.namesAndValues(List.of("id", Values.number(provider, "id")));
        Value.Members whole = signedIn.calls().call(CALLS + "/get", one).object();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(words.text("provider.callback"), Values.text(whole, "callback"));
        facts.put(words.text("providers.address"), Values.text(whole, "sign_in"));
        facts.put(words.text("providers.users"), words.number(Values.number(whole, "users")));
        if (!signedIn.visit().param("test").isEmpty()) {
            facts.putAll(
                    ProviderExtras.found(
                            words, signedIn.calls().call(CALLS + "/test", one).object()));
        }
        return facts;
    }

    private HttpReply save(SignedIn signedIn, Optional<Value.Members> provider) {
        OwnerPlace place = place(signedIn);
        return switch (access.send(
                signedIn, sheet(signedIn, provider), provider, () -> provider(signedIn))) {
            case Sent.Saved(CallResult result) ->
                    Html.redirect(
                            signedIn.visit(),
                            place.path()
                                    + "/"
                                    + Values.number(result.object(), "saved_id")
                                    + "?done=saved");
            case Sent.FormRefused(int status, FormView form) ->
                    form(signedIn, status, form, provider);
        };
    }

    private static Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        Value.Members provider = provider(signedIn);
        String path = path(place, provider);
        return Question.deletion(
                place.section(Section.ACCOUNTS),
                words.text("ask.delete", Values.text(provider, "name")),
                path + "/delete",
                path,
                CALLS + "/delete",
                place.params("id", Values.number(provider, "id")),
                _ -> List.of(words.text("providers.delete")),
                words);
    }

    private HttpReply delete(SignedIn signedIn) {
        OwnerPlace place = place(signedIn);
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ -> Html.redirect(signedIn.visit(), place.path() + "?done=deleted"));
    }
}
