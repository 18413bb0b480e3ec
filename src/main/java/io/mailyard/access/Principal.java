package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import java.util.Optional;
import java.util.Set;

/**
 * The administrator who makes a call, as determined by the gate.
 *
 * @param token its token; {@link TokenId#of} a signed-in administrator
 * @param name name in the audit: {@code token:NAME}, {@code administrator:LOGIN}, or {@code
 *     administrator:LOGIN/NAME} by a token of that person's own
 * @param accounts the accounts it is bound to; empty: all
 * @param administrator the person, signed in or by a personal token; empty: a service token
 * @param address where the call comes from
 * @param userAgent what the client calls itself, shortened
 */
public record Principal(
        TokenId token,
        String name,
        Scopes scopes,
        Set<AccountId> accounts,
        Optional<AdministratorId> administrator,
        String address,
        String userAgent,
        String requestId)
        implements Caller {

    /** Whether it is a person's session, not a token. */
    public boolean signedIn() {
        return token.value() < 0;
    }

    /** Whether it is bound to some accounts. */
    public boolean bound() {
        return !accounts.isEmpty();
    }

    /** Whether it may access this account. */
    public boolean reaches(AccountId account) {
        return accounts.isEmpty() || accounts.contains(account);
    }

    /**
     * Throws error 403 unless it reaches the account, with the same text whether or not the account
     * exists.
     */
    public void mustReach(AccountId account) {
        if (!reaches(account)) {
            throw ApiException.forbidden("this token does not reach account " + account);
        }
    }
}
