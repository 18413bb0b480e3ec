package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.http.Query;
import io.mailyard.panel.SignInPages.ProviderLink;
import io.mailyard.providers.OidcFlow;
import io.mailyard.providers.OidcPeer;
import io.mailyard.providers.OidcSignIn;
import io.mailyard.providers.ProvidedSignIn;
import io.mailyard.providers.ProviderFault;
import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a provider and back: {@code PATH/NAME} and {@code PATH/NAME/callback}. Each provider
 * has an address of its own to come back to, so that none is taken for another. {@code
 * PATH/NAME/logout} takes its back-channel logouts.
 *
 * <p>A form of this server begins a sign-in; a link to {@code PATH/NAME} asks first. Else a foreign
 * page could sign its readers in as someone it chooses, by a provider of its own that answers for
 * them, and read what they enter there.
 */
public final class ProviderPages<P extends OidcPeer> {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderPages.class);
    private static final String CALLBACK = "/callback";
    private static final String LOGOUT = "/logout";

    /** A code and a state have 50 characters; nothing a provider sends has more. */
    private static final int MAX_QUERY = 8 * 1024;

    private final OidcSignIn<P> oidc;
    private final ProviderPlace<P> place;
    private final SignInPages signIn;
    private final PageRenderer pages;

    /**
     * Where they are.
     *
     * @param root of the pages to which people go afterwards
     * @param path what the addresses begin with, up to a slash
     * @param cookie keeps the sign-in that was begun
     * @param find the provider of the rest of an address; empty: there is none, or it signs nobody
     *     in
     * @param name of a provider in its address
     * @param where its people sign in to: text for a link that leads there, in some language
     */
    public record ProviderPlace<P extends OidcPeer>(
            String root,
            String path,
            String cookie,
            Function<String, Optional<P>> find,
            Function<P, String> name,
            BiFunction<Translations, P, String> where) {
        /** Where a provider's person begins to sign in. */
        public ProviderLink link(P provider) {
            return new ProviderLink(provider.title(), path + name.apply(provider));
        }
    }

    public ProviderPages(
            OidcSignIn<P> oidc, ProviderPlace<P> place, SignInPages signIn, PageRenderer pages) {
        this.oidc = oidc;
        this.pages = pages;
        this.place = place;
        this.signIn = signIn;
    }

    /** The answer at one of these addresses; empty: it is none. */
    public Optional<HttpReply> answer(Visit visit) {
        String path = visit.request().path();
        if (!path.startsWith(place.path())) {
            return Optional.empty();
        }
        String rest = path.substring(place.path().length());
        boolean post = visit.request().method().equals("POST");
        if (post && rest.endsWith(LOGOUT)) {
            return place.find()
                    .apply(rest.substring(0, rest.length() - LOGOUT.length()))
                    .map(provider -> loggedOut(visit, provider));
        }
        boolean back = !post && rest.endsWith(CALLBACK);
        String name = back ? rest.substring(0, rest.length() - CALLBACK.length()) : rest;
        if (name.contains("/")) {
            return Optional.empty();
        }
        return place.find()
                .apply(name)
                .map(provider ->
                        back
                                ? back(visit, provider)
                                : post || isConfirming(visit, provider)
                                        ? begin(visit, provider)
                                        : ask(visit, provider))
                .or(() ->
                        Optional.of(
                                signIn.failed(visit, 404, visit.words().text("provider.unknown"))));
    }

    /** Ends the sessions of whom the provider has logged out: 200, or 400 where it is no such. */
    private HttpReply loggedOut(Visit visit, P provider) {
        int status = 200;
        try {
            oidc.logOut(provider, visit.field("logout_token"), SignInOrigin.of(visit.request()));
        } catch (ProviderFault fault) {
            LOG.warn(
                    "request {}: a logout by '{}' failed: {}",
                    visit.request().requestId(),
                    provider.key(),
                    fault.detail());
            status = 400;
        }
        return new HttpReply.WholeReply(
                status,
                "text/plain; charset=utf-8",
                Map.of("Cache-Control", "no-store"),
                new byte[0]);
    }

    /**
     * Whether a page of this server asks its reader to sign in again, which makes nobody else. Only
     * by the provider that the reader comes from: the page to sign in leads wherever a foreign link
     * to it says, which may be to the provider of a stranger.
     */
    private boolean isConfirming(Visit visit, P provider) {
        return !sent(visit, "again").isEmpty()
                && visit.isOwnLink()
                && signIn.signsInAgainAt(visit, place.link(provider).address());
    }

    /** The question before a sign-in to which a link has led. */
    private HttpReply ask(Visit visit, P provider) {
        return Html.page(
                200,
                pages.html(
                        "providerbegin",
                        pages.frame(visit),
                        "provider",
                        place.link(provider),
                        "text",
                        place.where().apply(visit.words(), provider),
                        "to",
                        Html.back(place.root(), sent(visit, "to")),
                        "again",
                        !sent(visit, "again").isEmpty()));
    }

    /** Of the form, or of the address. */
    private static String sent(Visit visit, String name) {
        String field = visit.field(name);
        return field.isEmpty() ? visit.param(name) : field;
    }

    /**
     * Leads to the provider, by a page: browsers let the answer to a form lead to no other host, as
     * the policy of our pages says.
     */
    public HttpReply begin(Visit visit, P provider) {
        try {
            OidcSignIn.BegunSignIn begun =
                    oidc.begin(
                            provider,
                            Html.back(place.root(), sent(visit, "to")),
                            !sent(visit, "again").isEmpty(),
                            SignInOrigin.of(visit.request()));
            String address = begun.address().toString();
            String html =
                    pages.html(
                            "providerleave",
                            pages.frame(visit),
                            "title",
                            provider.title(),
                            "address",
                            address);
            String cookie =
                    signIn.setSafe(
                            place.cookie(), begun.flow().cookie(), OidcFlow.LASTS.toSeconds());
            return Html.page(
                    200, html, Map.of("Refresh", "0; url=" + address, "Set-Cookie", cookie));
        } catch (ProviderFault fault) {
            return failed(visit, provider, fault);
        }
    }

    private HttpReply back(Visit visit, P provider) {
        Optional<OidcFlow> flow = oidc.flow(visit.cookie(signIn.safeCookie(place.cookie())));
        if (flow.isEmpty() || visit.request().query().length() > MAX_QUERY) {
            return signIn.failed(visit, 422, visit.words().text("provider.expired"));
        }
        try {
            ProvidedSignIn.ProvidedEntry entry =
                    oidc.finish(
                            provider,
                            flow.get(),
                            sent(visit),
                            signIn.cookie(visit),
                            SignInOrigin.of(visit.request()));
            return switch (entry) {
                case ProvidedSignIn.ProvidedEntry.Checked(var outcome) ->
                        signIn.entered(
                                visit,
                                PanelSession.result(outcome, "signin.expired"),
                                flow.get().to());
                case ProvidedSignIn.ProvidedEntry.EntryRefused(SignInFault fault) ->
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

    private HttpReply failed(Visit visit, P provider, ProviderFault fault) {
        LOG.warn(
                "request {}: a sign-in by '{}' failed: {}",
                visit.request().requestId(),
                provider.key(),
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
