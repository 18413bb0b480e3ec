package io.mailyard.bulk;

import io.mailyard.base.AccountId;
import io.mailyard.bulk.BulkKind.BulkObject;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code task_objects}: what a task changes, and what became of each. */
final class BulkStore {
    private static final String COLUMNS = "object_id, account_id, name, outcome, fault";
    private static final String INSERT =
            "INSERT INTO task_objects (task_id, "
                    + COLUMNS
                    + ") VALUES (?, ?, ?, ?, 'waiting', '')";

    /** Rows that one statement removes, so that others do not wait. */
    private static final int SWEPT = 2_000;

    private BulkStore() {}

    /** One object of a task. */
    record TaskObject(BulkObject object, Outcome outcome, String fault) {
        static TaskObject read(Row row) {
            return new TaskObject(
                    new BulkObject(
                            row.number("object_id"),
                            new AccountId(row.number("account_id")),
                            row.text("name")),
                    Outcome.of(row.text("outcome")),
                    row.text("fault"));
        }
    }

    static void insert(Tx tx, long task, List<BulkObject> objects) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        objects.forEach(object ->
                rows.add(
                        new @Nullable Object[] {
                            task, object.id(), object.account().value(), object.name()
                        }));
        tx.updateAll(INSERT, rows);
    }

    /** Whether these are the objects of a task. */
    static boolean isOf(Tx tx, long task, List<BulkObject> objects) {
        List<Long> theirs =
                tx.query(
                        "SELECT object_id FROM task_objects WHERE task_id = ? ORDER BY object_id",
                        row -> row.number("object_id"),
                        task);
        return theirs.equals(objects.stream().map(BulkObject::id).sorted().toList());
    }

    /** Returns the objects of a task that wait, ascending by id. */
    static List<TaskObject> waiting(Tx tx, long task, long from, int limit) {
        return tx.query(
                "SELECT "
                        + COLUMNS
                        + " FROM task_objects WHERE task_id = ? AND object_id >= ?"
                        + " AND outcome = 'waiting' ORDER BY object_id LIMIT ?",
                TaskObject::read,
                task,
                from,
                limit);
    }

    /** A page, ascending by id. */
    static List<TaskObject> page(
            Tx tx, long task, Optional<Outcome> outcome, long from, int limit) {
        List<@Nullable Object> args = new ArrayList<>(List.of(task, from));
        outcome.ifPresent(only -> args.add(only.wire()));
        args.add(limit);
        return tx.query(
                "SELECT "
                        + COLUMNS
                        + " FROM task_objects WHERE task_id = ? AND object_id >= ?"
                        + (outcome.isPresent() ? " AND outcome = ?" : "")
                        + " ORDER BY object_id LIMIT ?",
                TaskObject::read,
                args.toArray());
    }

    /** Counts the objects of a task by outcome; each outcome is there. */
    static Map<Outcome, Long> counts(Tx tx, long task) {
        Map<Outcome, Long> counts = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, 0L);
        }
        tx.query(
                        "SELECT outcome, count(*) AS objects FROM task_objects WHERE task_id = ?"
                                + " GROUP BY outcome",
                        row -> Map.entry(Outcome.of(row.text("outcome")), row.number("objects")),
                        task)
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /**
     * Writes down what became of an object that waits, while its task runs.
     *
     * @return whether it did wait
     */
    static boolean end(Tx tx, long task, long object, Outcome outcome, String fault) {
        return tx.update(
                        "UPDATE task_objects SET outcome = ?, fault = ? WHERE task_id = ?"
                                + " AND object_id = ? AND outcome = 'waiting' AND EXISTS"
                                + " (SELECT 1 FROM tasks WHERE id = ? AND state = 'running')",
                        outcome.wire(),
                        fault,
                        task,
                        object,
                        task)
                > 0;
    }

    /** It was done, but nothing had to change. */
    static void recordUnchanged(Tx tx, long task, long object) {
        tx.update(
                "UPDATE task_objects SET outcome = ? WHERE task_id = ? AND object_id = ?",
                Outcome.UNCHANGED.wire(),
                task,
                object);
    }

    /** The lowest id of a task with objects above one; empty: there is none. */
    static Optional<Long> taskAbove(Tx tx, long task) {
        long next =
                tx.number(
                        "SELECT coalesce(min(task_id), 0) FROM task_objects WHERE task_id > ?",
                        task);
        return next == 0 ? Optional.empty() : Optional.of(next);
    }

    /** Removes some objects of a task that is no longer listed; whether more may be left. */
    static boolean sweep(Tx tx, long task) {
        if (tx.number("SELECT count(*) FROM tasks WHERE id = ?", task) > 0) {
            return false;
        }
        return tx.update(
                        "DELETE FROM task_objects WHERE task_id = ? AND object_id IN (SELECT"
                                + " object_id FROM task_objects WHERE task_id = ? LIMIT ?)",
                        task,
                        task,
                        SWEPT)
                == SWEPT;
    }
}
