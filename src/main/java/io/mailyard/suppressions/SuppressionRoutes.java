package io.mailyard.suppressions;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.access.Scopes;
import io.mailyard.api.Audience;
import io.mailyard.api.Call;
import io.mailyard.api.Paging;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.NameRules;
import io.mailyard.base.Page;
import io.mailyard.db.GreekSigma;
import io.mailyard.fields.Fields;
import io.mailyard.suppressions.Suppression.SuppressionSource;
import io.mailyard.suppressions.SuppressionStore.SuppressionFilter;
import io.mailyard.suppressions.Suppressions.WantedSuppression;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@code suppressions/...}, of administrators and of accounts (docs/spec/admin-api.md, section 7).
 */
public final class SuppressionRoutes {
    private static final String BASE = "/api/v1.1/admin/suppressions/";
    private static final String OWN = "/api/v1.1/suppressions/";
    private static final String NOUN = "suppressions";

    private final Suppressions suppressions;
    private final Writes writes;

    public SuppressionRoutes(Suppressions suppressions, Writes writes) {
        this.suppressions = suppressions;
        this.writes = writes;
    }

    /** Administrators' calls for any list, and those of accounts' own tokens for their own. */
    public List<Route> routes() {
        return Stream.concat(administrators().stream(), own().stream()).toList();
    }

    private List<Route> administrators() {
        return List.of(
                Route.read(
                                BASE + "list",
                                NOUN,
                                "Addresses that an account, or the whole platform, does not write to.",
                                this::list,
                                SuppressionBody.ACCOUNT,
                                Paging.FROM_ID,
                                Paging.LIMIT,
                                SuppressionBody.ORDER,
                                SuppressionBody.FILTER_EMAIL,
                                SuppressionBody.SEARCH,
                                SuppressionBody.FILTER_CLASS,
                                SuppressionBody.FILTER_SOURCE,
                                SuppressionBody.FILTER_ENDS,
                                SuppressionBody.FILTER_ENDS_BEFORE)
                        .on(SuppressionBody.ACCOUNT)
                        .answers(ReplySchema.list(SuppressionBody.SCHEMA)),
                Route.read(
                                BASE + "review",
                                NOUN,
                                "Addresses that our own verdict or a shared answer suppressed, in older versions.",
                                this::review,
                                SuppressionBody.ACCOUNT,
                                Paging.FROM_ID,
                                Paging.LIMIT,
                                SuppressionBody.ORDER,
                                SuppressionBody.SEARCH,
                                SuppressionBody.FILTER_DOUBT)
                        .on(SuppressionBody.ACCOUNT)
                        .answers(
                                ReplySchema.page(SuppressionBody.DOUBTFUL)
                                        .and(SuppressionBody.REVIEWED)),
                Route.write(
                                BASE + "add",
                                NOUN,
                                "Adds addresses; one that is there gets the reason.",
                                this::add,
                                Fields.params(
                                        Suppression.SETTABLE,
                                        SuppressionBody.ACCOUNT,
                                        SuppressionBody.NEW_EMAIL))
                        .on(SuppressionBody.ACCOUNT)
                        .answers(ReplySchema.one(SuppressionBody.ADDED).orNone()),
                Route.write(
                                BASE + "remove",
                                NOUN,
                                "Takes addresses off: mail to them is tried again.",
                                this::remove,
                                SuppressionBody.ACCOUNT,
                                SuppressionBody.EMAIL,
                                SuppressionBody.REMOVAL_REASON)
                        .on(SuppressionBody.ACCOUNT)
                        .alsoBy(Scopes.LIFT)
                        .answers(ReplySchema.one(SuppressionBody.REMOVED).orNone())
                        .refuses(ErrorCode.NOT_FOUND, "the one address is not there"));
    }

    /**
     * Returns the calls to list, add and remove for an account's own tokens, on its own
     * suppressions.
     */
    private List<Route> own() {
        return List.of(
                Route.read(
                                OWN + "list",
                                NOUN,
                                "Addresses that the account does not write to.",
                                this::list,
                                Paging.FROM_ID,
                                Paging.LIMIT,
                                SuppressionBody.ORDER,
                                SuppressionBody.FILTER_EMAIL,
                                SuppressionBody.SEARCH,
                                SuppressionBody.FILTER_CLASS,
                                SuppressionBody.FILTER_SOURCE,
                                SuppressionBody.FILTER_ENDS,
                                SuppressionBody.FILTER_ENDS_BEFORE)
                        .own()
                        .answers(ReplySchema.list(SuppressionBody.SCHEMA)),
                Route.write(
                                OWN + "add",
                                NOUN,
                                "Adds addresses; one that is there gets the reason.",
                                this::add,
                                Fields.params(Suppression.SETTABLE, SuppressionBody.NEW_EMAIL))
                        .own()
                        .answers(ReplySchema.one(SuppressionBody.ADDED).orNone()),
                Route.write(
                                OWN + "remove",
                                NOUN,
                                "Takes addresses off: mail to them is tried again.",
                                this::remove,
                                SuppressionBody.EMAIL,
                                SuppressionBody.REMOVAL_REASON)
                        .own()
                        .answers(ReplySchema.one(SuppressionBody.REMOVED).orNone())
                        .refuses(ErrorCode.NOT_FOUND, "the one address is not there"));
    }

