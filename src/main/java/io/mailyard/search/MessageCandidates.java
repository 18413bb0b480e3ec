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
 * Messages that may match, read from the index that has the fewest of them: id, Message-ID,
 * recipient, answer, subject, and without any of these all messages of the time.
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
        if (query.headerId().isPresent()) {
            return of("id", "messages WHERE header_id = ?", query.headerId().get(), range, limit);
        }
        if (query.to().isPresent()) {
            return of(
                    "message_id",
                    "recipients WHERE lower(address) = lower(?)",
                    query.to().get(),
                    range,
                    limit);
        }
        if (!query.answer().isEmpty()) {
            SearchTerms terms = query.ofAccount(query.answer());
            return index.find(tx, MessageIndex.Table.ANSWERS, terms, range, limit);
        }
        return query.subject().isEmpty() ? all(range, limit) : bySubject(range, limit);
    }

    private SearchChunk of(String id, String which, String value, IdRange range, int limit) {
        List<@Nullable Object> args = new ArrayList<>(List.of(value));
        String ofAccount = account(args);
        args.addAll(List.of(range.first(), range.last(), limit));
        List<Long> ids =
                tx.query(
                        "SELECT DISTINCT %s AS id FROM %s%s AND %s BETWEEN ? AND ? ORDER BY %s DESC LIMIT ?"
                                .formatted(id, which, ofAccount, id, id),
                        row -> row.number("id"),
                        args.toArray());
        return SearchChunk.of(ids, ids.size(), limit);
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

    /** Those not in the index yet are read one by one, and come first: they are newer. */
    private SearchChunk bySubject(IdRange range, int limit) {
        long indexed = SubjectIndexer.indexedThrough(tx);
        if (range.last() <= indexed) {
            SearchTerms terms = query.ofAccount(query.subject());
            return index.find(tx, MessageIndex.Table.SUBJECTS, terms, range, limit);
        }
        List<SubjectIndexer.Subject> fresh =
                SubjectIndexer.subjects(tx, range.from(indexed + 1), true, limit);
        List<Long> ids =
                fresh.stream()
                        .filter(subject -> query.subject().areIn(IndexWords.of(subject.text())))
                        .map(SubjectIndexer.Subject::id)
                        .toList();
        long next = fresh.size() < limit ? indexed : fresh.getLast().id() - 1;
        return new SearchChunk(ids, fresh.size(), next < range.first() ? 0 : next);
    }
}
