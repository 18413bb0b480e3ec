package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** Open sessions of all administrators, and the sign-ins that were refused lately. */
public final class SignInsPage {
    private static final String PATH = AccessTabs.SIGN_INS;
    private static final int MOST = 200;
    private static final int REFUSED_SHOWN = 20;

    private static final List<String> SORTS =
            List.of(
                    "-last_seen_at",
                    "last_seen_at",
                    "created_at",
                    "-created_at",
                    "login",
                    "-login",
                    "address",
                    "-address",
                    "id",
                    "-id");

    private final AccessTabs access;

    SignInsPage(AccessTabs access) {
        this.access = access;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page).post(PATH + "/end", writing("administrators", this::end));
    }

    /** An open session. */
    public record OpenSession(
            long id, String login, String since, String seen, String address, String agent) {}

    /** A sign-in that was refused. */
    public record RefusedSignIn(String at, String who, String address, String why) {}

    /** Open sessions; parameters of the call as names and values in turn. */
    static List<OpenSession> rows(SignedIn signedIn, Frame frame, Object... params) {
        List<Object> all = new ArrayList<>(List.of(params));
        all.addAll(List.of("limit", MOST));
        return signedIn.call("administrators/sessions/list", all.toArray()).objects().stream()
                .map(session ->
                        new OpenSession(
                                Values.number(session, "id"),
                                Values.text(session, "login"),
                                Values.time(session, "created_at").map(frame::time).orElse(""),
                                Values.time(session, "last_seen_at").map(frame::time).orElse(""),
                                Values.text(session, "address"),
                                Values.text(session, "user_agent")))
                .toList();
    }

    private HttpReply page(SignedIn signedIn) {
        if (signedIn.visit().isPartial()) {
            Frame frame = access.pages().frame(signedIn, Section.ACCESS);
            return Html.page(200, access.pages().html("rows", frame, "list", list(signedIn)));
        }
        return page(signedIn, 200, "");
    }

    private HttpReply page(SignedIn signedIn, int status, String fault) {
        Frame frame = access.pages().frame(signedIn, Section.ACCESS);
        return Html.page(
                status,
                access.pages()
                        .html(
                                "signins",
                                frame,
                                "head",
                                AccessTabs.head(signedIn, PATH),
                                "fault",
                                fault,
                                "filters",
                                filters(signedIn),
                                "list",
                                list(signedIn),
                                "refused",
                                refused(signedIn, frame)));
    }

    private static FilterView filters(SignedIn signedIn) {
        return new FilterView(
                PATH,
                List.of(
                        FilterView.search(
                                signedIn.words().text("sessions.search"), signedIn.visit())),
                List.of());
    }

    private static ListView list(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> asked = new ArrayList<>();
        if (!visit.param("search").isEmpty()) {
            asked.addAll(List.of("search", visit.param("search")));
        }
        String query = visit.request().query();
        String sort = visit.values().sort(SORTS);
        KeysetPage page =
                KeysetPage.inOrder(
                        signedIn,
                        "administrators/sessions/list",
                        PATH,
                        query,
                        sort,
                        asked.toArray());
        return page.list(
                PATH,
                words.count("access.sessions", page.found().number("total_count")),
                List.of(
                        Column.sorted(words.text("column.login"), "login", sort, PATH, query),
                        Column.sorted(words.text("sessions.from"), "address", sort, PATH, query),
                        Column.sorted(
                                words.text("sessions.since"), "created_at", sort, PATH, query),
                        Column.sorted(
                                words.text("sessions.seen"), "last_seen_at", sort, PATH, query),
                        Column.of("")),
                page.found().objects().stream().map(session -> row(signedIn, session)).toList(),
                new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("list.nothing.text"),
                        words.text("list.everything"),
                        PATH));
    }

    private static ListRow row(SignedIn signedIn, Value.Members session) {
        long id = Values.number(session, "id");
        return new ListRow(
                "session-" + id,
                List.of(
                        new TableCell.TitleCell(
                                Values.text(session, "login"),
                                "",
                                AccessTabs.PATH + "/" + Values.number(session, "administrator_id")),
                        new TableCell.DetailCell(
                                Values.text(session, "address"),
                                Values.text(session, "user_agent")),
                        SuppressionPages.moment(signedIn, session, "created_at", ""),
                        SuppressionPages.moment(signedIn, session, "last_seen_at", ""),
                        AdministratorPages.mayWrite(signedIn)
                                ? new TableCell.PostCell(
                                        signedIn.words().text("sessions.end"),
                                        PATH + "/end",
                                        "session",
                                        String.valueOf(id))
                                : new TableCell.EmptyCell()));
    }

    private static List<RefusedSignIn> refused(SignedIn signedIn, Frame frame) {
        if (!signedIn.person().mayRead("audit")) {
            return List.of();
        }
        return signedIn
                .call(
                        "audit/list",
                        "action",
                        "administrators.sign_in_refused",
                        "order",
                        "desc",
                        "limit",
                        REFUSED_SHOWN)
                .objects()
                .stream()
                .map(row -> {
                    Value.Members after = Values.object(row, "after");
                    return new RefusedSignIn(
                            Values.time(row, "at").map(frame::time).orElse(""),
                            Values.text(row, "actor"),
                            Values.text(row, "address"),
                            why(frame.words(), Values.text(after, "reason")));
                })
                .toList();
    }

    /** Why a sign-in was refused, which the audit has as a word. */
    private static String why(Translations words, String reason) {
        return words.or("signins.why." + reason, reason);
    }

    private HttpReply end(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        CallResult done =
                signedIn.calls()
                        .call(
                                "administrators/sessions/end",
                                Values.members("id", new Value.Text(visit.field("session"))));
        return done.isOk()
                ? Html.redirect(visit, back(visit))
                : page(signedIn, 422, signedIn.words().said(done.errorText()));
    }

    /** Where the form stood. */
    private static String back(Visit visit) {
        String id = visit.field("person");
        return (id.matches("[1-9][0-9]{0,17}") ? AccessTabs.PATH + "/" + id : PATH) + "?done=ended";
    }
}
