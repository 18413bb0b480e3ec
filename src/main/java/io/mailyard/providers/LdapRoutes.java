package io.mailyard.providers;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Route;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.List;

/** {@code ldap_servers/...}. */
public final class LdapRoutes {
    private static final ObjectSchema TRIED =
            ObjectSchema.of("LdapServerTried", "What came of asking a directory.")
                    .flag("works", "Whether bind_dn may bind, and user_base is there.")
                    .text("reason", "What is wrong; empty: nothing.");

    private LdapRoutes() {}

    /** The calls. */
    public static List<Route> of(Providers<LdapServer> servers, LdapClient client, Writes writes) {
        ProviderCalls.ShownProvider<LdapServer> shown =
                new ProviderCalls.ShownProvider<>(
                        LdapServer.SCHEMA,
                        LdapServer.SCHEMA,
                        (_, _) -> {},
                        TRIED,
                        server -> tried(client, server));
        return new ProviderCalls<>(
                        servers,
                        writes,
                        ProviderCalls.ProviderCallPlace.ofAdministrators("ldap_servers"),
                        shown)
                .routes(
                        new ProviderCalls.Summaries(
                                "Directories that sign administrators in.",
                                "One directory.",
                                "Makes a directory or changes one.",
                                "Deletes a directory that signs nobody in.",
                                "Binds to a directory as bind_dn, and looks for user_base."));
    }

    private static ApiReply tried(LdapClient client, LdapServer server) {
        String reason = "";
        try {
            client.tried(server);
        } catch (ProviderFault fault) {
            reason = fault.detail();
        }
        String wrong = reason;
        return ApiReply.one(out -> out.flag("works", wrong.isEmpty()).text("reason", wrong));
    }
}
