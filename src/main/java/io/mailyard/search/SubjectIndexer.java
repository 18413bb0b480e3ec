package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts subjects into the index after acceptance, many in one write, which costs the writer a
 * fraction of an entry per message. Messages it has not reached yet are read by the search itself.
 */
public final class SubjectIndexer implements AutoCloseable {
    /** How long a new message waits to be indexed when there is no other. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Messages in one write: some 20 ms of the writer. */
    private static final int BATCH = 1_000;

    /**
     * Pause relative to the time of a write, so that acceptance keeps nine tenths of the writer.
     */
    private static final int PAUSE = 9;

    private final Database database;
    private final MessageIndex index;
    private final BackgroundLoop loop;

    SubjectIndexer(Database database, MessageIndex index) {
        this.database = database;
        this.index = index;
        this.loop = new BackgroundLoop("subject index", EVERY, this::round);
    }

    SubjectIndexer start() {
        loop.start();
        return this;
    }

    /** A message's subject, as it was stored. */
    record Subject(long id, AccountId account, String text) {}

    /** The newest message that the index has. */
    static long indexedThrough(Tx tx) {
        return tx.number("SELECT indexed_through FROM search_progress WHERE one = 1");
    }

    /** Subjects of messages in a range, the newest first or the oldest first. */
    static List<Subject> subjects(Tx tx, IdRange range, boolean newestFirst, int limit) {
        return tx.query(
                "SELECT id, account_id, subject FROM messages WHERE id BETWEEN ? AND ? ORDER BY id"
                        + (newestFirst ? " DESC" : "")
                        + " LIMIT ?",
                row ->
                        new Subject(
                                row.number("id"),
                                new AccountId(row.number("account_id")),
                                row.text("subject")),
                range.first(),
                range.last(),
                limit);
    }

    private boolean round() throws InterruptedException {
        long began = System.nanoTime();
        boolean more = indexSome();
        if (more) {
            Thread.sleep(Duration.ofNanos((System.nanoTime() - began) * PAUSE));
        }
        return more && !loop.closing();
    }

    /** Indexes the next messages; returns whether there may be more. */
    boolean indexSome() {
        long through = database.readOne(SubjectIndexer::indexedThrough);
        List<Subject> next =
                database.readOne(tx -> subjects(tx, IdRange.ALL.from(through + 1), false, BATCH));
        if (next.isEmpty()) {
            return false;
        }
        List<MessageIndex.Entry> entries = new ArrayList<>(next.size());
        for (Subject subject : next) {
            entries.add(MessageIndex.subject(subject.id(), subject.account(), subject.text()));
        }
        long last = next.getLast().id();
        database.write(tx -> {
            int moved =
                    tx.update(
                            "UPDATE search_progress SET indexed_through = ?"
                                    + " WHERE one = 1 AND indexed_through = ?",
                            last,
                            through);
            if (moved == 0) {
                return 0; // another process was first
            }
            Set<Long> kept =
                    new HashSet<>(
                            tx.query(
                                    "SELECT id FROM messages WHERE id BETWEEN ? AND ?",
                                    row -> row.number("id"),
                                    through + 1,
                                    last));
            index.add(
                    tx,
                    MessageIndex.Table.SUBJECTS,
                    entries.stream().filter(entry -> kept.contains(entry.id())).toList());
            return entries.size();
        });
        return next.size() == BATCH;
    }

    @Override
    public void close() {
        loop.close();
    }
}
