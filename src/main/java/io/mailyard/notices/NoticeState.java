package io.mailyard.notices;

/** Where a notice stands. */
public enum NoticeState {
    /** Waits for its first or next attempt, or is under way. */
    NEW,
    /** The mail host, or the relay, has taken it. */
    SENT,
    /** Refused for good, out of time, or replaced by a later one of its kind. */
    FAILED
}
