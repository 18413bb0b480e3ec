package io.mailyard.messages;

import io.mailyard.lanes.RecipientState;
import java.util.Arrays;
import java.util.Locale;

/**
 * Recipient states as shown and queried (docs/spec/delivery.md, "Queue"), each a condition on its
 * row {@code r} and its lane {@code l}.
 */
public enum RecipientStatus {
    /** Not attempted yet. */
    NEW(waiting(RecipientState.NEW)),
    /** Attempted, to be retried. */
    RETRY(waiting(RecipientState.RETRY)),
    /** Leased to a node. */
    PROC(in(RecipientState.PROC)),
    /** Suspended: held, or its account or sender is stopped. */
    HOLD(RecipientState.WAITING + " AND l.stopped_at IS NOT NULL AND l.purged = 0"),
    /** Accepted by the mail host. */
    DELIVERED(in(RecipientState.DELIVERED)),
    /** Refused permanently. */
    BOUNCED(in(RecipientState.BOUNCED)),
    /** Retries or lifetime used up. */
    EXPIRED(in(RecipientState.EXPIRED)),
    /** Removed from the queue. */
    PURGED(
            "("
                    + in(RecipientState.PURGED)
                    + " OR ("
                    + RecipientState.WAITING
                    + " AND l.purged > 0))");

    private final String condition;

    RecipientStatus(String condition) {
        this.condition = condition;
    }

    /** The condition on a row {@code r} of recipients and its lane {@code l}. */
    public String condition() {
        return condition;
    }

    /** Wire name. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Wire names of every status, in declaration order, as parameters and schemas list them. */
    public static String[] wireNames() {
        return Arrays.stream(values()).map(RecipientStatus::wireName).toArray(String[]::new);
    }

    /** The status of a wire name. */
    public static RecipientStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The status of a row in such a lane. */
    public static RecipientStatus of(long state, boolean stopped, boolean purged) {
        return switch (RecipientState.of(state)) {
            case NEW -> waiting(NEW, stopped, purged);
            case RETRY -> waiting(RETRY, stopped, purged);
            case PROC -> PROC;
            case DELIVERED -> DELIVERED;
            case BOUNCED -> BOUNCED;
            case EXPIRED -> EXPIRED;
            case PURGED -> PURGED;
        };
    }

    private static RecipientStatus waiting(
            RecipientStatus active, boolean stopped, boolean purged) {
        return purged ? PURGED : stopped ? HOLD : active;
    }

    private static String in(RecipientState state) {
        return "r.state = " + state.number();
    }

    private static String waiting(RecipientState state) {
        return in(state) + " AND l.stopped_at IS NULL AND l.purged = 0";
    }
}
