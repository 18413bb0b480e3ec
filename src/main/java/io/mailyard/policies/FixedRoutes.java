package io.mailyard.policies;

import io.mailyard.base.DomainName;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the fixed route of a domain. */
public final class FixedRoutes {
    private final Map<String, FixedRoute> byDomain;

    public FixedRoutes(Collection<FixedRoute> routes) {
        this.byDomain =
                routes.stream()
                        .collect(Collectors.toUnmodifiableMap(FixedRoute::domain, route -> route));
    }

    /** The route of a domain: its own, or else the one for all; empty: mail goes to the MX. */
    public Optional<FixedRoute> of(String domain) {
        return Optional.ofNullable(byDomain.get(DomainName.normal(domain)))
                .or(() -> Optional.ofNullable(byDomain.get(FixedRoute.ALL)));
    }
}
