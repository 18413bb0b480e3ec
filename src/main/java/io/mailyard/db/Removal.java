package io.mailyard.db;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes old rows in the background in steps. A step occupies the writer for some milliseconds;
 * while others write it leaves them four fifths of the writer's time, and less only while it falls
 * behind.
 */
public final class Removal implements AutoCloseable {
    /** Maximum cost of a step for the next writer: a commit on a slow disk. */
    private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

    private static final int FEWEST_ROWS = 128;
    private static final int MOST_ROWS = 8_192;

    /** Pause relative to the time of a step: four times leaves it a fifth of the writer's time. */
    private static final int LONG_PAUSE = 4;

    /** A third of the writer's time, if a fifth cannot keep up with aging rows. */
    private static final int SHORT_PAUSE = 2;

    /** A smaller delay may be chance. */
    private static final Duration LOST_GROUND = Duration.ofMinutes(1);

    private final Database database;
    private final List<RemovalTask> tasks;
    private final BooleanSupplier allowed;
    private final BackgroundLoop rounds;
    private final int[] rows;
    private final int[] pauses;
    private final Duration[] behind;
    private final long[] comparedNanos;
    private long writes;

    /** A kind of rows. */
    public interface RemovalTask {
        /** Removes about {@code most} rows at most, in one write. */
        RemovalStep remove(int most);

        /** Time by which the oldest removable row is overdue; zero if there is none. */
        Duration behind();
    }

    /**
     * Result of a step.
     *
     * @param rows rows removed
     * @param nanos time in the writer
     * @param more whether there may be more to remove
     */
    public record RemovalStep(int rows, long nanos, boolean more) {
        /** Nothing was removed. */
        public static final RemovalStep NOTHING = new RemovalStep(0, 0, false);
    }

    /**
     * @param name name of the thread, also for the log
     * @param every pause after nothing was found
     * @param allowed whether rows may be removed now
     */
    public Removal(
            String name,
            Database database,
            Duration every,
            BooleanSupplier allowed,
            List<RemovalTask> tasks) {
        this.database = database;
        this.tasks = List.copyOf(tasks);
        this.allowed = allowed;
        this.rounds = new BackgroundLoop(name, every, this::round);
        this.rows = new int[tasks.size()];
        this.pauses = new int[tasks.size()];
        this.behind = new Duration[tasks.size()];
        this.comparedNanos = new long[tasks.size()];
        for (int task = 0; task < rows.length; task++) {
            rows[task] = FEWEST_ROWS;
            pauses[task] = LONG_PAUSE;
            behind[task] = Duration.ZERO;
            comparedNanos[task] = System.nanoTime();
        }
    }

    /** Runs {@code work}, which returns the number of removed rows, in a timed write. */
    public static RemovalStep timed(Database database, boolean more, Work<Integer> work) {
        long[] nanos = {0};
        int removed =
                database.write(tx -> {
                    long began = System.nanoTime();
                    int count = work.run(tx);
                    nanos[0] = System.nanoTime() - began;
                    return count;
                });
        return new RemovalStep(removed, nanos[0], more);
    }

    /** Starts in the background with a round at once. */
    public void start() {
        rounds.start();
    }

    /** Whether it was ever started; still true once it is closed. */
    public boolean started() {
        return rounds.started();
    }

    /** Runs one step of each task; whether more may remain. */
    public boolean round() throws InterruptedException {
        boolean more = false;
        for (int task = 0; task < rows.length && !rounds.closing(); task++) {
            if (allowed.getAsBoolean()) {
                RemovalStep step = tasks.get(task).remove(rows[task]);
                resize(task, step);
                more |= step.more();
                pause(task, step);
            }
        }
        return more;
    }

    private void resize(int task, RemovalStep step) {
        if (step.nanos() > 2 * STEP_NANOS) {
            rows[task] = Math.max(FEWEST_ROWS, rows[task] / 2);
        } else if (step.nanos() < STEP_NANOS / 2 && step.rows() > rows[task] / 2) {
            rows[task] = Math.min(MOST_ROWS, rows[task] * 2);
        }
    }

    private void pause(int task, RemovalStep step) throws InterruptedException {
        long before = writes;
        writes = database.figures().writes();
        boolean alone = writes <= before + 1;
        if (!step.more() || alone || !rounds.started()) {
            return;
        }
        compare(task);
        Thread.sleep(Duration.ofNanos(step.nanos() * pauses[task]));
    }

    /** Checks once a minute whether removal keeps up. */
    private void compare(int task) {
        long now = System.nanoTime();
        if (now - comparedNanos[task] < LOST_GROUND.toNanos()) {
            return;
        }
        Duration since = Duration.ofNanos(now - comparedNanos[task]);
        Duration is = tasks.get(task).behind();
        boolean loses = is.compareTo(behind[task].plus(since.dividedBy(2))) > 0;
        pauses[task] = loses ? SHORT_PAUSE : LONG_PAUSE;
        behind[task] = is;
        comparedNanos[task] = now;
    }

    /** Returns the time by which the oldest row is overdue. */
    public static Duration behind(@Nullable Instant oldest, Instant limit) {
        return oldest == null || !oldest.isBefore(limit)
                ? Duration.ZERO
                : Duration.between(oldest, limit);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
