package io.mailyard.gate;

import io.mailyard.access.AccountPrincipal;
import io.mailyard.access.Principal;
import io.mailyard.access.TokenId;
import io.mailyard.api.Call;
import io.mailyard.api.Gate;
import io.mailyard.api.Route;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.StoreConfig;
import java.util.List;
import java.util.Set;

/**
 * Shares store reads among callers: lists, single reads of tenants, and single reads of
 * administrators have separate permits, so none delays another. Tenants are accounts' tokens and
 * administrators' tokens bound to accounts.
 */
final class ReadShares {
    private static final String RETRY_SECONDS = "1";

    /** Calls that read one object, by the last segment of their path. */
    private static final Set<String> SINGLE = Set.of("get", "status", "check", "contract");

    private final ReadScheduler lists;
    private final ReadScheduler tenants;
    private final ReadScheduler administrators;

    ReadShares(StoreConfig store) {
        int half = Math.max(1, store.poolSize() / 2);
        this.lists = new ReadScheduler("lists", half, store.readTimeout());
        this.tenants =
                new ReadScheduler(
                        "reads", Math.max(1, store.poolSize() - half), store.readTimeout());
        this.administrators =
                new ReadScheduler("reads", StoreConfig.ADMINISTRATORS_READS, store.readTimeout());
    }

    /** Waits for a permit if the call reads. */
    Gate.CallPermit take(Call call) {
        if (call.route().writes()) {
            return Gate.FREE;
        }
        try {
            return turn(call)::run;
        } catch (ApiException full) {
            if (full.code() == ErrorCode.TOO_MANY_REQUESTS) {
                call.answerHeader("Retry-After", RETRY_SECONDS);
            }
            throw full;
        }
    }

    /** Number of waiting calls. */
    int waiting() {
        return lists.waiting() + tenants.waiting() + administrators.waiting();
    }

    private Runnable turn(Call call) {
        Route route = call.route();
        boolean single = SINGLE.contains(route.path().substring(route.path().lastIndexOf('/') + 1));
        if (route.reach() instanceof Route.Reach.OwnReach) {
            AccountPrincipal principal = call.noted(AccountPrincipal.class);
            return (single ? tenants : lists)
                    .take(
                            List.of(
                                    owner(principal.token().value(), principal.name()),
                                    new ReadScheduler.ReadOwner(
                                            "account",
                                            principal.account().value(),
                                            principal.account().toString())));
        }
        Principal principal = call.noted(Principal.class);
        ReadScheduler scheduler = !single ? lists : principal.bound() ? tenants : administrators;
        return scheduler.take(List.of(owner(principal.token().value(), principal.name())));
    }

    private static ReadScheduler.ReadOwner owner(long token, String actor) {
        String kind = new TokenId(token).kind();
        return new ReadScheduler.ReadOwner(
                kind, token, "'" + actor.substring(actor.indexOf(':') + 1) + "'");
    }
}
