package io.mailyard.access;

import java.time.Instant;
import java.util.Optional;

/**
 * How an account stands: the strongest of its states (spec/states.md), and the rate of its tariff.
 *
 * @param callsPerMinute calls that its tokens together may make in a minute; 0: no limit
 */
public record Standing(State state, long callsPerMinute) {
    /** One that is not there, or no longer: as good as deleted. */
    public static final Standing GONE = new Standing(new Deleted(), 0);

    /** The states, the strongest last. */
    public sealed interface State {}

    /** Nothing is stopped. */
    public record Active() implements State {}

    /**
     * Frozen; what its users are told.
     *
     * @param until when it ends by itself; empty: when someone lifts it
     */
    public record Frozen(
            Optional<String> paymentUrl, Optional<String> reason, Optional<Instant> until)
            implements State {}

    /** Switched off. */
    public record Inactive() implements State {}

    /** Deleted, whether or not it can be restored. */
    public record Deleted() implements State {}
}
