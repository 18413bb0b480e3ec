package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** Whom the providers of an account know as its users: the list of a provider, and taking apart. */
public final class IdentityPages {
    private static final String CALLS = "account_providers/identities";
    private static final String USERS = "/users";
    private static final String UNLINK = "/unlink";

    private final AccessTabs access;
    private final Questions questions;

    IdentityPages(AccessTabs access, Questions questions) {
        this.access = access;
        this.questions = questions;
    }

    /**
     * Adds the pages below a provider's.
     *
     * @param provider path of a provider
     * @param noun of the scope
     */
    void addTo(PanelRoutes routes, String provider, String noun) {
        String one = provider + USERS + "/{user}" + UNLINK;
        routes.get(provider + USERS, this::list)
                .get(one, writing(noun, signedIn -> questions.ask(signedIn, unlinking(signedIn))))
                .post(one, writing(noun, this::unlink));
    }

    /**
     * A person whom a provider knows as the user of a page.
     *
     * @param unlink address of the question, or the provider's number in the portal's profile;
     *     empty: the reader may not
     */
    public record KnownBy(String provider, String subject, String since, String unlink) {}

    /** By whom a user of an account is known. */
    static List<KnownBy> of(SignedIn signedIn, Frame frame, Value.Members keys) {
        boolean mayWrite = UserPages.mayWrite(signedIn);
        String path = "/admin/accounts/" + Values.number(keys, "account_id") + "/providers/";
        return signedIn.call(CALLS + "/list", keys).objects().stream()
                .map(known ->
                        new KnownBy(
                                Values.text(known, "provider"),
                                Values.text(known, "subject"),
                                Values.time(known, "linked_at").map(frame::time).orElse(""),
                                mayWrite
                                        ? path
                                                + Values.number(known, "provider_id")
                                                + USERS
                                                + "/"
                                                + Values.number(known, "user_id")
                                                + UNLINK
                                        : ""))
                .toList();
    }

    private static String path(OwnerPlace place, SignedIn signedIn) {
        return place.path() + "/" + Visit.number(signedIn.visit(), "provider");
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = AccountProviderPages.place(signedIn);
        Value.Members provider = AccountProviderPages.provider(signedIn);
        String path = path(place, signedIn);
        Frame frame = access.pages().frame(signedIn, place.section(Section.ACCOUNTS));
        ListRequest asked =
                ListRequest.of(signedIn, path + USERS, "username", "subject", "linked_at");
        KeysetPage page =
                asked.page(
                        CALLS + "/list",
                        place.namesAndValues(List.of("id", Values.number(provider, "id"))));
        boolean mayWrite = AccountProviderPages.mayWrite(signedIn);
        ListView list =
                page.list(
                        path + USERS,
                        words.count("identities.total", page.found().number("total_count")),
                        List.of(
                                asked.column(words.text("column.login"), "username"),
                                asked.column(words.text("identities.subject"), "subject"),
                                asked.column(words.text("identities.since"), "linked_at"),
                                Column.of(words.text("list.acts"))),
                        page.found().objects().stream()
                                .map(known -> row(signedIn, frame, path, known, mayWrite))
                                .toList(),
                        asked.empty(
                                new ListView.Empty(
                                        "users",
                                        words.text("identities.none"),
                                        words.text("identities.none.text"),
                                        "",
                                        "")));
        PageHead head =
                AccountProviderPages.head(signedIn, place)
                        .below(Values.text(provider, "name"), place.path())
                        .below(words.text("identities.title"), path)
                        .done(
                                signedIn.visit().param("done").equals("unlinked")
                                        ? words.text("identities.done")
                                        : "");
        return access.pages()
                .rowsOr(
                        signedIn,
                        place.section(Section.ACCOUNTS),
                        list,
                        "sectionlist",
                        "head",
                        head,
                        "filters",
                        asked.filters(words.text("identities.search")),
                        "note",
                        words.text("identities.note"));
    }

    private static ListRow row(
            SignedIn signedIn, Frame frame, String path, Value.Members known, boolean mayWrite) {
        long user = Values.number(known, "user_id");
        List<TableCell> cells = new ArrayList<>();
        cells.add(
                signedIn.inPanel()
                        ? new TableCell.TitleCell(
                                Values.text(known, "username"),
                                "",
                                path.replaceFirst("/providers/.*", USERS) + "/" + user)
                        : TableCell.text(Values.text(known, "username")));
        cells.add(new TableCell.CodeCell(Values.text(known, "subject")));
        cells.add(
                Values.time(known, "linked_at")
                        .<TableCell>map(
                                at -> new TableCell.MomentCell(frame.time(at), at.toString()))
                        .orElseGet(TableCell.EmptyCell::new));
        cells.add(
                mayWrite
                        ? new TableCell.ActCell(
                                signedIn.words().text("identities.unlink"),
                                path + USERS + "/" + user + UNLINK)
                        : new TableCell.EmptyCell());
        return new ListRow("identity-" + user, cells);
    }

    private static Question unlinking(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = AccountProviderPages.place(signedIn);
        String path = path(place, signedIn);
        long provider = Visit.number(signedIn.visit(), "provider");
        long user = Visit.number(signedIn.visit(), "user");
        Value.Members known =
                signedIn
                        .call(
                                CALLS + "/list",
                                place.namesAndValues(
                                        List.of("id", provider, "from_id", user, "limit", 1)))
                        .objects()
                        .stream()
                        .filter(one -> Values.number(one, "user_id") == user)
                        .findFirst()
                        .orElseThrow(Panel.NoPage::new);
        String login = Values.text(known, "username");
        return new Question(
                place.section(Section.ACCOUNTS),
                words.text("identities.ask", login, Values.text(known, "provider")),
                path + USERS + "/" + user + UNLINK,
                path + USERS,
                CALLS + "/delete",
                place.params("id", provider, "name", login),
                _ -> List.of(words.text("identities.ask.text")),
                true,
                words.text("identities.unlink"),
                true,
                false);
    }

    private HttpReply unlink(SignedIn signedIn) {
        String to = path(AccountProviderPages.place(signedIn), signedIn) + USERS;
        return questions.act(
                signedIn,
                unlinking(signedIn),
                _ -> Html.redirect(signedIn.visit(), to + "?done=unlinked"));
    }
}
