package io.mailyard.base;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
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

    /**
     * Characters that a conversion may give: letters of other widths can hide marks such as
     * {@code @}.
     */
    private static final Pattern CONVERTED = Pattern.compile("[a-z0-9_.-]*");

    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final String A_LABEL = "xn--";

    /** A last label by which programs read the whole as an IPv4 address, hexadecimal too. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

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
        if (!fits || NUMBER.matcher(labels[labels.length - 1]).matches()) {
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
        if (name.endsWith(".") || PLAIN.matcher(name).matches()) {
            return name;
        }
        String ascii = toALabels(name);
        // a dot of another script; two of them enclose an empty label
        boolean isRootedOnce = ascii.endsWith(".") && !isRooted;
        return isRootedOnce ? ascii.substring(0, ascii.length() - 1) : ascii;
    }

    /**
     * The text of a domain name, or of a part of one, in lower case and with its labels beyond
     * ASCII as A-labels by the current rules (RFC 5891, UTS 46 without transition), by which {@code
     * straße} is not {@code strasse}. If it has no such form, returns it in lower case. Blanks and
     * dots at its ends stay.
     */
    public static String toALabels(String given) {
        String name = given.toLowerCase(Locale.ROOT);
        if (name.length() > 4 * MAX_ALL || name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        try {
            String ascii =
                    IDN.toASCII(Punycode.deviating(name), IDN.ALLOW_UNASSIGNED)
                            .toLowerCase(Locale.ROOT);
            boolean isName = CONVERTED.matcher(ascii).matches();
            // invisible characters that are not ignored make the name look like another one
            String shown = IDN.toUnicode(ascii, IDN.ALLOW_UNASSIGNED);
            return isName && shown.codePoints().noneMatch(NameRules::ignorable) ? ascii : name;
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException none) {
            return name;
        }
    }

    /**
     * The A-labels that a name had by the older rules (RFC 3490): {@code strasse.de} for that of
     * {@code straße.de}. Such names may be stored, and belong to others now.
     *
     * @param name in A-labels
     * @return empty if both rules agree
     */
    public static Optional<String> byOlderRules(String name) {
        String shown = toULabels(name);
        if (!Punycode.isDeviating(shown)) {
            return Optional.empty();
        }
        try {
            return Optional.of(IDN.toASCII(shown, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException | IndexOutOfBoundsException none) {
            return Optional.empty();
        }
    }

    /** The labels of a name as people read them; one that is not a valid A-label is unchanged. */
    public static String toULabels(String name) {
        if (!name.contains(A_LABEL)) {
            return name;
        }
        StringBuilder out = new StringBuilder();
        for (String label : name.split("\\.", -1)) {
            out.append(out.isEmpty() ? "" : ".").append(toULabel(label));
        }
        return out.toString();
    }

    private static String toULabel(String label) {
        String encoded = label.startsWith(A_LABEL) ? label.substring(A_LABEL.length()) : "";
        return isTrueALabel(encoded) ? Punycode.decoded(encoded).orElse(label) : label;
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
