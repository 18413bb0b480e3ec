package io.mailyard.templates;

import java.util.List;

/**
 * The content of the form for setting a password.
 *
 * @param action the path of its POST, with {@code password} and {@code again}
 * @param login {@code login@account}
 * @param accountTitle the account's title
 * @param leastLength minimum number of characters
 * @param mostLength maximum number of characters
 * @param faults faults of the password sent before; empty at first
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

    /** Whether the first field is faulty. */
    public boolean passwordWrong() {
        return faults.stream().anyMatch(fault -> fault != PasswordFault.NOT_THE_SAME);
    }

    /** Whether the second field is faulty. */
    public boolean againWrong() {
        return faults.contains(PasswordFault.NOT_THE_SAME);
    }
}
