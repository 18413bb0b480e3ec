package io.mailyard.erasure;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address that is erased, and the words that stand in its place. */
final class ErasedAddress {
    /** Where a recipient's address stood. */
    static final String ADDRESS = "erased@erased.invalid";

    static final String DOMAIN = "erased.invalid";

    private final String address;
    private final Pattern pattern;

    ErasedAddress(String address) {
        this.address = address;
        this.pattern =
                Pattern.compile(
                        "(?<![\\p{L}\\p{N}.!#$%&'*+/=?^_`{|}~-])"
                                + Pattern.quote(address)
                                + "(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    String text() {
        return address;
    }

    /** As the stores compare it. */
    String lower() {
        return address.toLowerCase(Locale.ROOT);
    }

    /** A text without the address. */
    String mask(String text) {
        if (text.length() < address.length()) {
            return text;
        }
        Matcher found = pattern.matcher(text);
        return found.find() ? found.replaceAll(Matcher.quoteReplacement(ADDRESS)) : text;
    }

    /** For people who look at the task: the first letter and the domain. */
    String hint() {
        int at = address.lastIndexOf('@');
        return address.substring(0, address.offsetByCodePoints(0, 1)) + "…" + address.substring(at);
    }
}
