package io.mailyard.base;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Domain names in the canonical form in which they are stored and compared: A-labels (RFC 5890),
 * lower case, no dot at the end.
 */
public final class DomainName {
    /** RFC 1035 section 2.3.4, without the root. */
    private static final int MAX_ALL = 253;

    private static final Pattern PLAIN =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_-]{1,63}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final String A_LABEL = "xn--";
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private DomainName() {}

    /**
     * The canonical form of a name with two labels or more.
     *
     * @throws IllegalArgumentException with the reason if it is not a domain name
     */
    public static String checked(String given) {
        String name = host(given);
        if (name.indexOf('.') < 0) {
            throw new IllegalArgumentException(
                    "'"
                            + shown(given)
                            + "' has no dot: it is not a domain name such as example.com");
        }
        return name;
    }

    /**
     * The canonical form of a host name with one label or more.
     *
     * @throws IllegalArgumentException with the reason if it is not a host name
     */
    public static String host(String given) {
        String name = normal(given);
        String[] labels = name.split("\\.", -1);
        boolean fits = !name.isEmpty() && name.length() <= MAX_ALL;
        for (String label : labels) {
            fits &= LABEL.matcher(label).matches();
        }
        fits &= hasTrueALabels(name);
        if (!fits || DIGITS.matcher(labels[labels.length - 1]).matches()) {
            throw new IllegalArgumentException(
                    "'" + shown(given) + "' is not a domain name such as example.com");
        }
        return name;
    }

    /**
     * The canonical form of a name from elsewhere, for example a recipient's domain. If it is not a
     * domain name, returns the text in lower case, which equals no domain name.
     */
    public static String normal(String given) {
        String name = given.strip().toLowerCase(Locale.ROOT);
        boolean isRooted = name.endsWith(".");
        name = isRooted ? name.substring(0, name.length() - 1) : name;
        if (name.endsWith(".") || name.length() > 4 * MAX_ALL || PLAIN.matcher(name).matches()) {
            return name;
        }
        try {
            String ascii = IDN.toASCII(Punycode.deviating(name)).toLowerCase(Locale.ROOT);
            // invisible characters that are not ignored make the name look like another one
            if (IDN.toUnicode(ascii).codePoints().anyMatch(NameRules::ignorable)) {
                return name;
            }
            // a dot of another script; two of them enclose an empty label
            boolean isRootedOnce = ascii.endsWith(".") && !isRooted;
            return isRootedOnce ? ascii.substring(0, ascii.length() - 1) : ascii;
        } catch (IllegalArgumentException | ArithmeticException none) {
            return name;
        }
    }

    /**
     * Whether each label that looks like an A-label is valid (RFC 5890 section 2.3.2.1). Mail
     * programs show a label that encodes ASCII letters, capitals or invisible characters as another
     * name: {@code xn--example-.com} as {@code example.com}.
     *
     * @param name in lower case
     */
    public static boolean hasTrueALabels(String name) {
        if (!name.contains(A_LABEL)) {
            return true;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.startsWith(A_LABEL) && !isTrueALabel(label.substring(A_LABEL.length()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTrueALabel(String encoded) {
        return Punycode.decoded(encoded)
                .filter(label -> label.codePoints().anyMatch(c -> c > 0x7F))
                .filter(label -> label.codePoints().noneMatch(DomainName::isNever))
                .filter(label -> Normalizer.isNormalized(label, Normalizer.Form.NFC))
                .isPresent();
    }

    /** Only Cherokee keeps its capitals (RFC 5892 with Unicode 8). */
    private static boolean isNever(int c) {
        boolean isCapital =
                Character.isUpperCase(c)
                        && Character.UnicodeScript.of(c) != Character.UnicodeScript.CHEROKEE;
        boolean isJoiner = c == 0x200C || c == 0x200D;
        return isCapital
                || (NameRules.ignorable(c) && !isJoiner)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c);
    }

    private static String shown(String given) {
        return given.length() > 100 ? given.substring(0, 50) + "..." : given;
    }
}
