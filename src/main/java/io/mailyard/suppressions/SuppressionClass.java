package io.mailyard.suppressions;

/** Why an address is suppressed. */
public enum SuppressionClass {
    /** A mail host said that there is no such mailbox. */
    HARD,
    /** The recipient reported mail as spam. */
    COMPLAINT,
    /** The recipient asked to get no more. */
    UNSUBSCRIBE,
    /** An administrator, or the account, decided so. */
    MANUAL
}
