package io.mailyard.operations;

import java.util.logging.LogManager;

/**
 * Keeps logging until the end: Java's own manager removes all handlers as soon as the process is
 * told to stop.
 */
public final class LastingLogs extends LogManager {
    /** Does nothing. */
    @Override
    public void reset() {}
}
