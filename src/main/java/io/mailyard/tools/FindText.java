package io.mailyard.tools;

import io.mailyard.base.DomainName;
import io.mailyard.base.NameRules;
import io.mailyard.db.Dialect;
import io.mailyard.db.GreekSigma;
import java.util.Locale;
import java.util.Optional;

/**
 * The text of a search from anywhere, in the forms that columns have.
 *
 * @param given as it was typed, without blanks around it
 * @param folded as titles of accounts are folded
 * @param key as names and logins are
 * @param ascii as domains are
 * @param lower in lower case
 */
record FindText(String given, String folded, String key, String ascii, String lower) {
    /** Fewer are part of nearly every name. */
    private static final int LEAST_PART = 2;

    static FindText of(String typed) {
        String given = typed.strip();
        String lower = given.toLowerCase(Locale.ROOT);
        return new FindText(
                given,
                NameRules.folded(given),
                NameRules.key(given),
                DomainName.toALabels(lower),
                lower);
    }

    /** The id that was typed, alone or behind a sign of a number. */
    Optional<Long> id() {
        String digits = given.replaceFirst("^[#№]\\s*", "");
        return digits.matches("[1-9][0-9]{0,17}")
                ? Optional.of(Long.parseLong(digits))
                : Optional.empty();
    }

    boolean isMail() {
        int at = given.lastIndexOf('@');
        return at > 0 && at < given.length() - 1 && given.indexOf(' ') < 0;
    }

    /** Whether it is looked for inside names too: not what names something whole. */
    boolean mayBePart() {
        return given.codePointCount(0, given.length()) >= LEAST_PART && !isMail() && id().isEmpty();
    }

    /** Whether it may be inside a domain. */
    boolean mayBePartOfDomain() {
        return mayBePart() && ascii.matches("[a-z0-9._-]+");
    }

    /** A condition that a column begins with a text; it has two parameters. */
    static String begins(Dialect dialect, String column) {
        String compared = dialect == Dialect.POSTGRESQL ? column + " COLLATE \"C\"" : column;
        return compared + " >= ? AND " + compared + " < ?";
    }

    /** Returns a text that is behind every text that begins with this one. */
    static String end(String beginning) {
        return beginning + Character.toString(Character.MAX_CODE_POINT);
    }

    /** A condition that a text is in a column; it has one parameter. */
    static String contains(Dialect dialect, String column) {
        return (dialect == Dialect.POSTGRESQL ? "strpos(" : "instr(") + column + ", ?) > 0";
    }

    /**
     * Like the other, with both small sigmas as one; the parameter is the text with the usual one.
     */
    static String contains(Dialect dialect, String column, String text) {
        return contains(dialect, GreekSigma.column(column, text));
    }

    /** Quality of the match of a folded text by a part of it. */
    static FoundItem.Match match(String whole, String part) {
        return FoundItem.Match.of(GreekSigma.folded(whole), GreekSigma.folded(part));
    }
}
