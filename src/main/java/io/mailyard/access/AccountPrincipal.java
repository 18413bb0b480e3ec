package io.mailyard.access;

import io.mailyard.base.AccountId;

/**
 * The account that makes a call by one of its own tokens, as the gate found out.
 *
 * @param account whose token it is: the account that the call concerns
 * @param name how the audit shows it: {@code account-token:NAME}
 * @param address where the call comes from
 * @param userAgent what the client calls itself, shortened
 */
public record AccountPrincipal(
        AccountId account,
        TokenId token,
        String name,
        Scopes scopes,
        String address,
        String userAgent,
        String requestId)
        implements Caller {}
