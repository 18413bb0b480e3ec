package io.mailyard.search;

import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.policies.Policies;
import io.mailyard.queue.Queue;
import java.time.InstantSource;
import java.util.List;

/** Entry point of the search. */
public final class Search implements AutoCloseable {
    private final MessageIndexer indexer;
    private final MessageSearchRoutes messages;

    private Search(Database database, Policies policies, MessageIndex index, InstantSource clock) {
        this.indexer = new MessageIndexer(database, index);
        this.messages = new MessageSearchRoutes(database, policies, index, clock);
    }

    /** Keeps the index from now on, and brings it up to date in the background. */
    public static Search open(
            Database database, Queue queue, Policies policies, InstantSource clock) {
        MessageIndex index = new MessageIndex();
        Search search = new Search(database, policies, index, clock);
        queue.onFailedAttempt(new AnswerIndexer(index));
        queue.onRemoved(index::remove);
        search.indexer.start();
        return search;
    }

    /** Calls that search messages, for administrators and for accounts' own tokens. */
    public List<Route> routes() {
        return messages.routes();
    }

    @Override
    public void close() {
        indexer.close();
    }
}
