package io.mailyard.policies;

/** What all kinds of policies have. */
public sealed interface Policy
        permits Strategy, RetryRule, LockRule, BouncePattern, Isp, SigningKey, FixedRoute {
    /** 1 or more, within its kind. */
    long id();

    /** Unique within its kind; of a fixed route the domain. */
    String name();

    /** Whether it came with the program: it may be changed and not deleted. */
    boolean shipped();
}
