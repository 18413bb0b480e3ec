package io.mailyard.policies;

/** The common part of all policies. */
public sealed interface Policy
        permits Strategy, RetryRule, LockRule, BouncePattern, Isp, SigningKey, FixedRoute {
    /** 1 or more, within its kind. */
    long id();

    /** Unique within its kind; the domain of a fixed route. */
    String name();

    /** Whether it was shipped with the program: it can be changed but not deleted. */
    boolean shipped();
}
