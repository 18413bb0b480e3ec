package io.mailyard.audit;

/**
 * The author of a change.
 *
 * @param name {@code token:NAME}, {@code account-token:NAME}, {@code user:LOGIN@ACCOUNT}, {@code
 *     system:TASK} or {@code command:NAME}
 * @param address address of the caller; empty for the system
 */
public record Actor(String name, String address, String userAgent, String requestId) {
    /** The program itself, in one of its tasks. */
    public static Actor system(String task) {
        return new Actor("system:" + task, "", "", "");
    }
}
