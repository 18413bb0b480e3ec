package io.mailyard.queue;

/**
 * The session has ended: it was not heard of in time, or another began in its place. What it had
 * leased is given back; a new session is to be begun.
 */
public final class SessionEnded extends RuntimeException {
    SessionEnded(long session) {
        super("session " + session + " of a node has ended; begin another");
    }
}
