package io.mailyard.policies;

import io.mailyard.access.Principal;
import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.ErrorCode;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsCallLimit;
import io.mailyard.fields.FieldValues;
import io.mailyard.wire.ApiReply;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code list}, {@code get}, {@code save} and {@code delete} of every kind of policy, and calls
 * that only one kind has (docs/spec/admin-api.md, section 7).
 */
public final class PolicyRoutes {
    private static final String BASE = "/api/v1.1/admin/";

    /** The noun of the scopes. */
    private static final String NOUN = "policies";

    private final Policies policies;
    private final Policies.PolicyUse use;
    private final Writes writes;
    private final Supplier<Dns> dns;
    private final DnsCallLimit<String> lookups = new DnsCallLimit<>("checks of yours are");

    /**
     * Creates the routes.
     *
     * @param dns opens a resolver without a cache, since the caller has just published the key
     */
    public PolicyRoutes(
            Policies policies, Policies.PolicyUse use, Writes writes, Supplier<Dns> dns) {
        this.policies = policies;
        this.use = use;
        this.writes = writes;
        this.dns = dns;
    }

    /**
     * Administrators' calls about every kind of policy; not for tokens that are bound to accounts.
     */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        PolicyKind.all().forEach(kind -> routes.addAll(routes(kind)));
        routes.add(
                Route.read(
                                BASE + "keys/check",
                                NOUN,
                                "Asks DNS whether a DKIM key is published as it should be.",
                                this::check,
                                PolicyBody.EXISTING)
                        .answers(ReplySchema.one(KeyCheck.SCHEMA))
                        .refuses(ErrorCode.CONFLICT, "it is not a dkim key: DNS has none"));
        routes.addAll(PolicyFigures.routes());
        routes.add(new IspLookup(policies).route());
        return List.copyOf(routes);
    }

    private List<Route> routes(PolicyKind<?> kind) {
        String path = BASE + kind.noun() + "/";
        List<Param<?>> params = new ArrayList<>();
        params.add(PolicyBody.ID);
        params.addAll(kind.params());
        PolicyList list = new PolicyList(kind);
        return List.of(
                Route.read(
                                path + "list",
                                NOUN,
                                kind.says(),
                                call -> list.answer(policies.database(), call),
                                list.params())
                        .answers(list.reply()),
                Route.read(
                                path + "get",
                                NOUN,
                                "Shows " + kind.aOne() + ".",
                                call -> get(kind, call),
                                PolicyBody.EXISTING)
                        .answers(ReplySchema.one(PolicyBody.schema(kind))),
                Route.write(
                                path + "save",
                                NOUN,
                                "Makes " + kind.aOne() + " or changes one.",
                                call -> save(kind, call),
                                params.toArray(Param<?>[]::new))
                        .checking(kind::check)
                        .answers(ReplySchema.savedId()),
                Route.write(
                        path + "delete",
                        NOUN,
                        "Deletes " + kind.aOne() + " that nothing uses.",
                        call -> delete(kind, call),
                        PolicyBody.EXISTING));
    }

    private ApiReply get(PolicyKind<?> kind, Call call) {
        PolicyRow kept = policies.get(kind, call.params().get(PolicyBody.EXISTING));
        return ApiReply.one(out -> PolicyBody.write(out, kind, kept));
    }

    private ApiReply save(PolicyKind<?> kind, Call call) {
        Optional<Long> id = call.params().find(PolicyBody.ID);
        FieldValues given = kind.given(call.params(), id.isEmpty());
        return writes.answer(
                call,
                change -> {
                    if (id.isEmpty()) {
                        return ApiReply.savedId(policies.create(change, kind, given));
                    }
                    policies.update(change, kind, id.get(), given);
                    return ApiReply.savedId(id.get());
                });
    }

    private ApiReply delete(PolicyKind<?> kind, Call call) {
        long id = call.params().get(PolicyBody.EXISTING);
        return writes.answer(
                call,
                change -> {
                    policies.delete(change, kind, id, use);
                    return ApiReply.emptyInXml();
                });
    }

    private ApiReply check(Call call) {
        PolicyRow kept = policies.get(PolicyKind.KEY, call.params().get(PolicyBody.EXISTING));
        KeyCheck check =
                lookups.run(
                        call.noted(Principal.class).name(),
                        () -> KeyCheck.of(SigningKey.made(kept), dns.get()::texts));
        return ApiReply.one(check::write);
    }
}
