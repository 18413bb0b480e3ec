package io.mailyard.access;

/** The caller of either kind, as needed by audit and idempotency. */
public sealed interface Caller permits Principal, AccountPrincipal {
    /** Unique among the tokens of both kinds. */
    TokenId token();

    /**
     * Name in the audit: {@code token:NAME}, {@code account-token:NAME} or {@code
     * administrator:LOGIN}.
     */
    String name();

    /** Address of the caller. */
    String address();

    /** User-Agent of the client, shortened. */
    String userAgent();

    /** Id of the request, as its answer, the log and the audit have it. */
    String requestId();
}
