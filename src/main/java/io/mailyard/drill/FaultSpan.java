package io.mailyard.drill;

/**
 * A fault that was done.
 *
 * @param at what the drill's clock said when it began, such as {@code 00:12.345}
 * @param beganNanos when it began
 * @param liftedNanos when what it broke was given back: for a kill, the kill itself
 * @param backNanos when the first acknowledgement after that came
 * @param kills processes that it killed
 * @param meanwhile acknowledgements from its begin until it was lifted
 */
record FaultSpan(
        PlannedFault fault,
        String at,
        long beganNanos,
        long liftedNanos,
        long backNanos,
        int kills,
        int meanwhile) {
    /** Milliseconds until the server acknowledged again. */
    long backMillis() {
        return (backNanos - liftedNanos) / 1_000_000;
    }
}
