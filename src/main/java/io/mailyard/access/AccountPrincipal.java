package io.mailyard.access;

import io.mailyard.base.AccountId;

/**
 * The account that makes a call with one of its own tokens, as determined by the gate.
 *
 * @param account account of the token, which the call concerns
 * @param name name in the audit: {@code account-token:NAME}
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
