package io.mailyard.audit;

/**
 * Who changed something.
 *
 * @param name {@code token:NAME}, {@code account-token:NAME}, {@code user:LOGIN@ACCOUNT}, {@code
 *     system:TASK} or {@code command:NAME}
 * @param address where the call came from; empty for the system
 */
public record Actor(String name, String address, String userAgent, String requestId) {
    /** The program itself, by one of its tasks. */
    public static Actor system(String task) {
        return new Actor("system:" + task, "", "", "");
    }
}
