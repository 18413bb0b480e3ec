package io.mailyard.portal;

import io.mailyard.api.Dispatcher;
import io.mailyard.http.HttpReply;
import io.mailyard.http.HttpRequest;
import io.mailyard.panel.Assets;
import io.mailyard.panel.Html;
import io.mailyard.panel.LiveParts;
import io.mailyard.panel.OwnObjectPages;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.PageSite;
import io.mailyard.panel.PanelPerson;
import io.mailyard.panel.PanelRoutes;
import io.mailyard.panel.PanelSession;
import io.mailyard.panel.ProfilePages;
import io.mailyard.panel.SignInPages;
import io.mailyard.panel.SignedIn;
import io.mailyard.panel.Surface;
import io.mailyard.panel.Visit;
import io.mailyard.signin.SignedInPerson;
import io.mailyard.templates.Templates;
import io.mailyard.users.PortalAccess;
import io.mailyard.users.PortalUser;
import io.mailyard.users.SignedInUser;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Answers {@code /portal} and everything below it. */
public final class Portal {
    /** Where the portal begins. */
    public static final String ROOT = "/portal";

    public static final String METHODS = "GET, HEAD, POST";

    private static final String COOKIE = "mailyard_user";
    private static final String CALLS = "/api/v1.1/";

    private final PageSite site;
    private final InstantSource clock;
    private final PortalAccess access;
    private final PageRenderer pages;

    /**
     * Dependencies of the portal.
     *
     * @param calls the account's calls, in process
     * @param name what the platform is called
     * @param waiting how much mail of a frozen account waits
     * @param sending where programs send to
     * @param panelUrl what addresses of the panel begin with; empty: it is on the same host
     * @param secure whether browsers come by HTTPS
     */
    public record PortalDependencies(
            Dispatcher calls,
            PortalAccess access,
            Templates templates,
            Assets assets,
            PortalBrand brand,
            String name,
            WaitingMail waiting,
            SendingPages.SendingAddresses sending,
            String panelUrl,
            boolean secure,
            InstantSource clock) {}

    public Portal(PortalDependencies dependencies) {
        this.access = dependencies.access();
        this.clock = dependencies.clock();
        PanelSession sessions = new PanelSession(access.people(), this::shown);
        this.pages =
                new PageRenderer(
                        dependencies.templates(),
                        dependencies.assets(),
                        new Surface(
                                ROOT,
                                COOKIE,
                                CALLS,
                                dependencies
                                        .brand()
                                        .served(dependencies.name(), dependencies.assets())),
                        (words, person) -> PortalSection.menu(words, person, Optional.empty()));
        SignInPages signIn = new SignInPages(sessions, pages, dependencies.secure());
        this.site = new PageSite(dependencies.calls(), sessions, pages, signIn, clock);
        OpenPages open = new OpenPages(access, pages, signIn, dependencies.panelUrl());
        PortalProviders providers = new PortalProviders(access.providers(), signIn, pages);
        site.openBy(visit -> open.answer(visit).or(() -> providers.answer(visit)));
        FrozenNotice notice = new FrozenNotice(access, pages, dependencies.waiting());
        site.insteadBy(signedIn -> instead(signedIn, notice));
        PanelRoutes routes = site.routes();
        LiveParts live = new LiveParts(sessions);
        new EnteredPages(access, signIn, dependencies.panelUrl()).addTo(routes);
        new OverviewPages(pages, live).addTo(routes);
        OwnObjectPages.addTo(routes, pages, sessions);
        new SendingPages(pages, dependencies.sending()).addTo(routes);
        ProfilePages profile =
                new ProfilePages(
                        access.people(),
                        sessions,
                        pages,
                        (signedIn, frame) ->
                                OwnProfile.html(pages, signedIn, frame)
                                        + OwnIdentities.html(
                                                pages, access, signedIn, frame, List.of()));
        profile.addTo(routes);
        routes.post(OwnIdentities.PATH, new OwnIdentities(access, pages, profile)::unlink);
        new OwnProfile(access, pages, profile).addTo(routes);
        new FirstMessagePages(access, pages, profile, live, dependencies.sending()).addTo(routes);
    }

    /** Addresses of the pages of people who are signed in. */
    public List<String> pages() {
        return site.routes().pages();
    }

    /** Addresses that take a form of people who are signed in. */
    public List<String> acts() {
        return site.routes().acts();
    }

    /** Answers a request to {@link #ROOT} or below. */
    public HttpReply answer(HttpRequest request) {
        return site.answer(request);
    }

    /** The page at {@code /} of a host that only users come to. */
    public HttpReply home(HttpRequest request) {
        return Html.redirect(new Visit(request, clock), ROOT);
    }

    /** The page at {@code /} of other hosts: what this is, and where one goes from here. */
    public HttpReply welcome(HttpRequest request) {
        return Html.page(200, pages.html("welcome", pages.frame(new Visit(request, clock))));
    }

    /** Answers where there is nothing for users. */
    public HttpReply nothing(HttpRequest request) {
        return site.nothing(request);
    }

    private static Optional<HttpReply> instead(SignedIn signedIn, FrozenNotice notice) {
        PanelPerson person = signedIn.person();
        PanelPerson.AccountUser user = person.user().orElseThrow();
        if (user.frozen()) {
            return notice.answer(signedIn);
        }
        String profile = ROOT + "/profile";
        boolean toFactor =
                user.mustAddFactor()
                        && !person.mustChangePassword()
                        && !signedIn.visit().request().path().equals(profile + "/factor");
        return toFactor
                ? Optional.of(Html.redirect(signedIn.visit(), profile + "/factor"))
                : Optional.empty();
    }

    private Optional<PanelPerson> shown(SignedInPerson<PortalUser> found) {
        return access.gate().of(found).map(this::shown);
    }

    private PanelPerson shown(SignedInUser signedIn) {
        PortalUser user = signedIn.user();
        boolean own = signedIn.enteredBy().isEmpty();
        return new PanelPerson(
                PanelPerson.NOBODY,
                user.displayName(),
                signedIn.scopes(),
                signedIn.csrf(),
                own && user.mustChangePassword(),
                signedIn.confirmed(),
                Optional.of(
                        new PanelPerson.AccountUser(
                                user.number(),
                                user.account(),
                                user.signInName(),
                                user.owner().title(),
                                user.language(),
                                user.timezone(),
                                user.frozen(),
                                signedIn.mustAddFactor(),
                                signedIn.enteredBy()
                                        .map(by ->
                                                PanelPerson.Entered.until(
                                                        signedIn.session().endsAt(),
                                                        clock.instant(),
                                                        by,
                                                        !signedIn.mayChange())))),
                Optional.empty(),
                signedIn.again());
    }
}
