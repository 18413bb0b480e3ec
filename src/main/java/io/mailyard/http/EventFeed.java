package io.mailyard.http;

import java.time.Duration;
import java.util.List;

/** Where the events of one stream come from; asked by one virtual thread. */
public interface EventFeed extends AutoCloseable {
    /**
     * The events since the last call, none where nothing changed; at most a few: a slow reader
     * skips states, it does not pile them up.
     *
     * @throws EndOfEvents where the stream is over
     */
    List<ServerEvent> next() throws EndOfEvents;

    /** The time between two calls of {@link #next}. */
    Duration pause();

    /** The reader left, or the stream ended. */
    @Override
    default void close() {}

    /** The stream is over: nothing more will come of this feed. */
    final class EndOfEvents extends Exception {
        public EndOfEvents() {
            super("the stream is over", null, false, false);
        }
    }
}
