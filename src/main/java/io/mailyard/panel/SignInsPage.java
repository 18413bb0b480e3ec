package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** Open sessions of all administrators, and the sign-ins that were refused lately. */
public final class SignInsPage {
    private static final String PATH = AccessTabs.SIGN_INS;
    private static final int MOST = 200;
    private static final int REFUSED_SHOWN = 20;

    private final AccessTabs access;

    SignInsPage(AccessTabs access) {
        this.access = access;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page).post(PATH + "/end", this::end);
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
                                "mayWrite",
                                AdministratorPages.mayWrite(signedIn),
                                "sessions",
                                rows(signedIn, frame),
                                "refused",
                                refused(signedIn, frame)));
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
                            Values.text(after, "reason"));
                })
                .toList();
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
                : page(signedIn, 422, done.errorText());
    }

    /** Where the form stood. */
    private static String back(Visit visit) {
        String id = visit.field("person");
        return (id.matches("[1-9][0-9]{0,17}") ? AccessTabs.PATH + "/" + id : PATH) + "?done=ended";
    }
}
