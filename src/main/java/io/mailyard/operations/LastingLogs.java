package io.mailyard.operations;

import java.util.logging.LogManager;

/**
 * Keeps the log to the end: Java's own manager takes all handlers away as soon as the process is
 * told to stop, and with them whatever goes wrong from then on.
 */
public final class LastingLogs extends LogManager {
    /** Leaves everything as it is. */
    @Override
    public void reset() {}
}
