package io.mailyard.search;

import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts messages into the index after acceptance, many in one write, which costs a fraction of as
 * many small ones. Messages it has not reached yet are read by the search itself.
 */
public final class MessageIndexer implements AutoCloseable {
    /** Time that a new message waits to be indexed when there is no other. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** Messages in one write: some 20 ms of the writer. */
    private static final int BATCH = 1_000;

    /**
     * Pause relative to the time of a write, so that acceptance keeps nine tenths of the writer.
     */
    private static final int PAUSE = 9;

    /** Longest pause: a write that waited for a slow disk is no reason to fall far behind. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Database database;
    private final MessageIndex index;
    private final BackgroundLoop loop;
    private long writes;

    MessageIndexer(Database database, MessageIndex index) {
        this.database = database;
        this.index = index;
        this.loop = new BackgroundLoop("message index", EVERY, this::round);
    }

    MessageIndexer start() {
        loop.start();
        return this;
    }

    /** The newest message that the index has. */
    static long indexedThrough(Tx tx) {
        return tx.number("SELECT indexed_through FROM search_progress WHERE one = 1");
    }

    private boolean round() throws InterruptedException {
        long began = System.nanoTime();
        boolean more = indexSome();
        long before = writes;
        writes = database.figures().writes();
        boolean alone = writes <= before + 1;
        if (more && !alone) {
            Duration pause = Duration.ofNanos((System.nanoTime() - began) * PAUSE);
            Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        }
        return more && !loop.closing();
    }

    /** Indexes the next messages; returns whether there may be more. */
    boolean indexSome() {
        long through = database.readOne(MessageIndexer::indexedThrough);
        List<IndexedMessage> next =
                database.read(
                        tx -> IndexedMessage.of(tx, IdRange.ALL.from(through + 1), false, BATCH));
        if (next.isEmpty()) {
            return false;
        }
        List<MessageIndex.MessageIndexEntry> entries =
                next.stream().map(MessageIndex::message).toList();
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
                    MessageIndex.MessageIndexTable.MESSAGES,
                    entries.stream().filter(entry -> kept.contains(entry.id())).toList());
            return entries.size();
        });
        return true;
    }

    @Override
    public void close() {
        loop.close();
    }
}
