package io.mailyard.providers;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Paging;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.fields.Fields;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;

/** {@code oidc_providers/...}. */
public final class OidcRoutes {
    /** Who may manage administrators may manage who signs them in. */
    private static final String NOUN = "administrators";

    private static final String BASE = "/api/v1.1/admin/oidc_providers/";
    private static final Param<Long> EXISTING = OidcProvider.ID.required();

    private static final ObjectSchema SHOWN =
            OidcProvider.SCHEMA
                    .as("OidcProviderDetails", "An OpenID provider in full.")
                    .text("callback", "The address to register at the provider.");
    private static final ObjectSchema TRIED =
            ObjectSchema.of("OidcProviderTried", "What a provider says of itself.")
                    .flag("works", "Whether its documents could be read.")
                    .text("reason", "What is wrong; empty: nothing.")
                    .text("authorization_endpoint", "Where people sign in.")
                    .text("token_endpoint", "Where codes are exchanged.")
                    .number("keys", "Keys that sign its tokens.")
                    .flag("says_issuer", "Whether its answers name the issuer (RFC 9207).");

    private final OidcProviders providers;
    private final OidcClient client;
    private final Writes writes;
    private final String publicUrl;

    public OidcRoutes(OidcProviders providers, OidcClient client, Writes writes, String publicUrl) {
        this.providers = providers;
        this.client = client;
        this.writes = writes;
        this.publicUrl = publicUrl;
    }

    /** The address that a provider sends people back to. */
    public static String callback(String publicUrl, String name) {
        return publicUrl + "/admin/signin/" + name + "/callback";
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "OpenID providers that sign administrators in.",
                                this::list,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .sifted()
                        .answers(ReplySchema.list(OidcProvider.SCHEMA)),
                Route.read(
                                BASE + "get",
                                NOUN,
                                "One OpenID provider, with the address to register there.",
                                this::get,
                                EXISTING)
                        .answers(ReplySchema.one(SHOWN)),
                Route.write(
                                BASE + "save",
                                NOUN,
                                "Makes an OpenID provider or changes one.",
                                this::save,
                                Fields.params(OidcProvider.FIELDS))
                        .confirmed()
                        .answers(ReplySchema.savedId()),
                Route.write(
                        BASE + "delete",
                        NOUN,
                        "Deletes an OpenID provider that signs nobody in.",
                        this::delete,
                        EXISTING),
                Route.read(
                                BASE + "test",
                                NOUN,
                                "Reads a provider's discovery document and keys now.",
                                this::test,
                                EXISTING)
                        .answers(ReplySchema.one(TRIED)));
    }

    private ApiReply list(Call call) {
        return ApiReply.list(
                providers.list(Paging.page(call.params())),
                (out, provider) -> Fields.write(out, OidcProvider.SHOWN, provider.values()));
    }

    private ApiReply get(Call call) {
        OidcProvider provider = providers.get(call.params().get(EXISTING));
        return ApiReply.one(out -> {
            Fields.write(out, OidcProvider.SHOWN, provider.values());
            out.text("callback", callback(publicUrl, provider.name()));
        });
    }

    private ApiReply save(Call call) {
        Principal by = call.noted(Principal.class);
        Optional<Long> id = call.params().find(OidcProvider.ID.sent());
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(providers.create(change, by, call.params()));
                    }
                    providers.update(change, by, id.get(), call.params());
                    return ApiReply.savedId(id.get());
                });
    }

    private ApiReply delete(Call call) {
        Principal by = call.noted(Principal.class);
        return writes.answer(
                call,
                change -> {
                    providers.delete(change, by, call.params().get(EXISTING));
                    return ApiReply.emptyInXml();
                });
    }

    private ApiReply test(Call call) {
        OidcProvider provider = providers.get(call.params().get(EXISTING));
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
