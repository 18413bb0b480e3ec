package io.mailyard.senders;

/** The number of a sender, 1 or more. */
public record SenderId(long value) {
    /** The sender of the platform's own mail: in no table, so no call lists or changes it. */
    public static final SenderId PLATFORM = new SenderId(-1);

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
