package io.mailyard.users;

import io.mailyard.accounts.Account;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.providers.AccountProvider;
import io.mailyard.providers.AccountProviderRoutes;
import io.mailyard.providers.OidcClient;
import io.mailyard.providers.OidcSignIn;
import io.mailyard.providers.ProviderConfig;
import io.mailyard.providers.Providers;
import io.mailyard.writes.Writes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** OpenID providers by which the users of accounts sign in. */
public final class UserProviders implements AutoCloseable {
    /** Where people begin to sign in by a provider, with its number. */
    public static final String PATH = "/portal/oidc/";

    /** The page to sign in of an account, with its name. */
    public static final String PAGE = "/portal/signin/";

    /** The parameter of {@link #PAGE} that has the name where the path ends before it. */
    public static final String ACCOUNT = "account";

    private final Database database;
    private final Accounts accounts;
    private final PortalPeople people;
    private final Providers<AccountProvider> providers;
    private final ProvidedUsers provided;
    private final OidcClient client;
    private final OidcSignIn<AccountProvider> oidc;
    private final String publicUrl;

    UserProviders(
            Database database,
            Accounts accounts,
            PortalPeople people,
            ProvidedUsers provided,
            ProviderConfig config,
            String publicUrl,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.people = people;
        this.providers = new Providers<>(database, AccountProvider.KIND, provided);
        this.provided = provided;
        this.client = OidcClient.ofAccounts(config, clock);
        this.publicUrl = publicUrl;
        this.oidc = new OidcSignIn<>(client, provided, this::callback, clock);
    }

    ProvidedUsers provided() {
        return provided;
    }

    /** Signs users in. */
    public OidcSignIn<AccountProvider> oidc() {
        return oidc;
    }

    List<Route> routes(Writes writes) {
        return AccountProviderRoutes.of(
                providers, client, writes, this::callback, this::signInAddress);
    }

    private String callback(AccountProvider provider) {
        return publicUrl + PATH + provider.id() + "/callback";
    }

    /** Where the users of a provider's account choose it. */
    private String signInAddress(AccountProvider provider) {
        String account = account(provider);
        return account.isEmpty() ? "" : publicUrl + page(encoded(account));
    }

    /** Name of a provider's account; empty where it is gone. */
    public String account(AccountProvider provider) {
        return database.<Optional<Account>>read(tx -> accounts.find(tx, provider.owner()))
                .map(account -> account.name().text())
                .orElse("");
    }

    /** Paths hold no percent signs here, so other names go into the query. */
    private static String page(String encoded) {
        boolean plain = encoded.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
        return plain ? PAGE + encoded : PAGE + "?" + ACCOUNT + "=" + encoded;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether any account has one. */
    public boolean isAny() {
        return providers.isAny();
    }

    /** The one of a number, if it signs people in now. */
    public Optional<AccountProvider> find(String number) {
        return number.matches("[1-9][0-9]{0,17}")
                ? providers.active(Long.parseLong(number)).filter(this::isOfOpenAccount)
                : Optional.empty();
    }

    private boolean isOfOpenAccount(AccountProvider provider) {
        return database.<Optional<Account>>read(tx -> accounts.find(tx, provider.owner()))
                .filter(account -> account.deletedAt().isEmpty() && account.active())
                .isPresent();
    }

    /** Providers of the account of {@code login@account}, or of the account alone. */
    public List<AccountProvider> of(String typed) {
        String name = typed.substring(typed.lastIndexOf('@') + 1);
        return database.read(tx -> people.account(tx, name))
                .map(account ->
                        providers.active(account).stream().filter(this::isOfOpenAccount).toList())
                .orElse(List.of());
    }

    @Override
    public void close() {
        oidc.close();
    }
}
