package io.mailyard.suppressions;

import io.mailyard.base.EmailAddress;
import io.mailyard.base.NameRules;
import io.mailyard.mime.Address;
import java.net.IDN;
import java.util.Locale;

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

    private static String domain(String given) {
        try {
            return IDN.toASCII(given, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException noDomain) {
            return NameRules.folded(given);
        }
    }
}
