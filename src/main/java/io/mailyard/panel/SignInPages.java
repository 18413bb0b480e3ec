package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.PanelSession.PanelSignInResult;
import io.mailyard.panel.PanelSession.SignInForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

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
    private final String prefix;
    private final Supplier<List<ProviderLink>> providers;
    private Function<Visit, Optional<HttpReply>> withoutPassword = _ -> Optional.empty();
    private BooleanSupplier offersWithout = () -> false;

    public SignInPages(PanelSession sessions, PageRenderer pages, boolean secure) {
        this(sessions, pages, secure, List::of);
    }

    /**
     * @param secure whether browsers come by HTTPS, so that the cookie never goes out without it
     * @param providers other ways to sign in, offered beside the password
     */
    SignInPages(
            PanelSession sessions,
            PageRenderer pages,
            boolean secure,
            Supplier<List<ProviderLink>> providers) {
        this.sessions = sessions;
        this.pages = pages;
        this.providers = providers;
        this.prefix = secure ? "__Host-" : "";
        this.surface = pages.surface();
        this.cookieName = prefix + surface.cookie();
        this.attributes = "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    /**
     * A way to sign in by a provider.
     *
     * @param address where a form begins it
     */
    public record ProviderLink(String title, String address) {}

    /**
     * Sets what answers a form with a login and no password; empty: the usual refusal.
     *
     * @param offered whether the page has a button for it
     */
    public void withoutPasswordBy(
            Function<Visit, Optional<HttpReply>> answer, BooleanSupplier offered) {
        this.withoutPassword = answer;
        this.offersWithout = offered;
    }

    /** The page to sign in, with these ways beside the password. */
    public HttpReply form(Visit visit, List<ProviderLink> ways) {
        UnsentForm unsent = UnsentForm.carried(surface, visit);
        return page(visit, 200, SignInForm.PASSWORD, "", "", unsent, to(visit), ways);
    }

    /** Whether the form was sent without a password, by its button or with the field empty. */
    private static boolean isWithoutPassword(Visit visit) {
        boolean empty = visit.field("password").isEmpty() && visit.field("pending").isEmpty();
        return empty || !visit.field("without").isEmpty();
    }

    /** The name of another cookie that is to be as safe as the session's. */
    String safeCookie(String name) {
        return prefix + name;
    }

    /** Keeps a safe cookie for some time; 0: forgets it. */
    String setSafe(String name, String value, long seconds) {
        return prefix + name + "=" + value + attributes + "; Max-Age=" + seconds;
    }

    /** The page to sign in, with what was wrong with another way of doing so. */
    public HttpReply failed(Visit visit, int status, String fault) {
        return page(visit, status, SignInForm.PASSWORD, "", fault);
    }

    /** Goes on with a sign-in that something other than a password began. */
    HttpReply entered(Visit visit, PanelSignInResult result, String to) {
        return switch (result) {
            case PanelSignInResult.PanelSessionOpened(String cookie) ->
                    UnsentForm.carried(surface, visit).isThere()
                            ? opened(visit, cookie)
                            : Html.redirect(Html.back(surface.root(), to), set(cookie));
            case PanelSignInResult.PanelCodeNeeded(String pending) ->
                    page(visit, 200, SignInForm.CODE, pending, "", UnsentForm.NONE, to);
            case PanelSignInResult.PanelSignInRefused(String message, long seconds, boolean _) ->
                    failed(
                            visit,
                            422,
                            visit.words().text(message, waiting(visit.words(), seconds)));
        };
    }

    /** The session that a request brings; empty where it brings none. */
    public String cookie(Visit visit) {
        return visit.cookie(cookieName);
    }

    /** Whether the open session is of someone who signs in again there, and by no password. */
    boolean signsInAgainAt(Visit visit, String address) {
        String cookie = cookie(visit);
        return !cookie.isEmpty()
                && sessions.find(cookie)
                        .filter(person -> person.again().startsWith(address + "?"))
                        .isPresent();
    }

    /** The page to sign in, which leads back to where the visit was going. */
    HttpReply form(Visit visit) {
        return page(visit, 200, SignInForm.PASSWORD, "", "");
    }

    /** Takes the form. */
    HttpReply signIn(Visit visit) {
        if (!visit.field("resume").isEmpty()) {
            return resumed(visit);
        }
        Optional<HttpReply> elsewhere =
                isWithoutPassword(visit) ? withoutPassword.apply(visit) : Optional.empty();
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        return switch (sessions.signIn(visit.fields(), visit.request())) {
            case PanelSignInResult.PanelSessionOpened(String cookie) -> opened(visit, cookie);
            case PanelSignInResult.PanelCodeNeeded(String pending) ->
                    page(visit, 200, SignInForm.CODE, pending, "");
            case PanelSignInResult.PanelSignInRefused(
                            String message,
                            long seconds,
                            boolean anew) -> {
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
        String page = resending(visit, person.get(), form, "resend.text");
        return Html.page(200, page, Map.of("Set-Cookie", set));
    }

    /**
     * The page that asks whether to send a form once more.
     *
     * @param why the words that say what became of it
     */
    String resending(Visit visit, PanelPerson person, UnsentForm form, String why) {
        return pages.html(
                "resend",
                pages.frame(visit, person),
                "why",
                visit.words().text(why, person.name()),
                "action",
                form.action(),
                "fields",
                form.fields());
    }

    /** Goes on with a kept form, where a session was begun in another window meanwhile. */
    private HttpReply resumed(Visit visit) {
        String cookie = cookie(visit);
        return sessions.find(cookie).isPresent()
                ? opened(visit, cookie)
                : keeping(visit, UnsentForm.carried(surface, visit));
    }

    /** The page to sign in, which keeps a form that was sent without a session. */
    HttpReply keeping(Visit visit, UnsentForm form) {
        return page(visit, 401, SignInForm.PASSWORD, "", visit.words().text("signin.over"), form);
    }

    /** Time to wait, in words. */
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
        return page(visit, status, form, pending, fault, unsent, to(visit));
    }

    private static String to(Visit visit) {
        return visit.request().method().equals("POST") ? visit.field("to") : visit.param("to");
    }

    private HttpReply page(
            Visit visit,
            int status,
            SignInForm form,
            String pending,
            String fault,
            UnsentForm unsent,
            String to) {
        return page(visit, status, form, pending, fault, unsent, to, providers.get());
    }

    private HttpReply page(
            Visit visit,
            int status,
            SignInForm form,
            String pending,
            String fault,
            UnsentForm unsent,
            String to,
            List<ProviderLink> ways) {
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
                        unsent.kept(),
                        "providers",
                        form == SignInForm.PASSWORD ? ways : List.of(),
                        "without",
                        offersWithout.getAsBoolean()));
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
