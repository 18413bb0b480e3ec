package io.mailyard.domains;

/** What happens to a claim of a domain. */
public enum DomainEvent {
    /** The account owns the domain from now on. */
    VERIFIED,
    /** A check no longer finds the proof. */
    WARNING,
    /** Not owned any more, for want of a proof, or because an administrator let go of it. */
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
