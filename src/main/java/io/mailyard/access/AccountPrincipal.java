package io.mailyard.access;

import io.mailyard.base.AccountId;

/**
 * The account that makes a call with one of its own tokens, or whose signed-in user makes it, as
 * determined by the gate.
 *
 * @param account account of the token, which the call concerns
 * @param token its token; {@link TokenId#ofUser} a signed-in user
 * @param name name in the audit: {@code account-token:NAME}, {@code user:LOGIN@ACCOUNT}, or {@code
 *     administrator:LOGIN as user:LOGIN@ACCOUNT} where an administrator has entered as the user
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