    private ApiReply list(Call call) {
        Params params = call.params();
        SuppressionFilter filter = SuppressionBody.filter(params);
        return ApiReply.list(
                suppressions.list(owner(call), filter, page(params), isNewestFirst(params)),
                SuppressionBody::write);
    }

    private static boolean isNewestFirst(Params params) {
        return params.get(SuppressionBody.ORDER).equals("desc");
    }

    private static Page page(Params params) {
        return isNewestFirst(params) && !params.has(Paging.FROM_ID)
                ? new Page(Long.MAX_VALUE, params.get(Paging.LIMIT).intValue())
                : Paging.page(params);
    }

    private ApiReply review(Call call) {
        Params params = call.params();
        BulkSuppressions.Reviewed reviewed =
                suppressions.bulk().review(owner(call), page(params), isNewestFirst(params));
        Optional<String> doubt = params.find(SuppressionBody.FILTER_DOUBT);
        String search =
                GreekSigma.folded(NameRules.folded(params.find(SuppressionBody.SEARCH).orElse("")));
        List<SuppressionReview.Doubtful> shown =
                reviewed.doubtful().stream()
                        .filter(found ->
                                doubt.isEmpty() || found.doubt().word().equals(doubt.get()))
                        .filter(found -> GreekSigma.folded(found.row().key()).contains(search))
                        .toList();
        return ApiReply.many(shown, (out, found) -> found.write(out), "")
                .and(out -> {
                    reviewed.next().ifPresent(next -> out.number("next_from_id", next));
                    out.number("total_count", reviewed.total())
                            .number("looked_at", reviewed.looked());
                });
    }

    private ApiReply add(Call call) {
        Params params = call.params();
        List<String> addresses = params.get(SuppressionBody.NEW_EMAIL);
        WantedSuppression wanted =
                new WantedSuppression(
                        addresses,
                        source(call),
                        params.find(Suppression.CLASS.sent()),
                        params.find(Suppression.REASON.sent()),
                        params.find(Suppression.EXPIRES_AT.sent()).flatMap(end -> end));
        return writes.answer(
                call,
                change -> {
                    Suppressions.Added done = suppressions.add(change, owner(call), wanted);
                    return counted(
                            addresses,
                            out ->
                                    out.number("added", done.added())
                                            .number("changed", done.changed()));
                });
    }

    private ApiReply remove(Call call) {
        List<String> addresses = call.params().get(SuppressionBody.EMAIL);
        Optional<String> reason =
                call.params().find(SuppressionBody.REMOVAL_REASON).filter(text -> !text.isBlank());
        boolean hardOnly = mayOnlyLift(call);
        if (hardOnly && reason.isEmpty()) {
            throw ApiException.badRequest(
                    SuppressionBody.REMOVAL_REASON.name(),
                    "is required from whoever may take off hard bounces alone");
        }
        Suppressions.SuppressionRemoval removal =
                new Suppressions.SuppressionRemoval(addresses, reason, hardOnly);
        return writes.answer(
                call,
                change -> {
                    Suppressions.Removed done = suppressions.remove(change, owner(call), removal);
                    return counted(
                            addresses,
                            out ->
                                    out.number("removed", done.removed())
                                            .texts("absent", done.absent()));
                });
    }

    /** Answers what became of several addresses; of a single one there is nothing to say. */
    private static ApiReply counted(List<String> addresses, Consumer<Out> counts) {
        return addresses.size() == 1 ? ApiReply.emptyInXml() : ApiReply.one(counts);
    }

    /** Whether the caller has the scope of that act alone. */
    private static boolean mayOnlyLift(Call call) {
        return !ofAccount(call) && !call.noted(Principal.class).scopes().permit(NOUN, true);
    }

    static SuppressionSource source(Call call) {
        return ofAccount(call) ? SuppressionSource.ACCOUNT : SuppressionSource.ADMINISTRATOR;
    }

    private static boolean ofAccount(Call call) {
        return call.route().audience() == Audience.ACCOUNT;
    }

    static AccountId owner(Call call) {
        if (ofAccount(call)) {
            return call.noted(AccountPrincipal.class).account();
        }
        return call.params()
                .find(SuppressionBody.ACCOUNT)
                .map(AccountId::new)
                .orElse(AccountId.PLATFORM);
    }
}
