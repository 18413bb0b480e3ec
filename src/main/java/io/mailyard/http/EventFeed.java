package io.mailyard.http;

import java.time.Duration;
import java.util.List;

/** The source of one stream's events; called by one virtual thread. */
public interface EventFeed extends AutoCloseable {
    /**
     * The events since the last call, empty if nothing changed. At most a few: for a slow reader,
     * states are skipped instead of collected.
     *
     * @throws EndOfEvents if the stream is over
     */
    List<ServerEvent> next() throws EndOfEvents;

    /** The time between two calls of {@link #next}. */
    Duration pause();

    /** Called when the reader left or the stream ended. */
    @Override
    default void close() {}

    /** The stream is over: this feed has no more events. */
    final class EndOfEvents extends Exception {
        public EndOfEvents() {
            super("the stream is over", null, false, false);
        }
    }
}
