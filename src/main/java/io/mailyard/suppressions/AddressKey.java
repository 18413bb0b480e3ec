package io.mailyard.suppressions;

import io.mailyard.base.DomainName;
import io.mailyard.base.EmailAddress;
import io.mailyard.base.NameRules;
import io.mailyard.mime.Address;
import java.util.Optional;

/**
 * The key that all spellings of an address share: without regard to case, with the domain in
 * A-labels. RFC 5321 (section 2.3.11) lets a host distinguish local parts by case; none does, and
 * one that did would suppress a mailbox too many, not one too few.
 */
final class AddressKey {
    private AddressKey() {}

    /**
     * Returns the address if mail can be sent to it, even with a quoted local part or with dots in
     * unusual places, as SMTP accepts them.
     *
     * @throws IllegalArgumentException with the reason if it cannot
     */
    static String checked(String address) {
        try {
            Address.parse(address);
            return address;
        } catch (IllegalArgumentException none) {
            return EmailAddress.checked(address);
        }
    }

    static String of(String address) {
        int at = address.lastIndexOf('@');
        if (at < 0) {
            return NameRules.folded(address);
        }
        return NameRules.folded(address.substring(0, at)) + "@" + domain(address.substring(at + 1));
    }

    /**
     * The key that an earlier version made of the same address, by older rules of international
     * domain names; empty if it is the same.
     */
    static Optional<String> earlier(String key) {
        int domain = key.lastIndexOf('@') + 1;
        return DomainName.byOlderRules(key.substring(domain))
                .map(older -> key.substring(0, domain) + older);
    }

    private static String domain(String given) {
        String labels = DomainName.toALabels(given);
        return labels.chars().allMatch(c -> c < 0x80) ? labels : NameRules.folded(given);
    }
}
