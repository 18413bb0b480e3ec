package io.mailyard.users;

import io.mailyard.base.NameRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rules for passwords: long, not made of known data of the user, not one of the most common (NIST
 * SP 800-63B, 5.1.1.2).
 */
public final class PasswordRules {
    public static final int MIN_CHARS = 12;
    public static final int MAX_CHARS = 128;

    private static final Set<String> BEST_KNOWN =
            Set.of(
                    "123456789012",
                    "1234567890123",
                    "qwertyuiop12",
                    "qwertyuiopas",
                    "qwertyuiop123",
                    "password1234",
                    "password12345",
                    "passwordpassword",
                    "administrator",
                    "letmeinletmein",
                    "welcomewelcome",
                    "iloveyouiloveyou",
                    "qwerty123456",
                    "1q2w3e4r5t6y",
                    "abcdefghijkl",
                    "changemechangeme");

    private PasswordRules() {}

    /** A rule: its text, and whether it is broken. */
    public enum PasswordRule {
        TOO_SHORT,
        TOO_LONG,
        HOLDS_NAME,
        WELL_KNOWN
    }

    /** The rules that a password of {@code login@account} breaks. */
    public static List<PasswordRule> broken(
            String password, String login, String account, String email) {
        List<PasswordRule> broken = new ArrayList<>();
        int length = password.codePointCount(0, password.length());
        if (length < MIN_CHARS) {
            broken.add(PasswordRule.TOO_SHORT);
        }
        if (length > MAX_CHARS) {
            broken.add(PasswordRule.TOO_LONG);
        }
        String folded = NameRules.folded(password);
        String mailbox = email.substring(0, Math.max(0, email.indexOf('@')));
        if (holds(folded, login) || holds(folded, account) || holds(folded, mailbox)) {
            broken.add(PasswordRule.HOLDS_NAME);
        }
        if (BEST_KNOWN.contains(folded) || folded.codePoints().distinct().count() < 4) {
            broken.add(PasswordRule.WELL_KNOWN);
        }
        return broken;
    }

    /**
     * Returns the password if it breaks no rule that applies to every user.
     *
     * @throws IllegalArgumentException with all broken rules
     */
    public static String checked(String password) {
        List<PasswordRule> broken = broken(password, "", "", "");
        if (!broken.isEmpty()) {
            throw new IllegalArgumentException(
                    broken.stream().map(PasswordRules::sentence).collect(Collectors.joining("; ")));
        }
        return password;
    }

    /** Ignores names of fewer than four characters, which occur in any text. */
    private static boolean holds(String folded, String name) {
        return name.length() >= 4 && folded.contains(NameRules.folded(name));
    }

    /** The rule in English, for the API. */
    public static String sentence(PasswordRule rule) {
        return switch (rule) {
            case TOO_SHORT -> "must have at least " + MIN_CHARS + " characters";
            case TOO_LONG -> "must have at most " + MAX_CHARS + " characters";
            case HOLDS_NAME -> "must not hold the login, the account's name or the mailbox";
            case WELL_KNOWN -> "is too well known or too uniform";
        };
    }
}
