package io.mailyard.notices;

/** The state of a notice. */
public enum NoticeState {
    /** Waiting for its first or next attempt, or being attempted. */
    NEW,
    /** Accepted by the mail host or the relay. */
    SENT,
    /** Refused for good, expired, or replaced by a later one of its kind. */
    FAILED
}
