package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.db.Dialect;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The index of words: tables {@code message_words} and {@code message_answers}. SQLite's are FTS5
 * tables without contents, read in the order of ids; PostgreSQL's have a GIN index.
 */
final class MessageIndex {
    /** One of the two tables; {@code shift}: the bits of an id below the message's. */
    enum MessageIndexTable {
        MESSAGES("message_words", 0),
        ANSWERS("message_answers", ANSWER_BITS);

        private final String sql;
        private final int shift;

        MessageIndexTable(String sql, int shift) {
            this.sql = sql;
            this.shift = shift;
        }
    }

    /**
     * An answer's id is the message's with this many bits of a hash of the words: the same answer
     * to a message stands there once, however often it was given.
     */
    private static final int ANSWER_BITS = 20;

    private static final long ANSWER_MASK = (1L << ANSWER_BITS) - 1;

    /** Messages read in the order of ids, at most, before PostgreSQL is asked for its GIN index. */
    private static final long NEAR = 8_192;

    /**
     * Words in fewer than one message of so many are read by the GIN index: among a million
     * messages a page then costs as much in either way.
     */
    private static final long RARE = 32;

    private static final String FROM_FTS5 =
            "SELECT rowid AS id FROM %1$s WHERE %1$s MATCH ? AND rowid BETWEEN ? AND ?"
                    + " ORDER BY rowid DESC LIMIT ?";
    private static final String IN_ORDER =
            "SELECT id FROM %s WHERE words @@ ?::tsquery AND id BETWEEN ? AND ?"
                    + " ORDER BY id DESC LIMIT ?";

    /**
     * Statement of {@link #IN_ORDER} by the GIN index; the sum hides from the planner that there is
     * an index of ids.
     */
    private static final String BY_GIN =
            "SELECT id FROM %s WHERE words @@ ?::tsquery AND id + 0 BETWEEN ? AND ?"
                    + " ORDER BY id + 0 DESC LIMIT ?";

    private final long near;

    MessageIndex() {
        this(NEAR);
    }

    /**
     * @param near the newest messages that PostgreSQL reads in the order of ids
     */
    MessageIndex(long near) {
        this.near = near;
    }

    /** Words of a message or of an answer to it. */
    record MessageIndexEntry(long id, Set<String> words) {}

    static MessageIndexEntry message(IndexedMessage message) {
        Set<String> words = new LinkedHashSet<>(IndexWords.of(message.subject()));
        words.add(IndexWords.account(message.account()));
        words.add(IndexWords.headerId(message.headerId()));
        if (!message.trace().isNone()) {
            words.add(IndexWords.trace(message.trace()));
        }
        message.recipients().forEach(address -> words.add(IndexWords.recipient(address)));
        return new MessageIndexEntry(message.id(), words);
    }

    static MessageIndexEntry answer(long message, AccountId account, Set<String> words) {
        long hash = (words.hashCode() * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - ANSWER_BITS);
        Set<String> all = new LinkedHashSet<>(words);
        all.add(IndexWords.account(account));
        return new MessageIndexEntry((message << ANSWER_BITS) | (hash & ANSWER_MASK), all);
    }

    void add(Tx tx, MessageIndexTable table, Collection<MessageIndexEntry> entries) {
        String sql =
                tx.dialect() == Dialect.SQLITE
                        ? "REPLACE INTO %s (rowid, words) VALUES (?, ?)"
                        : "INSERT INTO %s (id, words)"
                                + " VALUES (?, array_to_tsvector(string_to_array(?, ' ')))"
                                + " ON CONFLICT (id) DO NOTHING";
        List<@Nullable Object[]> rows = new ArrayList<>(entries.size());
        for (MessageIndexEntry entry : entries) {
            rows.add(new @Nullable Object[] {entry.id(), String.join(" ", entry.words())});
        }
        tx.updateAll(sql.formatted(table.sql), rows);
    }

    /** Removes what is known of messages. */
    void remove(Tx tx, List<Long> messages) {
        String id = id(tx.dialect());
        InClause.update(tx, "DELETE FROM message_words WHERE " + id + " IN {list}", messages);
        List<@Nullable Object[]> ranges = new ArrayList<>(messages.size());
        for (long message : messages) {
            ranges.add(
                    new @Nullable Object[] {
                        message << ANSWER_BITS, (message << ANSWER_BITS) | ANSWER_MASK
                    });
        }
        tx.updateAll("DELETE FROM message_answers WHERE " + id + " BETWEEN ? AND ?", ranges);
    }

    /**
     * Messages of which all terms are known, the newest first and each once, at most {@code limit}
     * entries.
     *
     * @param range the messages looked at
     */
    SearchChunk find(Tx tx, MessageIndexTable table, SearchTerms terms, IdRange range, int limit) {
        long first = range.first() << table.shift;
        long last = (range.last() << table.shift) | ((1L << table.shift) - 1);
        List<Long> entries =
                tx.dialect() == Dialect.SQLITE
                        ? entries(tx, FROM_FTS5, table, terms.toMatch(), first, last, limit)
                        : nearThenFar(tx, table, terms.toTsquery(), first, last, limit);
        return SearchChunk.of(
                entries.stream().map(entry -> entry >> table.shift).distinct().toList(),
                entries.size(),
                limit);
    }

    private static List<Long> entries(
            Tx tx,
            String sql,
            MessageIndexTable table,
            String terms,
            long first,
            long last,
            int limit) {
        return tx.query(
                sql.formatted(table.sql), row -> row.number("id"), terms, first, last, limit);
    }

    /**
     * PostgreSQL reads in the order of ids or by the GIN index, and cannot know which is quicker:
     * it guesses that every word is in one row of some hundred. So the newest rows are read in
     * order, where a frequent word fills the page, and by the GIN index what they leave, which is
     * then not much.
     */
    private List<Long> nearThenFar(
            Tx tx, MessageIndexTable table, String terms, long first, long last, int limit) {
        Optional<Long> newest =
                tx.one(
                        "SELECT id FROM %s WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"
                                .formatted(table.sql),
                        row -> row.number("id"),
                        first,
                        last);
        if (newest.isEmpty()) {
            return List.of();
        }
        long edge = Math.max(first, ((newest.get() >> table.shift) - near) << table.shift);
        List<Long> found =
                new ArrayList<>(entries(tx, IN_ORDER, table, terms, edge, newest.get(), limit));
        if (found.size() < limit && edge > first) {
            String further = found.size() >= near / RARE ? IN_ORDER : BY_GIN;
            found.addAll(entries(tx, further, table, terms, first, edge - 1, limit - found.size()));
        }
        return found;
    }

    /** Of these messages, those to which an answer has all terms. */
    Set<Long> answered(Tx tx, SearchTerms terms, List<Long> messages) {
        Set<Long> found = new LinkedHashSet<>();
        if (messages.isEmpty()) {
            return found;
        }
        for (long message : messages) {
            if (!find(tx, MessageIndexTable.ANSWERS, terms, new IdRange(message, message), 1)
                    .ids()
                    .isEmpty()) {
                found.add(message);
            }
        }
        return found;
    }

    private static String id(Dialect dialect) {
        return dialect == Dialect.SQLITE ? "rowid" : "id";
    }
}
