package io.mailyard.portal;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.PageRenderer;
import io.mailyard.panel.ProviderPages;
import io.mailyard.panel.SignInPages;
import io.mailyard.panel.SignInPages.ProviderLink;
import io.mailyard.panel.Visit;
import io.mailyard.providers.AccountProvider;
import io.mailyard.users.UserProviders;
import java.util.List;
import java.util.Optional;

/**
 * Signing in to the portal by a provider of the own account: from the form with a login and no
 * password, or from the account's own page to sign in, {@code /portal/signin/ACCOUNT} or {@code
 * /portal/signin/?account=ACCOUNT}.
 */
final class PortalProviders {
    private static final String COOKIE = "mailyard_user_provider";

    private final UserProviders providers;
    private final SignInPages signIn;
    private final ProviderPages.ProviderPlace<AccountProvider> place;
    private final ProviderPages<AccountProvider> pages;

    PortalProviders(UserProviders providers, SignInPages signIn, PageRenderer renderer) {
        this.providers = providers;
        this.signIn = signIn;
        this.place =
                new ProviderPages.ProviderPlace<>(
                        Portal.ROOT,
                        UserProviders.PATH,
                        COOKIE,
                        providers::find,
                        provider -> String.valueOf(provider.id()),
                        (words, provider) ->
                                words.text("provider.begin.portal", providers.account(provider)));
        this.pages = new ProviderPages<>(providers.oidc(), place, signIn, renderer);
        signIn.withoutPasswordBy(this::withoutPassword, providers::isAny);
    }

    /** The answer where nobody need be signed in; empty: it is no such address. */
    Optional<HttpReply> answer(Visit visit) {
        String path = visit.request().path();
        boolean isAccount =
                path.startsWith(UserProviders.PAGE)
                        && !visit.request().method().equals("POST")
                        && path.indexOf('/', UserProviders.PAGE.length()) < 0;
        String name = isAccount ? path.substring(UserProviders.PAGE.length()) : "";
        String account = name.isEmpty() ? visit.param(UserProviders.ACCOUNT) : name;
        // the same page where there is no such account, or it has none
        return isAccount
                ? Optional.of(signIn.form(visit, links(providers.of(account))))
                : pages.answer(visit);
    }

    private List<ProviderLink> links(List<AccountProvider> of) {
        return of.stream().map(place::link).toList();
    }

    /** Leads to the account's only provider, or offers several; empty: it has none. */
    private Optional<HttpReply> withoutPassword(Visit visit) {
        String login = visit.field("login").strip();
        List<AccountProvider> of = login.contains("@") ? providers.of(login) : List.of();
        if (of.isEmpty()) {
            return Optional.empty();
        }
        boolean leads = of.size() == 1 && visit.field("unsent").isEmpty();
        return Optional.of(
                leads ? pages.begin(visit, of.getFirst()) : signIn.form(visit, links(of)));
    }
}
