package io.mailyard.panel;

import io.mailyard.administrators.AdministratorComponents;
import io.mailyard.api.Dispatcher;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Retryable;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.Query;
import io.mailyard.templates.Templates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /}, {@code /admin} and everything below it. */
public final class Panel {
    /** Where the panel begins. */
    public static final String ROOT = "/admin";

    public static final String METHODS = "GET, HEAD, POST";

    private static final Logger LOG = LoggerFactory.getLogger(Panel.class);

    private final Dispatcher dispatcher;
    private final PanelSession sessions;
    private final Assets assets = new Assets();
    private final PageRenderer pages;
    private final SignInPages signIn;
    private final PanelRoutes routes = new PanelRoutes();

    /**
     * @param secure whether browsers come by HTTPS
     */
    public Panel(
            Dispatcher dispatcher,
            AdministratorComponents people,
            Templates templates,
            boolean secure) {
        this.dispatcher = dispatcher;
        this.sessions = new PanelSession(people);
        this.pages = new PageRenderer(templates, assets);
        this.signIn = new SignInPages(sessions, pages, secure);
        routes.post("/admin/signout", signIn::signOut);
        AuditPages audit = new AuditPages(pages);
        LiveParts live = new LiveParts(sessions);
        new Dashboard(pages, live).addTo(routes);
        new AccountPages(pages, audit, sessions, live).addTo(routes);
        new ProfilePages(people, sessions, pages).addTo(routes);
        new NounPages(NounKinds.tariffs(), sessions, pages).addTo(routes);
        new NounPages(NounKinds.nodes(), sessions, pages).addTo(routes);
        new SenderPages(pages).addTo(routes);
        new StatePages(pages).addTo(routes);
        audit.addTo(routes);
    }

    /** Style, scripts and icons. */
    public Assets assets() {
        return assets;
    }

    /** The page at {@code /}: what this is, and where one goes from here. */
    public HttpReply welcome(HttpRequest request) {
        Visit visit = new Visit(request);
        return Html.page(200, pages.html("welcome", pages.frame(visit)));
    }

    /** Answers a request to {@link #ROOT} or below. */
    public HttpReply answer(HttpRequest request) {
        Visit visit = new Visit(request);
        try {
            return isStream(visit) ? sessions.looking(() -> answer(visit)) : answer(visit);
        } catch (Calls.SessionOver over) {
            return toSignIn(visit);
        } catch (NoPage none) {
            return notFound(visit);
        } catch (SignedIn.CallRefused refused) {
            return refused(visit, refused.result().error(), refused.result().errorText());
        } catch (ApiException refused) {
            return refused.code() == ErrorCode.UNAUTHENTICATED
                    ? toSignIn(visit)
                    : refused(visit, refused.code().number(), refused.text());
        } catch (RuntimeException broken) {
            return broken(visit, broken);
        }
    }

    private HttpReply answer(Visit visit) {
        boolean post = visit.request().method().equals("POST");
        if (post && !visit.isOwn()) {
            return foreign(visit);
        }
        String path = visit.request().path();
        if (path.equals(SignInPages.PATH)) {
            return post ? signIn.signIn(visit) : signIn.form(visit);
        }
        if (post && path.equals("/admin/look")) {
            return SignInPages.look(visit);
        }
        String cookie = signIn.cookie(visit);
        Optional<PanelPerson> person = cookie.isEmpty() ? Optional.empty() : sessions.find(cookie);
        if (person.isEmpty()) {
            return toSignIn(visit);
        }
        if (post && !isOfSession(visit, person.get())) {
            return foreign(visit);
        }
        SignedIn signedIn =
                new SignedIn(visit, person.get(), new Calls(dispatcher, visit.request(), cookie));
        if (person.get().mustChangePassword()
                && !path.startsWith(ProfilePages.PATH)
                && !path.equals("/admin/signout")) {
            return Html.redirect(visit, ProfilePages.PATH);
        }
        Optional<PanelRoutes.PageHandler> page = routes.find(visit);
        if (page.isPresent()) {
            return page.get().handle(signedIn);
        }
        Set<String> methods = routes.methods(visit);
        Translations words = visit.words();
        return methods.isEmpty()
                ? notFound(visit)
                : pages.error(visit, 405, words.text("error.405"), words.text("error.405.reason"));
    }

