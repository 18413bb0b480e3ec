package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.DomainName;
import java.util.Optional;

/**
 * Which claims to list; an empty value matches all.
 *
 * @param search a part of the domain, in U-labels or A-labels
 */
record DomainFilter(
        Optional<AccountId> account,
        Optional<DomainState> state,
        Optional<String> domain,
        Optional<String> search) {
    /** The claims of one domain, of whatever account. */
    static DomainFilter named(String domain) {
        return new DomainFilter(
                Optional.empty(), Optional.empty(), Optional.of(domain), Optional.empty());
    }

    /** A part of a domain in A-labels, for LIKE. */
    static String pattern(String part) {
        return DomainName.toALabels(part.strip())
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_");
    }
}
