package io.mailyard.administrators;

import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.providers.OidcClient;
import io.mailyard.providers.OidcProvider;
import io.mailyard.providers.OidcRoutes;
import io.mailyard.providers.OidcSignIn;
import io.mailyard.providers.ProviderConfig;
import io.mailyard.providers.Providers;
import io.mailyard.writes.Writes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** OpenID providers by which administrators sign in. */
public final class AdministratorProviders implements AutoCloseable {
    private final Providers<OidcProvider> providers;
    private final OidcSignIn<OidcProvider> oidc;
    private final List<Route> routes;

    private AdministratorProviders(
            Providers<OidcProvider> providers, OidcSignIn<OidcProvider> oidc, List<Route> routes) {
        this.providers = providers;
        this.oidc = oidc;
        this.routes = routes;
    }

    static AdministratorProviders open(
            Database database,
            Writes writes,
            ProvidedPeople people,
            ProviderConfig config,
            String publicUrl,
            InstantSource clock) {
        Providers<OidcProvider> providers =
                new Providers<>(database, OidcProvider.KIND, people.use(OidcProvider::roles));
        OidcClient client = OidcClient.ofAdministrators(config, clock);
        return new AdministratorProviders(
                providers,
                new OidcSignIn<>(
                        client,
                        people,
                        provider -> OidcRoutes.callback(publicUrl, provider.name()),
                        clock),
                OidcRoutes.of(providers, client, writes, publicUrl));
    }

    List<Route> routes() {
        return routes;
    }

    /** Signs them in. */
    public OidcSignIn<OidcProvider> oidc() {
        return oidc;
    }

    /** Providers that sign people in now, by id. */
    public List<OidcProvider> active() {
        return providers.active(AccountId.PLATFORM);
    }

    /** The one of a name, if it signs people in now. */
    public Optional<OidcProvider> find(String name) {
        return providers.active(AccountId.PLATFORM, name);
    }

    @Override
    public void close() {
        oidc.close();
    }
}
