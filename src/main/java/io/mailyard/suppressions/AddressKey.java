package io.mailyard.suppressions;

import io.mailyard.base.EmailAddress;
import io.mailyard.base.NameRules;
import io.mailyard.mime.Address;
import java.net.IDN;
import java.util.Locale;

/**
 * What the ways of writing one address have in common: case counts nowhere, and a domain is its
 * A-labels. RFC 5321 (section 2.3.11) lets a host tell local parts apart by case; none does, and
 * one that did would suppress a mailbox too many, not one too few.
 */
final class AddressKey {
    private AddressKey() {}

    /**
     * The address, if mail can be sent to it: also one with a quoted local part or with dots in odd
     * places, as SMTP takes them.
     *
     * @throws IllegalArgumentException with the reason
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
