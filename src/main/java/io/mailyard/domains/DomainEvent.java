package io.mailyard.domains;

/** Events of claims. */
public enum DomainEvent {
    /** The account owns the domain from now on. */
    VERIFIED,
    /** A check no longer finds the proof. */
    WARNING,
    /** No longer owned, because a proof is missing or an administrator withdrew it. */
    PENDING,
    /** Another account has proved it. */
    LOST,
    /** A claim that was never proved has ended. */
    EXPIRED,
    /** Another account owns a subdomain from now on. */
    SUBDOMAIN,
    /** Of the platform: too many domains failed in a check, which changed nothing. */
    ALARM
}
