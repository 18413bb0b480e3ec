package io.mailyard.bulk;

import io.mailyard.base.ApiException;
import io.mailyard.base.Retryable;
import io.mailyard.bulk.BulkKind.BulkOrder;
import io.mailyard.bulk.BulkStore.TaskObject;
import io.mailyard.db.Database;
import io.mailyard.tasks.Task;
import io.mailyard.tasks.TaskKind;
import io.mailyard.tasks.TaskProgress;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does an act to one object after the other. The change of an object, its audit row and what became
 * of it are one transaction, so that a task that is broken off goes on with the next one.
 */
final class BulkTask implements TaskKind {
    private static final Logger LOG = LoggerFactory.getLogger(BulkTask.class);

    /** Objects that a step changes: with {@link #STEP} 200 a second. */
    static final int OBJECTS = 20;

    /**
     * Least time of a step. Each object is a transaction of its own; at this rate most of the
     * writer's time is left to mail.
     */
    private static final Duration STEP = Duration.ofMillis(100);

    private static final int MOST_FAULT = 500;

    private final BulkKind kind;
    private final Database database;
    private final Writes writes;

    BulkTask(BulkKind kind, Database database, Writes writes) {
        this.kind = kind;
        this.database = database;
        this.writes = writes;
    }

    /** Name of the tasks of a kind. */
    static String name(BulkKind kind) {
        return kind.noun() + ".bulk";
    }

    @Override
    public String name() {
        return name(kind);
    }

    /** Where it is. */
    private record BulkCursor(BulkOrder order, long from, long done) {
        static BulkCursor parse(Task task) {
            Map<String, Value> members = JsonText.read(task.cursor()).values();
            Map<String, String> settings = new LinkedHashMap<>();
            if (members.get("settings") instanceof Value.Members(Map<String, Value> all)) {
                all.forEach((name, value) -> {
                    if (value instanceof Value.Text(String text)) {
                        settings.put(name, text);
                    }
                });
            }
            String act = members.get("act") instanceof Value.Text(String text) ? text : "";
            return new BulkCursor(
                    new BulkOrder(act, settings, task.reason()),
                    number(members, "from"),
                    number(members, "done"));
        }

        private static long number(Map<String, Value> members, String name) {
            return members.get(name) instanceof Value.Numeral number
                    ? Long.parseLong(number.literal())
                    : 0;
        }

        String json() {
            return JsonText.write(out ->
                    out.text("act", order.act())
                            .object("settings", all -> order.settings().forEach(all::text))
                            .number("from", from)
                            .number("done", done));
        }
    }

    /** The cursor with which a task begins. */
    static String begin(BulkOrder order) {
        return new BulkCursor(order, 0, 0).json();
    }

    @Override
    public TaskProgress step(TaskStepRun step) {
        long end = System.nanoTime() + STEP.toNanos();
        Task task = step.task();
        BulkCursor cursor = BulkCursor.parse(task);
        List<TaskObject> objects =
                database.read(tx -> BulkStore.waiting(tx, task.id(), cursor.from(), OBJECTS));
        for (TaskObject object : objects) {
            apply(task, cursor.order(), object);
        }
        if (objects.size() < OBJECTS) {
            return over(task);
        }
        LockSupport.parkNanos(end - System.nanoTime());
        BulkCursor next =
                new BulkCursor(
                        cursor.order(),
                        objects.getLast().object().id() + 1,
                        cursor.done() + objects.size());
        return TaskProgress.at(next.json(), next.done(), task.total());
    }

    private void apply(Task task, BulkOrder order, TaskObject object) {
        try {
            writes.<Boolean>as(task.actor(), change -> apply(change, task, order, object));
        } catch (ApiException refused) {
            fail(task, object, String.valueOf(refused.getMessage()));
        } catch (RuntimeException broken) {
            if (Retryable.detail(broken).isPresent()) {
                throw broken;
            }
            LOG.error("task {}: {} {} failed", task.id(), kind.noun(), object.object(), broken);
            fail(task, object, "an error of the program: its log says which");
        }
    }

    private boolean apply(Change change, Task task, BulkOrder order, TaskObject object) {
        long id = object.object().id();
        if (!BulkStore.end(change.tx(), task.id(), id, Outcome.DONE, "")) {
            return false; // cancelled, or done by another server
        }
        Change explained =
                new Change(
                        change.tx(),
                        change.actor(),
                        change.now(),
                        false,
                        Optional.of(order.reason()).filter(text -> !text.isEmpty()));
        if (!kind.apply(explained, object.object(), order)) {
            BulkStore.recordUnchanged(change.tx(), task.id(), id);
        }
        return true;
    }

    private void fail(Task task, TaskObject object, String reason) {
        String fault = reason.length() > MOST_FAULT ? reason.substring(0, MOST_FAULT) : reason;
        database.write(
                tx -> BulkStore.end(tx, task.id(), object.object().id(), Outcome.FAILED, fault));
    }

    private TaskProgress over(Task task) {
        Map<Outcome, Long> counts = database.read(tx -> BulkStore.counts(tx, task.id()));
        return TaskProgress.over(
                task.total(),
                JsonText.write(out -> {
                    for (Outcome outcome :
                            List.of(Outcome.DONE, Outcome.UNCHANGED, Outcome.FAILED)) {
                        out.number(outcome.wire(), counts.getOrDefault(outcome, 0L));
                    }
                }));
    }

    /** Removes the objects of tasks that are no longer listed. */
    @Override
    public void tidy() {
        Optional<Long> task = database.read(tx -> BulkStore.taskAbove(tx, 0));
        while (task.isPresent()) {
            long id = task.get();
            if (!database.<Boolean>write(tx -> BulkStore.sweep(tx, id))) {
                task = database.read(tx -> BulkStore.taskAbove(tx, id));
            }
        }
    }
}
