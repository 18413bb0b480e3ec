package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Messages that may match, read from where there are the fewest of them: by id, by the words of the
 * message, by answer, and without any of these all messages of the time.
 */
final class MessageCandidates {
    /** Ids rise with time, apart from changes of the clock; those within this are found. */
    private static final Duration CLOCK_CHANGE = Duration.ofHours(1);

    private final MessageIndex index;
    private final Tx tx;
    private final MessageQuery query;

    MessageCandidates(MessageIndex index, Tx tx, MessageQuery query) {
        this.index = index;
        this.tx = tx;
        this.query = query;
    }

    /** The ids that the times of the query allow. */
    IdRange range() {
        IdRange range = IdRange.ALL;
        if (query.since().isPresent()) {
            Instant from = query.since().get().minus(CLOCK_CHANGE);
            range =
                    range.from(
                            idAt(">= ? ORDER BY accepted_at LIMIT 1", from).orElse(Long.MAX_VALUE));
        }
        if (query.until().isPresent()) {
            Instant to = query.until().get().plus(CLOCK_CHANGE);
            range = range.upTo(idAt("< ? ORDER BY accepted_at DESC LIMIT 1", to).orElse(0L));
        }
        return range;
    }

    private Optional<Long> idAt(String which, Instant time) {
        return tx.one(
                "SELECT id FROM messages WHERE id + 0 > 0 AND accepted_at " + which,
                row -> row.number("id"),
                time);
    }

    /** The newest candidates of a range. */
    SearchChunk newest(IdRange range, int limit) {
        if (range.isEmpty()) {
            return SearchChunk.NONE;
        }
        if (query.id().isPresent()) {
            long id = query.id().get();
            boolean within = id >= range.first() && id <= range.last();
            return within ? new SearchChunk(List.of(id), 1, 0) : SearchChunk.NONE;
        }
        SearchTerms terms = query.terms();
        if (!query.answer().isEmpty() && !query.isExact()) {
            return index.find(
                    tx,
                    MessageIndex.MessageIndexTable.ANSWERS,
                    query.ofAccount(query.answer()),
                    range,
                    limit);
        }
        return terms.isEmpty() ? all(range, limit) : byWords(terms, range, limit);
    }

    private SearchChunk all(IdRange range, int limit) {
        List<@Nullable Object> args = new ArrayList<>(List.of(range.first(), range.last()));
        String ofAccount = account(args);
        args.add(limit);
        List<Long> ids =
                tx.query(
                        "SELECT id FROM messages WHERE id BETWEEN ? AND ?"
                                + ofAccount
                                + " ORDER BY id DESC LIMIT ?",
                        row -> row.number("id"),
                        args.toArray());
        return SearchChunk.of(ids, ids.size(), limit);
    }

    private String account(List<@Nullable Object> args) {
        query.account().map(AccountId::value).ifPresent(args::add);
        return query.account().isPresent() ? " AND account_id = ?" : "";
    }

    /**
     * Finds messages by words. Those not in the index yet are read one by one, and come first: they
     * are newer.
     */
    private SearchChunk byWords(SearchTerms terms, IdRange range, int limit) {
        long indexed = MessageIndexer.indexedThrough(tx);
        if (range.last() <= indexed) {
            return index.find(
                    tx,
                    MessageIndex.MessageIndexTable.MESSAGES,
                    query.ofAccount(terms),
                    range,
                    limit);
        }
        List<IndexedMessage> fresh = IndexedMessage.of(tx, range.from(indexed + 1), true, limit);
        List<Long> ids =
                fresh.stream()
                        .map(MessageIndex::message)
                        .filter(entry -> terms.areIn(entry.words()))
                        .map(MessageIndex.MessageIndexEntry::id)
                        .toList();
        long next = fresh.isEmpty() ? indexed : Math.max(indexed, fresh.getLast().id() - 1);
        return new SearchChunk(ids, fresh.size(), next < range.first() ? 0 : next);
    }
}