    /** The address names nothing. */
    static final class NoPage extends RuntimeException {
        NoPage() {
            super("no page", null, false, false);
        }
    }

    private HttpReply notFound(Visit visit) {
        Translations words = visit.words();
        return pages.error(visit, 404, words.text("error.404"), words.text("error.404.reason"));
    }

    /** Whether a form has the word of this session in it. */
    private static boolean isOfSession(Visit visit, PanelPerson person) {
        String sent = visit.request().header("X-Csrf").orElse(visit.field("csrf"));
        return MessageDigest.isEqual(
                sent.getBytes(StandardCharsets.UTF_8),
                person.csrf().getBytes(StandardCharsets.UTF_8));
    }

    private HttpReply foreign(Visit visit) {
        Translations words = visit.words();
        return pages.error(
                visit, 403, words.text("error.foreign"), words.text("error.foreign.reason"));
    }

    private static boolean isStream(Visit visit) {
        return visit.request()
                .header("Accept")
                .filter(accept -> accept.contains("text/event-stream"))
                .isPresent();
    }

    /** To the page to sign in, and from there back; a stream ends instead. */
    private HttpReply toSignIn(Visit visit) {
        if (isStream(visit)) {
            return new HttpReply.Whole(401, "text/plain; charset=utf-8", Map.of(), new byte[0]);
        }
        boolean post = visit.request().method().equals("POST");
        UnsentForm form = post && !visit.isPartial() ? UnsentForm.of(visit) : UnsentForm.NONE;
        if (form.isThere()) {
            return signIn.keeping(visit, form);
        }
        String to = post ? ROOT : visit.address();
        if (visit.isPartial()) {
            to =
                    visit.request()
                            .header("HX-Current-URL")
                            .map(url -> url.replaceFirst("^https?://[^/]*", ""))
                            .orElse(ROOT);
        }
        String query =
                to.equals(ROOT) ? "" : "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
        return Html.redirect(visit, SignInPages.PATH + query);
    }

    private HttpReply refused(Visit visit, int error, String text) {
        Translations words = visit.words();
        String title =
                switch (error) {
                    case 403 -> words.text("error.403");
                    case 404 -> words.text("error.404");
                    case 429, 503 -> words.text("error.503");
                    default -> words.text("error.400");
                };
        return pages.error(visit, error, title, text);
    }

    private HttpReply broken(Visit visit, RuntimeException broken) {
        Translations words = visit.words();
        Optional<String> busy = Retryable.reason(broken);
        if (busy.isPresent()) {
            LOG.warn(
                    "request {} {}: {}",
                    visit.request().requestId(),
                    visit.request().path(),
                    Retryable.detail(broken).orElse(""));
            return pages.error(visit, 503, words.text("error.503"), words.text("error.503.reason"));
        }
        LOG.error(
                "request {} {} failed",
                visit.request().requestId(),
                visit.request().path(),
                broken);
        return pages.error(visit, 500, words.text("error.500"), words.text("error.500.reason"));
    }

    /** A value for the query of an address. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The query of an address with one of its values changed; empty takes it away. */
    static String with(String query, String name, String value) {
        StringBuilder changed = new StringBuilder();
        for (String known : Query.names(query)) {
            if (!known.equals(name)) {
                append(changed, known, Query.first(query, known).orElse(""));
            }
        }
        if (!value.isEmpty()) {
            append(changed, name, value);
        }
        return changed.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "?" : "&")
                .append(encoded(name))
                .append('=')
                .append(encoded(value));
    }
}
