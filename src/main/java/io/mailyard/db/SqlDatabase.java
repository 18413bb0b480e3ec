package io.mailyard.db;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The store of either kind; sessions implement the differences. */
final class SqlDatabase implements Database {
    /** Time limit of the probe, within the two seconds that {@link #healthy} promises. */
    private static final Duration PROBE = Duration.ofMillis(1800);

    /** A write stored this recently proves that writing works. */
    private static final long PROVEN_NANOS = Duration.ofSeconds(5).toNanos();

    private final Dialect dialect;
    private final Writer writer;
    private final StoreGate gate;
    private final Readers readers;
    private final Readers probe;
    private final Optional<Checkpointer> checkpointer;
    private final Optional<PrimaryWatch> watch;
    private final AtomicBoolean probing = new AtomicBoolean();

    SqlDatabase(
            Dialect dialect,
            Writer writer,
            StoreGate gate,
            Readers readers,
            Readers probe,
            Optional<Checkpointer> checkpointer,
            Optional<PrimaryWatch> watch) {
        this.dialect = dialect;
        this.writer = writer;
        this.gate = gate;
        this.readers = readers;
        this.probe = probe;
        this.checkpointer = checkpointer;
        this.watch = watch;
    }

    @Override
    public <T> T read(Work<T> work) {
        return readers.snapshot(work);
    }

    @Override
    public <T> T readOne(Work<T> work) {
        return readers.readOne(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.submit(work, false);
    }

    @Override
    public <T> T dryRun(Work<T> work) {
        return writer.submit(work, true);
    }

    @Override
    public StoreFigures figures() {
        return writer.figures(readers.waiting());
    }

    @Override
    public StoreGate gate() {
        return gate;
    }

    @Override
    public boolean healthy() {
        if (gate.closed().isPresent()) {
            return false;
        }
        if (!probing.compareAndSet(false, true)) {
            return false; // the last probe is still running
        }
        ArrayBlockingQueue<Boolean> answer = new ArrayBlockingQueue<>(1);
        // a platform thread: reads that occupy every carrier of virtual threads are not a failure
        Thread.ofPlatform().daemon().name("mailyard-probe").start(() -> probe(answer));
        try {
            @Nullable Boolean healthy = answer.poll(PROBE.toMillis(), TimeUnit.MILLISECONDS);
            return healthy != null && healthy;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void probe(ArrayBlockingQueue<Boolean> answer) {
        boolean answered = false;
        try {
            // without the write a server that gets no requests for being away would stay away, and
            // one that nobody writes to would not learn that it cannot write
            boolean unproven = writer.away() || writer.quietNanos() > PROVEN_NANOS;
            answered =
                    probe.readOne(tx -> tx.number("SELECT 1")) == 1
                            && (!unproven || write(SqlDatabase::rewritten) == 1);
        } catch (RuntimeException e) {
            // not healthy, and the reason does not matter
        } finally {
            probing.set(false);
            answer.add(answered);
        }
    }

    /**
     * Writes something, because a full disk lets a transaction end that wrote nothing; and
     * alternates the value, because SQLite does not write a page that stays the same.
     */
    private static int rewritten(Tx tx) {
        tx.update("UPDATE write_lock SET id = 2 WHERE id = 1");
        return tx.update("UPDATE write_lock SET id = 1 WHERE id = 2");
    }

    /** Lets the gate say in the store which request of a move it has heard. */
    void watchMoves() {
        gate.start(number ->
                write(tx ->
                        number == 0
                                ? 0
                                : tx.update(
                                        "INSERT INTO sequences (name, value) VALUES (?, ?)"
                                                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                        StoreGate.HEARD,
                                        number)));
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public void close() {
        gate.close();
        checkpointer.ifPresent(Checkpointer::close);
        writer.close();
        readers.close();
        probe.close();
        watch.ifPresent(PrimaryWatch::close);
    }
}
