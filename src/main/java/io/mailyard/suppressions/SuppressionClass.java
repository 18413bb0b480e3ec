package io.mailyard.suppressions;

/** Why an address is suppressed. */
public enum SuppressionClass {
    /** A mail host answered that the mailbox does not exist. */
    HARD,
    /** The recipient reported mail as spam. */
    COMPLAINT,
    /** The recipient asked to receive no more mail. */
    UNSUBSCRIBE,
    /** An administrator, or the account, decided so. */
    MANUAL
}
