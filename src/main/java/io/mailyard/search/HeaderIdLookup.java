package io.mailyard.search;

import io.mailyard.db.Tx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds messages by their Message-ID, in the index of words and among those not in it yet. */
public final class HeaderIdLookup {
    /** Messages newer than the index that are looked at; it is a moment behind. */
    private static final int MOST_NEW = 10_000;

    private final MessageIndex index = new MessageIndex();

    /**
     * The ids of messages that may have a Message-ID, the newest first: the index has a hash of it.
     *
     * @param headerId without angle brackets
     * @param limit maximum number of messages
     */
    public List<Long> messages(Tx tx, String headerId, int limit) {
        Set<Long> found =
                new LinkedHashSet<>(
                        tx.query(
                                """
                                SELECT n.id FROM
                                  (SELECT id, header_id FROM messages WHERE id > ? ORDER BY id DESC LIMIT ?) n
                                WHERE n.header_id = ? ORDER BY n.id DESC LIMIT ?
                                """,
                                row -> row.number("id"),
                                MessageIndexer.indexedThrough(tx),
                                MOST_NEW,
                                headerId,
                                limit));
        found.addAll(
                index.find(
                                tx,
                                MessageIndex.MessageIndexTable.MESSAGES,
                                SearchTerms.NONE.and(IndexWords.headerId(headerId)),
                                IdRange.ALL,
                                limit)
                        .ids());
        return found.stream().limit(limit).toList();
    }
}
