package io.mailyard.access;

/** The caller of either kind, as needed by audit and idempotency. */
public sealed interface Caller permits Principal, AccountPrincipal {
    /** Unique among the tokens of both kinds. */
    TokenId token();

    /** Name in the audit: {@code token:NAME} or {@code account-token:NAME}. */
    String name();

    /** Address of the caller. */
    String address();

    /** User-Agent of the client, shortened. */
    String userAgent();

    String requestId();
}
