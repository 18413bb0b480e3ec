package io.mailyard.search;

import java.util.List;

/**
 * Some candidates of a search, the newest first.
 *
 * @param lookedAt entries read for them
 * @param next the newest message not looked at; 0: all were
 */
record SearchChunk(List<Long> ids, int lookedAt, long next) {
    static final SearchChunk NONE = new SearchChunk(List.of(), 0, 0);

    /** The first {@code limit} entries that exist, or all where there were fewer. */
    static SearchChunk of(List<Long> ids, int entries, int limit) {
        return new SearchChunk(ids, entries, entries < limit ? 0 : ids.getLast() - 1);
    }
}
