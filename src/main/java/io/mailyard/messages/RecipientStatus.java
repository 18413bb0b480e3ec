package io.mailyard.messages;

import java.util.Arrays;
import java.util.Locale;

/**
 * Recipient states as shown and queried (docs/spec/delivery.md, "Queue"), each a condition on its
 * row {@code r} and its lane {@code l}.
 */
enum RecipientStatus {
    /** Not attempted yet. */
    NEW("r.state = 0 AND l.stopped_at IS NULL AND l.purged = 0"),
    /** Attempted, to be retried. */
    RETRY("r.state = 1 AND l.stopped_at IS NULL AND l.purged = 0"),
    /** Leased to a node. */
    PROC("r.state = 2"),
    /** Suspended: held, or its account or sender is stopped. */
    HOLD("r.state <= 1 AND l.stopped_at IS NOT NULL AND l.purged = 0"),
    /** Accepted by the mail host. */
    DELIVERED("r.state = 3"),
    /** Refused permanently. */
    BOUNCED("r.state = 4"),
    /** Retries or lifetime used up. */
    EXPIRED("r.state = 5"),
    /** Removed from the queue. */
    PURGED("(r.state = 6 OR (r.state <= 1 AND l.purged > 0))");

    private final String condition;

    RecipientStatus(String condition) {
        this.condition = condition;
    }

    String condition() {
        return condition;
    }

    /** Wire name. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String[] wireNames() {
        return Arrays.stream(values()).map(RecipientStatus::wireName).toArray(String[]::new);
    }

    static RecipientStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The status of a row in such a lane. */
    static RecipientStatus of(long state, boolean stopped, boolean purged) {
        return switch ((int) state) {
            case 2 -> PROC;
            case 3 -> DELIVERED;
            case 4 -> BOUNCED;
            case 5 -> EXPIRED;
            case 6 -> PURGED;
            default -> purged ? PURGED : stopped ? HOLD : state == 0 ? NEW : RETRY;
        };
    }
}
