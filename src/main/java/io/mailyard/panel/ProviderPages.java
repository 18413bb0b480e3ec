package io.mailyard.panel;

import io.mailyard.administrators.OidcSignIn;
import io.mailyard.administrators.ProvidedPeople;
import io.mailyard.http.HttpReply;
import io.mailyard.http.Query;
import io.mailyard.panel.SignInPages.ProviderLink;
import io.mailyard.providers.OidcFlow;
import io.mailyard.providers.OidcProvider;
import io.mailyard.providers.ProviderFault;
import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a provider and back: {@code /admin/signin/NAME} and {@code
 * /admin/signin/NAME/callback}. Each provider has an address of its own to come back to, so that
 * none is taken for another. {@code /admin/signin/NAME/logout} takes its back-channel logouts.
 */
final class ProviderPages {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderPages.class);
    private static final String PATH = Panel.ROOT + SignInPages.IN + "/";
    private static final String CALLBACK = "/callback";
    private static final String LOGOUT = "/logout";
    private static final String COOKIE = "mailyard_provider";

    /** A code and a state have 50 characters; nothing a provider sends has more. */
    private static final int MAX_QUERY = 8 * 1024;

    private final OidcSignIn oidc;
    private final SignInPages signIn;

    ProviderPages(OidcSignIn oidc, SignInPages signIn) {
        this.oidc = oidc;
        this.signIn = signIn;
    }

    /** What the page to sign in offers. */
    static List<ProviderLink> links(OidcSignIn oidc) {
        return oidc.providers().stream()
                .map(provider -> new ProviderLink(provider.title(), PATH + provider.name()))
                .toList();
    }

    /** Where a provider's person signs in again. */
    static String again(String provider) {
        return PATH + provider + "?again=1";
    }

    /** The answer at one of these addresses; empty: it is none. */
    Optional<HttpReply> answer(Visit visit) {
        String path = visit.request().path();
        if (!path.startsWith(PATH)) {
            return Optional.empty();
        }
        if (visit.request().method().equals("POST")) {
            return path.endsWith(LOGOUT)
                    ? oidc.provider(path.substring(PATH.length(), path.length() - LOGOUT.length()))
                            .map(provider -> loggedOut(visit, provider))
                    : Optional.empty();
        }
        String rest = path.substring(PATH.length());
        boolean back = rest.endsWith(CALLBACK);
        String name = back ? rest.substring(0, rest.length() - CALLBACK.length()) : rest;
        Optional<OidcProvider> provider =
                name.contains("/") ? Optional.empty() : oidc.provider(name);
        if (provider.isEmpty()) {
            return name.contains("/")
                    ? Optional.empty()
                    : Optional.of(
                            signIn.failed(visit, 404, visit.words().text("provider.unknown")));
        }
        return Optional.of(back ? back(visit, provider.get()) : begin(visit, provider.get()));
    }

    /** Ends the sessions of whom the provider has logged out: 200, or 400 where it is no such. */
    private HttpReply loggedOut(Visit visit, OidcProvider provider) {
        int status = 200;
        try {
            oidc.logOut(provider, visit.field("logout_token"), SignInOrigin.of(visit.request()));
        } catch (ProviderFault fault) {
            LOG.warn(
                    "request {}: a logout by '{}' failed: {}",
                    visit.request().requestId(),
                    provider.name(),
                    fault.detail());
            status = 400;
        }
        return new HttpReply.Whole(
                status,
                "text/plain; charset=utf-8",
                Map.of("Cache-Control", "no-store"),
                new byte[0]);
    }

    private HttpReply begin(Visit visit, OidcProvider provider) {
        String to = Html.back(Panel.ROOT, visit.param("to"));
        try {
            OidcSignIn.Begun begun = oidc.begin(provider, to, !visit.param("again").isEmpty());
            return Html.redirect(
                    begun.address().toString(),
                    signIn.setSafe(COOKIE, begun.flow().cookie(), OidcFlow.LASTS.toSeconds()));
        } catch (ProviderFault fault) {
            return failed(visit, provider, fault);
        }
    }

    private HttpReply back(Visit visit, OidcProvider provider) {
        Optional<OidcFlow> flow = oidc.flow(visit.cookie(signIn.safeCookie(COOKIE)));
        if (flow.isEmpty() || visit.request().query().length() > MAX_QUERY) {
            return signIn.failed(visit, 422, visit.words().text("provider.expired"));
        }
        try {
            ProvidedPeople.Entry entry =
                    oidc.finish(
                            provider,
                            flow.get(),
                            sent(visit),
                            signIn.cookie(visit),
                            SignInOrigin.of(visit.request()));
            return switch (entry) {
                case ProvidedPeople.Entry.Checked(var outcome) ->
                        signIn.entered(
                                visit,
                                PanelSession.result(outcome, "signin.expired"),
                                flow.get().to());
                case ProvidedPeople.Entry.Refused(SignInFault fault) ->
                        signIn.failed(
                                visit,
                                403,
                                visit.words().text("provider." + fault.word(), provider.title()));
            };
        } catch (ProviderFault fault) {
            return failed(visit, provider, fault);
        }
    }

    private static Map<String, String> sent(Visit visit) {
        Map<String, String> sent = new LinkedHashMap<>();
        String query = visit.request().query();
        Query.names(query).forEach(name -> sent.put(name, Query.first(query, name).orElse("")));
        return sent;
    }

    private HttpReply failed(Visit visit, OidcProvider provider, ProviderFault fault) {
        LOG.warn(
                "request {}: a sign-in by '{}' failed: {}",
                visit.request().requestId(),
                provider.name(),
                fault.detail());
        int status =
                switch (fault.kind()) {
                    case AWAY, BUSY -> 503;
                    case EXPIRED, DENIED -> 422;
                    case UNTRUSTED -> 502;
                };
        return signIn.failed(
                visit,
                status,
                visit.words().text("provider." + fault.kind().word(), provider.title()));
    }
}
