package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.PanelSession.SignInForm;
import io.mailyard.panel.PanelSession.SignInResult;
import java.util.Map;
import java.util.Optional;

/** Signing in and out, and the choice of language and theme, for which nobody need be signed in. */
public final class SignInPages {
    /** Below the root. */
    static final String IN = "/signin";

    static final String OUT = "/signout";
    static final String LOOK = "/look";

    private final PanelSession sessions;
    private final PageRenderer pages;
    private final Surface surface;
    private final String cookieName;
    private final String attributes;

    /**
     * @param secure whether browsers come by HTTPS, so that the cookie never goes out without it
     */
    public SignInPages(PanelSession sessions, PageRenderer pages, boolean secure) {
        this.sessions = sessions;
        this.pages = pages;
        this.surface = pages.surface();
        this.cookieName = (secure ? "__Host-" : "") + surface.cookie();
        this.attributes = "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    /** The session that a request brings; empty where it brings none. */
    public String cookie(Visit visit) {
        return visit.cookie(cookieName);
    }

    /** The page to sign in, which leads back to where the visit was going. */
    HttpReply form(Visit visit) {
        return page(visit, 200, SignInForm.PASSWORD, "", "");
    }

    /** Takes the form. */
    HttpReply signIn(Visit visit) {
        return switch (sessions.signIn(visit.fields(), visit.request())) {
            case SignInResult.Opened(String cookie) -> opened(visit, cookie);
            case SignInResult.CodeNeeded(String pending) ->
                    page(visit, 200, SignInForm.CODE, pending, "");
            case SignInResult.Refused(String message, long seconds, boolean anew) -> {
                boolean code = !anew && !visit.field("pending").isEmpty();
                yield page(
                        visit,
                        seconds > 0 ? 429 : 422,
                        code ? SignInForm.CODE : SignInForm.PASSWORD,
                        code ? visit.field("pending") : "",
                        visit.words().text(message, waiting(visit.words(), seconds)));
            }
        };
    }

    /** Leads to a page with a new session. */
    public HttpReply open(String address, String cookie) {
        return Html.redirect(address, set(cookie));
    }

    /** Leads to a page without the session, which has ended. */
    public HttpReply forget(String address) {
        return Html.redirect(address, cookieName + "=" + attributes + "; Max-Age=0");
    }

    private String set(String cookie) {
        return cookieName + "=" + cookie + attributes;
    }

    private HttpReply opened(Visit visit, String cookie) {
        String set = set(cookie);
        UnsentForm form = UnsentForm.carried(surface, visit);
        Optional<PanelPerson> person = sessions.find(cookie);
        if (!form.isThere() || person.isEmpty() || person.get().isHeldUp()) {
            return Html.redirect(Html.back(surface.root(), visit.field("to")), set);
        }
        return Html.page(
                200,
                pages.html(
                        "resend",
                        pages.frame(visit, person.get()),
                        "action",
                        form.action(),
                        "fields",
                        form.fields()),
                Map.of("Set-Cookie", set));
    }

    /** The page to sign in, which keeps a form that was sent without a session. */
    HttpReply keeping(Visit visit, UnsentForm form) {
        return page(visit, 401, SignInForm.PASSWORD, "", visit.words().text("signin.over"), form);
    }

    /** How long to wait, in words. */
    static String waiting(Translations words, long seconds) {
        return seconds < 60
                ? words.count("seconds", seconds)
                : words.count("minutes", (seconds + 59) / 60);
    }

    private HttpReply page(Visit visit, int status, SignInForm form, String pending, String fault) {
        return page(visit, status, form, pending, fault, UnsentForm.carried(surface, visit));
    }

    private HttpReply page(
            Visit visit,
            int status,
            SignInForm form,
            String pending,
            String fault,
            UnsentForm unsent) {
        String to = visit.request().method().equals("POST") ? visit.field("to") : visit.param("to");
        return Html.page(
                status,
                pages.html(
                        "signin",
                        pages.frame(visit),
                        "form",
                        form,
                        "pending",
                        pending,
                        "to",
                        Html.back(surface.root(), to),
                        "login",
                        visit.field("login"),
                        "fault",
                        fault,
                        "unsentTo",
                        unsent.action(),
                        "unsent",
                        unsent.kept()));
    }

    /** Ends the session, and forgets its cookie. */
    HttpReply signOut(SignedIn signedIn) {
        sessions.signOut(cookie(signedIn.visit()), signedIn.visit().request());
        return forget(surface.root() + IN);
    }

    /** Keeps a choice of language, theme or rows in a cookie and leads back. */
    HttpReply look(Visit visit) {
        String back = Html.back(surface.root(), visit.field("back"));
        for (String[] choice :
                new String[][] {
                    {"lang", Visit.LANGUAGE_COOKIE, "en", "ru"},
                    {"theme", Visit.THEME_COOKIE, "light", "dark"},
                    {"rows", Visit.ROWS_COOKIE, "wide", "dense"}
                }) {
            String value = visit.field(choice[0]);
            if (value.equals(choice[2]) || value.equals(choice[3])) {
                return Html.redirect(back, Visit.kept(choice[1], value));
            }
        }
        return Html.redirect(visit, back);
    }
}
