package io.mailyard.mime;

import io.mailyard.base.DomainName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Last check of a message whose header was rewritten on its way out: it must name the originators
 * that it was accepted with. Acceptance decided in whose name an account may write; nobody decides
 * again afterwards.
 */
public final class OriginatorGuard {
    private static final List<String> FIELDS =
            List.of("From", "Sender", "Resent-From", "Resent-Sender");

    /** Length of the addresses that are shown. */
    private static final int SHOWN = 200;

    private OriginatorGuard() {}

    /**
     * Compares a message with the accepted one. A mailbox that has no form in ASCII may be missing.
     *
     * @param accepted the message as policy accepted it
     * @param rewritten the message as it would be sent
     * @param fromEmail the address that takes the place of From's; empty: none does
     * @param firstOnly whether of several addresses in From only the first remains
     * @return why the message must not be sent; empty if it may
     */
    public static Optional<String> fault(
            byte[] accepted, byte[] rewritten, String fromEmail, boolean firstOnly) {
        for (String name : FIELDS) {
            List<AddressFieldReader> after = Originators.readers(rewritten, name);
            List<AddressFieldReader> before = Originators.readers(accepted, name);
            boolean isFrom = name.equals("From");
            boolean isSame;
            if (isFrom && !fromEmail.isEmpty()) {
                isSame = isSame(List.of(canonical(fromEmail)), after);
            } else if (before.stream().allMatch(AddressList::isClear)) {
                List<String> expected = addresses(before);
                boolean one = isFrom && firstOnly && expected.size() > 1;
                isSame = isSame(one ? expected.subList(0, 1) : expected, after);
            } else {
                isSame = domains(before).containsAll(domains(after));
            }
            if (!isSame) {
                return Optional.of(
                        name
                                + " would name "
                                + shown(after)
                                + " once rewritten for this host, and was accepted with "
                                + (isFrom && !fromEmail.isEmpty() ? fromEmail : shown(before)));
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(List<String> expected, List<AddressFieldReader> after) {
        if (!after.stream().allMatch(AddressList::isClear)) {
            return false;
        }
        List<String> found = addresses(after);
        return found.equals(expected)
                || found.equals(
                        expected.stream()
                                .filter(address -> !EncodedWords.beyondAscii(address))
                                .toList());
    }

    private static List<String> addresses(List<AddressFieldReader> fields) {
        List<String> addresses = new ArrayList<>();
        for (AddressFieldReader field : fields) {
            for (AddressFieldReader.Element.ParsedMailbox mailbox : field.mailboxes()) {
                addresses.add(canonical(AddressList.text(mailbox.address())));
            }
        }
        return addresses;
    }

    private static String canonical(String address) {
        int domain = address.lastIndexOf('@') + 1;
        return address.substring(0, domain) + DomainName.normal(address.substring(domain));
    }

    private static Set<String> domains(List<AddressFieldReader> fields) {
        Set<String> domains = new LinkedHashSet<>();
        for (AddressFieldReader field : fields) {
            // empty groups name nobody, whatever they are called
            if (!AddressList.isClear(field) || !field.mailboxes().isEmpty()) {
                domains.addAll(AddressList.of(field).domains());
            }
        }
        return domains;
    }

    private static String shown(List<AddressFieldReader> fields) {
        return "'"
                + OneLine.of(
                        String.join(
                                ", ",
                                fields.stream()
                                        .map(field -> AddressList.text(field.text()).strip())
                                        .toList()),
                        SHOWN)
                + "'";
    }
}
