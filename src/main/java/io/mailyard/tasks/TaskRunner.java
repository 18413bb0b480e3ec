package io.mailyard.tasks;

import io.mailyard.base.CallTrace;
import io.mailyard.base.Retryable;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks: one thread of the process, a step of each of the oldest in turn. A task belongs to
 * the process that made its last step, for a minute; over PostgreSQL another process then goes on
 * with it.
 */
public final class TaskRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    /** A task of another process is noticed within this time. */
    private static final Duration EVERY = Duration.ofSeconds(2);

    private static final Duration OWNED = Duration.ofMinutes(1);

    /** Tasks that have their turn in one round. */
    private static final int TURNS = 4;

    private static final String NEXT =
            "SELECT "
                    + Task.COLUMNS
                    + " FROM tasks WHERE state IN ('waiting', 'running') AND (owner = ? OR owned_until < ?)"
                    + " ORDER BY id LIMIT ?";
    private static final String CLAIM =
            "UPDATE tasks SET state = 'running', owner = ?, owned_until = ?,"
                    + " started_at = coalesce(started_at, ?) WHERE id = ?"
                    + " AND state IN ('waiting', 'running') AND (owner = ? OR owned_until < ?)";
    private static final String PROGRESS =
            "UPDATE tasks SET work = ?, done = ?, total = ? WHERE id = ? AND state = 'running'";
    private static final String END =
            "UPDATE tasks SET state = ?, work = '', done = ?, total = ?, result = ?, error = ?,"
                    + " ended_at = ? WHERE id = ? AND state = 'running'";

    private final Tasks tasks;
    private final Database database;
    private final Writes writes;
    private final InstantSource clock;
    private final String owner = UUID.randomUUID().toString();
    private final BackgroundLoop rounds;
    private long nextSweep;

    public TaskRunner(Tasks tasks, Writes writes, InstantSource clock) {
        this.tasks = tasks;
        this.database = tasks.database();
        this.writes = writes;
        this.clock = clock;
        this.rounds = new BackgroundLoop("tasks", EVERY, this::round);
    }

    /**
     * Starts to run tasks in the background, those that another process left too; returns this.
     * Call it once.
     */
    public TaskRunner start() {
        tasks.onAdded(rounds::wake);
        rounds.start();
        return this;
    }

    /** One step of each of the oldest tasks; whether more may remain. */
    boolean round() {
        Instant now = clock.instant();
        sweep(now);
        List<Task> next = database.readOne(tx -> tx.query(NEXT, Task::read, owner, now, TURNS));
        boolean more = next.size() == TURNS;
        for (Task task : next) {
            if (rounds.closing()) {
                return false;
            }
            if (claimed(task)) {
                more |= CallTrace.ofLaterWork(task.actor().requestId()).call(() -> step(task));
            }
        }
        return more;
    }

    private void sweep(Instant now) {
        if (System.nanoTime() - nextSweep > 0 || nextSweep == 0) {
            database.write(tx -> tasks.sweep(tx, now));
            tasks.tidy();
            nextSweep = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        }
    }

    private boolean claimed(Task task) {
        Instant now = clock.instant();
        return database.write(
                tx -> tx.update(CLAIM, owner, now.plus(OWNED), now, task.id(), owner, now) > 0);
    }

    /** Makes a step; whether the task goes on. */
    private boolean step(Task task) {
        TaskKind kind = tasks.kindOf(task).orElse(null);
        if (kind == null) {
            fail(task, "this version does not know " + task.kind());
            return false;
        }
        TaskStep step = new TaskStep(task);
        try {
            TaskProgress progress = kind.step(step);
            if (!step.stored) {
                database.write(tx -> store(tx, task, progress));
            }
            return !progress.isOver();
        } catch (Cancelled over) {
            return false;
        } catch (TaskKind.TaskFailed failed) {
            kind.abandoned(task);
            fail(task, String.valueOf(failed.getMessage()));
            return false;
        } catch (RuntimeException broken) {
            if (Retryable.detail(broken).isPresent()) {
                throw broken;
            }
            LOG.error("task {}, {}, failed", task.id(), task.kind(), broken);
            kind.abandoned(task);
            fail(task, "an error of the program: its log says which");
            return false;
        }
    }

    /** A step of a task, which may store its progress in its own transaction. */
    private final class TaskStep implements TaskKind.TaskStepRun {
        private final Task task;
        private boolean stored;

        TaskStep(Task task) {
            this.task = task;
        }

        @Override
        public Task task() {
            return task;
        }

        @Override
        public TaskProgress write(Function<Change, TaskProgress> work) {
            TaskProgress progress =
                    writes.as(
                            task.actor(),
                            change -> {
                                TaskProgress after = work.apply(change);
                                if (store(change.tx(), task, after) == 0) {
                                    throw new Cancelled();
                                }
                                return after;
                            });
            stored = true;
            return progress;
        }
    }

    /** It was cancelled meanwhile: the step's transaction is undone. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1;

        Cancelled() {
            super("cancelled", null, false, false);
        }
    }

    private int store(Tx tx, Task task, TaskProgress progress) {
        return progress.isOver()
                ? tx.update(
                        END,
                        TaskState.DONE.wire(),
                        progress.done(),
                        progress.total(),
                        progress.result(),
                        "",
                        clock.instant(),
                        task.id())
                : tx.update(
                        PROGRESS, progress.cursor(), progress.done(), progress.total(), task.id());
    }

    private void fail(Task task, String reason) {
        database.write(tx ->
                tx.update(
                        END,
                        TaskState.FAILED.wire(),
                        task.done(),
                        task.total(),
                        "{}",
                        reason,
                        clock.instant(),
                        task.id()));
    }

    @Override
    public void close() {
        rounds.close();
        try {
            database.write(
                    tx -> tx.update("UPDATE tasks SET owned_until = 0 WHERE owner = ?", owner));
        } catch (RuntimeException away) {
            LOG.debug("tasks were not given back: {}", away.getMessage());
        }
    }
}
