package io.mailyard.providers;

import io.mailyard.signin.SignInOrigin;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Signs people of one kind in by OpenID Connect. */
public final class OidcSignIn<P extends OidcPeer> implements AutoCloseable {
    private final OidcClient client;
    private final ProvidedSignIn people;
    private final Function<P, String> callback;
    private final InstantSource clock;
    private final NetworkShares shares;

    /**
     * @param callback the address that a provider sends people back to
     */
    public OidcSignIn(
            OidcClient client,
            ProvidedSignIn people,
            Function<P, String> callback,
            InstantSource clock) {
        this.client = client;
        this.people = people;
        this.callback = callback;
        this.clock = clock;
        this.shares = new NetworkShares(client.places());
    }

    /**
     * A sign-in that is begun.
     *
     * @param address where the browser goes
     */
    public record BegunSignIn(OidcFlow flow, URI address) {}

    /**
     * Begins a sign-in.
     *
     * @param to where the person was going
     * @param again whether somebody who is signed in confirms that
     */
    public BegunSignIn begin(P provider, String to, boolean again, SignInOrigin origin)
            throws ProviderFault {
        OidcFlow flow = OidcFlow.begin(provider.key(), to, again, clock.instant());
        URI address =
                shares.within(
                        provider.share(),
                        origin.address(),
                        () -> client.begin(provider, flow, callback.apply(provider)));
        return new BegunSignIn(flow, address);
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
    public ProvidedSignIn.ProvidedEntry finish(
            P provider,
            OidcFlow flow,
            Map<String, String> sent,
            String session,
            SignInOrigin origin)
            throws ProviderFault {
        ProvidedIdentity identity;
        try {
            identity =
                    shares.within(
                            provider.share(),
                            origin.address(),
                            () -> client.finish(provider, flow, sent, callback.apply(provider)));
        } catch (ProviderFault fault) {
            people.refused(provider, fault, origin);
            throw fault;
        }
        return flow.again()
                ? people.confirm(session, identity, origin)
                : people.signIn(identity, origin);
    }

    /** Ends the sessions of whom a provider has logged out. */
    public void logOut(P provider, String token, SignInOrigin origin) throws ProviderFault {
        String subject =
                shares.within(
                        provider.share(),
                        origin.address(),
                        () ->
                                client.loggedOut(provider, token)
                                        .orElseThrow(() ->
                                                ProviderFault.untrusted(
                                                        "its token names nobody (sub)")));
        people.logOut(provider, subject, origin);
    }

    @Override
    public void close() {
        client.close();
    }
}
