package io.mailyard.lanes;

/** State of a recipient. */
public enum RecipientState {
    NEW(0),
    RETRY(1),
    PROC(2),
    DELIVERED(3),
    BOUNCED(4),
    EXPIRED(5),
    PURGED(6);

    /** Of a row {@code r}: it is not with a node, and not ended. */
    public static final String WAITING = "r.state <= " + RETRY.number;

    private static final RecipientState[] ALL = values();

    private final int number;

    RecipientState(int number) {
        this.number = number;
    }

    /** The value of {@code recipients.state}. */
    public int number() {
        return number;
    }

    /**
     * State of a value of {@code recipients.state}.
     *
     * @throws ArrayIndexOutOfBoundsException if no state has the number
     */
    public static RecipientState of(long number) {
        return ALL[(int) number];
    }

    /** Whether it is final: no attempt follows, and the recipient is not queued any more. */
    public boolean ended() {
        return number > PROC.number;
    }

    /** The waiting state after this number of attempts. */
    public static RecipientState waiting(long attempts) {
        return attempts == 0 ? NEW : RETRY;
    }
}
