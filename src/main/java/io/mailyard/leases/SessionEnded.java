package io.mailyard.leases;

/**
 * The session has ended: it was silent too long or was replaced. Its leased mail was returned; the
 * engine must begin a new session.
 */
public final class SessionEnded extends RuntimeException {
    SessionEnded(long session) {
        super("session " + session + " of a node has ended; begin another");
    }
}
