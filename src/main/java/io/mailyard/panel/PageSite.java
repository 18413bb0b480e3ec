package io.mailyard.panel;

import io.mailyard.api.Dispatcher;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Retryable;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests to the pages of one kind of people: finds the session, refuses forms that are
 * not its own, and says why where there is no page.
 */
public final class PageSite {
    private static final Logger LOG = LoggerFactory.getLogger(PageSite.class);

    private final Dispatcher dispatcher;
    private final PanelSession sessions;
    private final PageRenderer pages;
    private final SignInPages signIn;
    private final Surface surface;
    private final InstantSource clock;
    private final PanelRoutes routes = new PanelRoutes();
    private Function<Visit, Optional<HttpReply>> open = _ -> Optional.empty();
    private Function<SignedIn, Optional<HttpReply>> instead = _ -> Optional.empty();

    public PageSite(
            Dispatcher dispatcher,
            PanelSession sessions,
            PageRenderer pages,
            SignInPages signIn,
            InstantSource clock) {
        this.clock = clock;
        this.dispatcher = dispatcher;
        this.sessions = sessions;
        this.pages = pages;
        this.signIn = signIn;
        this.surface = pages.surface();
        routes.post(surface.root() + SignInPages.OUT, signIn::signOut);
    }

    /** The pages of people who are signed in. */
    public PanelRoutes routes() {
        return routes;
    }

    /** Sets what answers where nobody need be signed in; empty: this is no such page. */
    public void openBy(Function<Visit, Optional<HttpReply>> pagesForAll) {
        this.open = pagesForAll;
    }

    /** Sets what some people get instead of every page but signing out; empty: the page. */
    public void insteadBy(Function<SignedIn, Optional<HttpReply>> other) {
        this.instead = other;
    }

    /** Answers a request to the root or below. */
    public HttpReply answer(HttpRequest request) {
        Visit visit = new Visit(request, clock);
        try {
            return isStream(visit) ? sessions.looking(() -> answer(visit)) : answer(visit);
        } catch (Calls.SessionOver over) {
            return toSignIn(visit);
        } catch (Panel.NoPage none) {
            return notFound(visit);
        } catch (Panel.MisreadFilters misread) {
            return pages.error(
                    visit,
                    ErrorCode.BAD_REQUEST.number(),
                    visit.words().text("list.misread.title"),
                    visit.words().text("list.misread.what", Frame.joined(misread.values()))
                            + " "
                            + visit.words().text("list.misread.refused"));
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
        if (path.equals(surface.root() + SignInPages.IN)) {
            return post ? signIn.signIn(visit) : signIn.form(visit);
        }
        if (post && path.equals(surface.root() + SignInPages.LOOK)) {
            return signIn.look(visit);
        }
        Optional<HttpReply> forAll = open.apply(visit);
        if (forAll.isPresent()) {
            return forAll.get();
        }
        String cookie = signIn.cookie(visit);
        Optional<PanelPerson> person = cookie.isEmpty() ? Optional.empty() : sessions.find(cookie);
        if (person.isEmpty()) {
            return toSignIn(visit);
        }
        if (post && !isOfSession(visit, person.get())) {
            return ofAnotherSession(visit, person.get());
        }
        person.flatMap(PanelPerson::user)
                .ifPresent(user -> visit.readBy(user.language(), user.zone()));
        person.flatMap(PanelPerson::zone).ifPresent(visit::readIn);
        SignedIn signedIn =
                new SignedIn(
                        visit,
                        person.get(),
                        new Calls(dispatcher, visit.request(), cookie, surface.calls()),
                        surface);
        if (!path.equals(surface.root() + SignInPages.OUT)) {
            Optional<HttpReply> other = instead.apply(signedIn);
            if (other.isPresent()) {
                return isStream(visit) ? noStream(403) : other.get();
            }
            String profile = ProfilePages.path(surface);
            if (person.get().mustChangePassword() && !path.startsWith(profile)) {
                return isStream(visit) ? noStream(403) : Html.redirect(visit, profile);
            }
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

    /** Says that there is no such page. */
    public HttpReply nothing(HttpRequest request) {
        return notFound(new Visit(request, clock));
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

    /**
     * Answers a form of a page that an earlier session opened: where the browser says that it was a
     * page of this server, the person can send it once more, with this session's word; nothing is
     * done before.
     */
    private HttpReply ofAnotherSession(Visit visit, PanelPerson person) {
        UnsentForm form = UnsentForm.of(surface, visit);
        if (!visit.saysOwnForm() || !form.isThere() || person.isHeldUp()) {
            return foreign(visit);
        }
        return visit.isPartial()
                ? resentAsPage()
                : Html.page(403, signIn.resending(visit, person, form, "resend.renewed"));
    }

    /** A dialog's form: the script sends it once more, as a page. */
    private static HttpReply resentAsPage() {
        return Html.page(200, "", Map.of("HX-Trigger", "session-over", "HX-Reswap", "none"));
    }

    private static boolean isStream(Visit visit) {
        return visit.request()
                .header("Accept")
                .filter(accept -> accept.contains("text/event-stream"))
                .isPresent();
    }

    /** A stream is not led to a page: a browser would read that as a fault of the stream. */
    private static HttpReply noStream(int status) {
        return new HttpReply.WholeReply(status, "text/plain; charset=utf-8", Map.of(), new byte[0]);
    }

    /** To the page to sign in, and from there back; a stream ends instead. */
    private HttpReply toSignIn(Visit visit) {
        if (isStream(visit)) {
            return noStream(401);
        }
        boolean post = visit.request().method().equals("POST");
        UnsentForm form = post ? UnsentForm.of(surface, visit) : UnsentForm.NONE;
        if (form.isThere() && visit.isPartial()) {
            return resentAsPage();
        }
        if (form.isThere()) {
            return signIn.keeping(visit, form);
        }
        String to = post ? surface.root() : visit.address();
        if (visit.isPartial()) {
            to =
                    visit.request()
                            .header("HX-Current-URL")
                            .map(url -> url.replaceFirst("^https?://[^/]*", ""))
                            .orElse(surface.root());
        }
        String query =
                to.equals(surface.root())
                        ? ""
                        : "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
        return Html.redirect(visit, surface.root() + SignInPages.IN + query);
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
        return pages.refused(visit, error, title, text);
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
}
