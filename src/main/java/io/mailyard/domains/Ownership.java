package io.mailyard.domains;

import java.util.Optional;

/** The ownership of a domain for an account that wants to write as it. */
public sealed interface Ownership {
    /** The account owns the domain, or the nearest parent that anybody owns. */
    record OwnDomain(DomainOwner domain) implements Ownership {}

    /** Another account owns it, and an administrator has shared it with this one. */
    record LetUse(DomainOwner domain) implements Ownership {}

    /** The platform owns it and lets this account use it in From. */
    record PlatformFrom(DomainOwner domain) implements Ownership {}

    /**
     * Nobody owns it.
     *
     * @param name in A-labels
     */
    record Nobody(String name) implements Ownership {}

    /** Another account owns it, or the platform for its own purposes. Never disclose the owner. */
    record Another(DomainOwner domain) implements Ownership {}

    /** Whether the account may write as it under every policy. */
    default boolean mayWrite() {
        return switch (this) {
            case OwnDomain _, LetUse _, PlatformFrom _ -> true;
            case Nobody _, Another _ -> false;
        };
    }

    /** The owned domain that decided; empty if nobody owns it. */
    default Optional<DomainOwner> owner() {
        return switch (this) {
            case OwnDomain own -> Optional.of(own.domain());
            case LetUse use -> Optional.of(use.domain());
            case PlatformFrom from -> Optional.of(from.domain());
            case Another another -> Optional.of(another.domain());
            case Nobody _ -> Optional.empty();
        };
    }
}
