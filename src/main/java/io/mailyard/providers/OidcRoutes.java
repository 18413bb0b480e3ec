package io.mailyard.providers;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Route;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.List;

/** {@code oidc_providers/...}. */
public final class OidcRoutes {
    static final ObjectSchema TRIED =
            ObjectSchema.of("OidcProviderTried", "What a provider says of itself.")
                    .flag("works", "Whether its documents could be read.")
                    .text("reason", "What is wrong; empty: nothing.")
                    .text("authorization_endpoint", "Where people sign in.")
                    .text("token_endpoint", "Where codes are exchanged.")
                    .number("keys", "Keys that sign its tokens.")
                    .flag("says_issuer", "Whether its answers name the issuer (RFC 9207).");

    private OidcRoutes() {}

    /** The address that a provider sends people back to. */
    public static String callback(String publicUrl, String name) {
        return publicUrl + "/admin/signin/" + name + "/callback";
    }

    /** The calls. */
    public static List<Route> of(
            Providers<OidcProvider> providers, OidcClient client, Writes writes, String publicUrl) {
        ProviderCalls.ShownProvider<OidcProvider> shown =
                new ProviderCalls.ShownProvider<>(
                        OidcProvider.SCHEMA,
                        withCallback(
                                OidcProvider.SCHEMA.as(
                                        "OidcProviderDetails", "An OpenID provider in full.")),
                        (out, provider) ->
                                out.text("callback", callback(publicUrl, provider.name())),
                        TRIED,
                        provider -> tried(client, provider));
        return new ProviderCalls<>(
                        providers,
                        writes,
                        ProviderCalls.ProviderCallPlace.ofAdministrators("oidc_providers"),
                        shown)
                .routes(
                        new ProviderCalls.Summaries(
                                "OpenID providers that sign administrators in.",
                                "One OpenID provider, with the address to register there.",
                                "Makes an OpenID provider or changes one.",
                                "Deletes an OpenID provider that signs nobody in.",
                                "Reads a provider's discovery document and keys now."));
    }

    static ObjectSchema withCallback(ObjectSchema provider) {
        return provider.text("callback", "The address to register at the provider.");
    }

    static ApiReply tried(OidcClient client, OidcPeer provider) {
        OidcClient.Tried tried;
        String reason = "";
        try {
            tried = client.tried(provider);
        } catch (ProviderFault fault) {
            tried = new OidcClient.Tried("", "", 0, false);
            reason = fault.detail();
        }
        OidcClient.Tried said = tried;
        String wrong = reason;
        return ApiReply.one(out ->
                out.flag("works", wrong.isEmpty())
                        .text("reason", wrong)
                        .text("authorization_endpoint", said.authorizationEndpoint())
                        .text("token_endpoint", said.tokenEndpoint())
                        .number("keys", said.keys())
                        .flag("says_issuer", said.saysIssuer()));
    }
}
