package io.mailyard.access;

/** Who makes a call, of either kind: what the audit and idempotency need of it. */
public sealed interface Caller permits Principal, AccountPrincipal {
    /** Unique among the tokens of both kinds. */
    TokenId token();

    /** How the audit shows it: {@code token:NAME} or {@code account-token:NAME}. */
    String name();

    /** Where the call comes from. */
    String address();

    /** What the client calls itself, shortened. */
    String userAgent();

    String requestId();
}
