package io.mailyard.providers;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.api.Param;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code account_providers/...}, for administrators and for accounts themselves. */
public final class AccountProviderRoutes {
    private static final Param<Long> ACCOUNT =
            Param.of("account_id", Types.id(), "The account.").required();

    private AccountProviderRoutes() {}

    /**
     * The calls.
     *
     * @param callback the address that a provider sends people back to
     * @param signIn the address at which an account's users begin
     */
    public static List<Route> of(
            Providers<AccountProvider> providers,
            OidcClient client,
            Writes writes,
            Function<AccountProvider, String> callback,
            Function<AccountProvider, String> signIn) {
        ProviderCalls.ShownProvider<AccountProvider> shown =
                new ProviderCalls.ShownProvider<>(
                        AccountProvider.SCHEMA,
                        OidcRoutes.withCallback(
                                        AccountProvider.SCHEMA.as(
                                                "AccountProviderDetails",
                                                "An account's OpenID provider in full."))
                                .text("sign_in", "Where the account's users choose it.")
                                .number("users", "Users whom it has signed in."),
                        (out, provider) ->
                                out.text("callback", callback.apply(provider))
                                        .text("sign_in", signIn.apply(provider))
                                        .number("users", providers.people(provider)),
                        OidcRoutes.TRIED,
                        provider -> OidcRoutes.tried(client, provider));
        // who may manage users may manage who signs them in
        ProviderCalls.ProviderCallPlace administrators =
                new ProviderCalls.ProviderCallPlace(
                        "/api/v1.1/admin/account_providers/",
                        "users",
                        call -> new AccountId(call.params().get(ACCOUNT)),
                        List.of(ACCOUNT),
                        route -> route.on(ACCOUNT),
                        route -> route.on(ACCOUNT));
        ProviderCalls.ProviderCallPlace own =
                new ProviderCalls.ProviderCallPlace(
                        "/api/v1.1/account_providers/",
                        "account",
                        call -> call.noted(AccountPrincipal.class).account(),
                        List.of(),
                        Route::own,
                        Route::own);
        return Stream.of(
                        routes(providers, writes, administrators, shown, "an account"),
                        routes(providers, writes, own, shown, "the account"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> routes(
            Providers<AccountProvider> providers,
            Writes writes,
            ProviderCalls.ProviderCallPlace place,
            ProviderCalls.ShownProvider<AccountProvider> shown,
            String whose) {
        return new ProviderCalls<>(providers, writes, place, shown)
                .routes(
                        new ProviderCalls.Summaries(
                                "OpenID providers that sign the users of " + whose + " in.",
                                "One of them, with the address to register there.",
                                "Makes an OpenID provider of " + whose + ", or changes one.",
                                "Deletes one: sessions that it opened end, users stay.",
                                "Reads its discovery document and keys now."));
    }
}
