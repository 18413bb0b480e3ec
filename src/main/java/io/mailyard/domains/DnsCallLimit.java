package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Limits how many calls wait for DNS at once, in total and for each account: a zone whose servers
 * do not answer holds a call for its whole time-out.
 */
final class DnsCallLimit {
    /** Maximum in total; each asks some ten questions at once, so a hundred or so together. */
    static final int ALL = 16;

    /**
     * Maximum of one account, an eighth: an account whose zones are slow leaves the rest to others.
     */
    static final int OF_ACCOUNT = 2;

    private final Map<AccountId, Integer> busy = new HashMap<>();
    private int all;

    /**
     * Runs work that asks DNS.
     *
     * @throws ApiException error 429 if the account has its share running; error 503 if all places
     *     are taken
     */
    <T> T run(AccountId account, Supplier<T> work) {
        enter(account);
        try {
            return work.get();
        } finally {
            leave(account);
        }
    }

    private synchronized void enter(AccountId account) {
        int own = busy.getOrDefault(account, 0);
        if (own >= OF_ACCOUNT) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    own
                            + " checks of this account's domains are under way: try again when one has"
                            + " ended");
        }
        if (all >= ALL) {
            throw new ApiException(
                    ErrorCode.NOT_READY, "DNS is being asked for others: try again in a moment");
        }
        busy.put(account, own + 1);
        all++;
    }

    private synchronized void leave(AccountId account) {
        busy.computeIfPresent(account, (_, own) -> own == 1 ? null : own - 1);
        all--;
    }
}
