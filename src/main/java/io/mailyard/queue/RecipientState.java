package io.mailyard.queue;

/** Where a recipient stands. */
enum RecipientState {
    NEW(0),
    RETRY(1),
    PROC(2),
    DELIVERED(3),
    BOUNCED(4),
    EXPIRED(5),
    PURGED(6);

    private static final RecipientState[] ALL = values();

    private final int number;

    RecipientState(int number) {
        this.number = number;
    }

    /** What {@code recipients.state} holds. */
    int number() {
        return number;
    }

    static RecipientState of(long number) {
        return ALL[(int) number];
    }

    boolean ended() {
        return number > PROC.number;
    }

    /** Of one that waits for an attempt. */
    static RecipientState waiting(long attempts) {
        return attempts == 0 ? NEW : RETRY;
    }
}
