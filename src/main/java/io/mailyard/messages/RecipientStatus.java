package io.mailyard.messages;

import java.util.Arrays;
import java.util.Locale;

/**
 * The states of a recipient as they are shown and asked for (docs/spec/delivery.md, "Queue"), each
 * as a condition on its row {@code r} and its lane's {@code l}.
 */
enum RecipientStatus {
    /** Not tried yet. */
    NEW("r.state = 0 AND l.stopped_at IS NULL AND l.purged = 0"),
    /** Tried, and to be tried again. */
    RETRY("r.state = 1 AND l.stopped_at IS NULL AND l.purged = 0"),
    /** With a node. */
    PROC("r.state = 2"),
    /** Stands: held, or its account or sender is stopped. */
    HOLD("r.state <= 1 AND l.stopped_at IS NOT NULL AND l.purged = 0"),
    /** Taken by the mail host. */
    DELIVERED("r.state = 3"),
    /** Never to be taken. */
    BOUNCED("r.state = 4"),
    /** Its retries or its time were used up. */
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

    /** On the wire. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String[] words() {
        return Arrays.stream(values()).map(RecipientStatus::word).toArray(String[]::new);
    }

    static RecipientStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The one that a row of this state in such a lane has. */
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
