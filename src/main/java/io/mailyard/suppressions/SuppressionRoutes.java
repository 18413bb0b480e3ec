package io.mailyard.suppressions;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.suppressions.Suppression.Source;
import io.mailyard.web.Audience;
import io.mailyard.web.Call;
import io.mailyard.web.Params;
import io.mailyard.web.Reply;
import io.mailyard.web.Route;
import io.mailyard.writes.Writes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code suppressions/...}, of administrators and of accounts (spec/admin-api.md, section 7). */
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
                                SuppressionBody.FROM_ID,
                                SuppressionBody.LIMIT,
                                SuppressionBody.FILTER_EMAIL,
                                SuppressionBody.SEARCH)
                        .on(SuppressionBody.ACCOUNT),
                Route.write(
                                BASE + "add",
                                NOUN,
                                "Adds an address; one that is there gets the reason.",
                                this::add,
                                SuppressionBody.ACCOUNT,
                                SuppressionBody.NEW_EMAIL,
                                SuppressionBody.REASON)
                        .on(SuppressionBody.ACCOUNT),
                Route.write(
                                BASE + "remove",
                                NOUN,
                                "Takes an address off: mail to it is tried again.",
                                this::remove,
                                SuppressionBody.ACCOUNT,
                                SuppressionBody.EMAIL)
                        .on(SuppressionBody.ACCOUNT));
    }

    /** The same three for an account's own tokens, on its own suppressions. */
    private List<Route> own() {
        return List.of(
                Route.read(
                                OWN + "list",
                                NOUN,
                                "Addresses that the account does not write to.",
                                this::list,
                                SuppressionBody.FROM_ID,
                                SuppressionBody.LIMIT,
                                SuppressionBody.FILTER_EMAIL,
                                SuppressionBody.SEARCH)
                        .own(),
                Route.write(
                                OWN + "add",
                                NOUN,
                                "Adds an address; one that is there gets the reason.",
                                this::add,
                                SuppressionBody.NEW_EMAIL,
                                SuppressionBody.REASON)
                        .own(),
                Route.write(
                                OWN + "remove",
                                NOUN,
                                "Takes an address off: mail to it is tried again.",
                                this::remove,
                                SuppressionBody.EMAIL)
                        .own());
    }

    private Reply list(Call call) {
        Params params = call.params();
        Page page =
                new Page(
                        params.get(SuppressionBody.FROM_ID),
                        params.get(SuppressionBody.LIMIT).intValue());
        return Reply.list(
                suppressions.list(
                        owner(call),
                        given(params.find(SuppressionBody.FILTER_EMAIL)),
                        given(params.find(SuppressionBody.SEARCH)),
                        page),
                SuppressionBody::write);
    }

    private static Optional<String> given(Optional<String> text) {
        return text.filter(words -> !words.isEmpty());
    }

    private Reply add(Call call) {
        Params params = call.params();
        return writes.answer(
                call,
                change -> {
                    suppressions.add(
                            change,
                            owner(call),
                            params.get(SuppressionBody.NEW_EMAIL),
                            ofAccount(call) ? Source.ACCOUNT : Source.ADMINISTRATOR,
                            params.find(SuppressionBody.REASON));
                    return Reply.emptyInXml();
                });
    }

    private Reply remove(Call call) {
        return writes.answer(
                call,
                change -> {
                    suppressions.remove(
                            change, owner(call), call.params().get(SuppressionBody.EMAIL));
                    return Reply.emptyInXml();
                });
    }

    private static boolean ofAccount(Call call) {
        return call.route().audience() == Audience.ACCOUNT;
    }

    private static AccountId owner(Call call) {
        if (ofAccount(call)) {
            return call.noted(AccountPrincipal.class).account();
        }
        return call.params()
                .find(SuppressionBody.ACCOUNT)
                .map(AccountId::new)
                .orElse(AccountId.PLATFORM);
    }
}
