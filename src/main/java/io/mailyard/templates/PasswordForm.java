package io.mailyard.templates;

import java.util.List;

/**
 * What the form to set a password shows.
 *
 * @param action the path it is sent to, by POST, as {@code password} and {@code again}
 * @param login {@code login@account}
 * @param accountTitle the account's title
 * @param leastLength characters a password has at least
 * @param mostLength and at most
 * @param faults of the password sent before; empty at first
 */
public record PasswordForm(
        Language language,
        String action,
        String login,
        String accountTitle,
        int leastLength,
        int mostLength,
        List<PasswordFault> faults) {
    public PasswordForm {
        faults = List.copyOf(faults);
    }

    /** Whether the first field is at fault. */
    public boolean passwordWrong() {
        return faults.stream().anyMatch(fault -> fault != PasswordFault.NOT_THE_SAME);
    }

    /** Whether the second is. */
    public boolean againWrong() {
        return faults.contains(PasswordFault.NOT_THE_SAME);
    }
}
