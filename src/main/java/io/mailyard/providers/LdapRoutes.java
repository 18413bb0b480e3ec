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

/** {@code ldap_servers/...}. */
public final class LdapRoutes {
    /** Who may manage administrators may manage who signs them in. */
    private static final String NOUN = "administrators";

    private static final String BASE = "/api/v1.1/admin/ldap_servers/";
    private static final Param<Long> EXISTING = LdapServer.ID.required();

    private static final ObjectSchema TRIED =
            ObjectSchema.of("LdapServerTried", "What came of asking a directory.")
                    .flag("works", "Whether bind_dn may bind, and user_base is there.")
                    .text("reason", "What is wrong; empty: nothing.");

    private final LdapServers servers;
    private final LdapClient client;
    private final Writes writes;

    public LdapRoutes(LdapServers servers, LdapClient client, Writes writes) {
        this.servers = servers;
        this.client = client;
        this.writes = writes;
    }

    public List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "Directories that sign administrators in.",
                                this::list,
                                Paging.FROM_ID,
                                Paging.LIMIT)
                        .sifted()
                        .answers(ReplySchema.list(LdapServer.SCHEMA)),
                Route.read(BASE + "get", NOUN, "One directory.", this::get, EXISTING)
                        .answers(ReplySchema.one(LdapServer.SCHEMA)),
                Route.write(
                                BASE + "save",
                                NOUN,
                                "Makes a directory or changes one.",
                                this::save,
                                Fields.params(LdapServer.FIELDS))
                        .confirmed()
                        .answers(ReplySchema.savedId()),
                Route.write(
                        BASE + "delete",
                        NOUN,
                        "Deletes a directory that signs nobody in.",
                        this::delete,
                        EXISTING),
                Route.read(
                                BASE + "test",
                                NOUN,
                                "Binds to a directory as bind_dn, and looks for user_base.",
                                this::test,
                                EXISTING)
                        .answers(ReplySchema.one(TRIED)));
    }

    private ApiReply list(Call call) {
        return ApiReply.list(
                servers.list(Paging.page(call.params())),
                (out, server) -> Fields.write(out, LdapServer.SHOWN, server.values()));
    }

    private ApiReply get(Call call) {
        LdapServer server = servers.get(call.params().get(EXISTING));
        return ApiReply.one(out -> Fields.write(out, LdapServer.SHOWN, server.values()));
    }

    private ApiReply save(Call call) {
        Principal by = call.noted(Principal.class);
        Optional<Long> id = call.params().find(LdapServer.ID.sent());
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(servers.create(change, by, call.params()));
                    }
                    servers.update(change, by, id.get(), call.params());
                    return ApiReply.savedId(id.get());
                });
    }

    private ApiReply delete(Call call) {
        Principal by = call.noted(Principal.class);
        return writes.answer(
                call,
                change -> {
                    servers.delete(change, by, call.params().get(EXISTING));
                    return ApiReply.emptyInXml();
                });
    }

    private ApiReply test(Call call) {
        LdapServer server = servers.get(call.params().get(EXISTING));
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
