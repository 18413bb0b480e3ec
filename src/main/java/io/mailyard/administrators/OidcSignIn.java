package io.mailyard.administrators;

import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.providers.NetworkShares;
import io.mailyard.providers.OidcClient;
import io.mailyard.providers.OidcFlow;
import io.mailyard.providers.OidcProvider;
import io.mailyard.providers.OidcRoutes;
import io.mailyard.providers.ProvidedIdentity;
import io.mailyard.providers.Providers;
import io.mailyard.providers.ProviderConfig;
import io.mailyard.providers.ProviderFault;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.writes.Writes;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs administrators in by OpenID Connect. */
public final class OidcSignIn implements AutoCloseable {
    private final Providers<OidcProvider> providers;
    private final OidcClient client;
    private final ProvidedPeople people;
    private final Writes writes;
    private final String publicUrl;
    private final InstantSource clock;
    private final NetworkShares shares = new NetworkShares();

    private OidcSignIn(
            Providers<OidcProvider> providers,
            OidcClient client,
            ProvidedPeople people,
            Writes writes,
            String publicUrl,
            InstantSource clock) {
        this.providers = providers;
        this.client = client;
        this.people = people;
        this.writes = writes;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    static OidcSignIn open(
            Database database,
            Writes writes,
            ProvidedPeople people,
            ProviderConfig config,
            String publicUrl,
            InstantSource clock) {
        return new OidcSignIn(
                new Providers<>(database, OidcProvider.KIND, people.use(OidcProvider::roles)),
                new OidcClient(config, clock),
                people,
                writes,
                publicUrl,
                clock);
    }

    List<Route> routes() {
        return OidcRoutes.of(providers, client, writes, publicUrl);
    }

    /** Providers that sign people in now, by id. */
    public List<OidcProvider> providers() {
        return providers.active(AccountId.PLATFORM);
    }

    /** The one of a name, if it signs people in now. */
    public Optional<OidcProvider> provider(String name) {
        return providers.active(AccountId.PLATFORM, name);
    }

    /**
     * A sign-in that is begun.
     *
     * @param address where the browser goes
     */
    public record Begun(OidcFlow flow, URI address) {}

    /**
     * Begins a sign-in.
     *
     * @param to where the person was going
     * @param again whether somebody who is signed in confirms that
     */
    public Begun begin(OidcProvider provider, String to, boolean again) throws ProviderFault {
        OidcFlow flow = OidcFlow.begin(provider.name(), to, again, clock.instant());
        return new Begun(flow, client.begin(provider, flow, callback(provider)));
    }

    /** The sign-in of a browser's cookie; empty where there is none, or it is too old. */
    public Optional<OidcFlow> flow(String cookie) {
        return OidcFlow.of(cookie, clock.instant());
    }

    /**
     * Ends a sign-in.
     *
     * @param sent the parameters that the browser brings from the provider
     * @param session the cookie of the open session, where one is to be confirmed
     */
    public ProvidedPeople.Entry finish(
            OidcProvider provider,
            OidcFlow flow,
            Map<String, String> sent,
            String session,
            SignInOrigin origin)
            throws ProviderFault {
        ProvidedIdentity identity;
        try {
            identity =
                    shares.within(
                            origin.address(),
                            () -> client.finish(provider, flow, sent, callback(provider)));
        } catch (ProviderFault fault) {
            people.refused(fault, origin);
            throw fault;
        }
        return flow.again()
                ? people.confirm(session, identity, origin)
                : people.signIn(identity, origin);
    }

    /** Ends the sessions of whom a provider has logged out. */
    public void logOut(OidcProvider provider, String token, SignInOrigin origin)
            throws ProviderFault {
        String subject =
                client.loggedOut(provider, token)
                        .orElseThrow(() -> ProviderFault.untrusted("its token names nobody (sub)"));
        people.logOut(provider, subject, origin);
    }

    private String callback(OidcProvider provider) {
        return OidcRoutes.callback(publicUrl, provider.name());
    }

    @Override
    public void close() {
        client.close();
    }
}
