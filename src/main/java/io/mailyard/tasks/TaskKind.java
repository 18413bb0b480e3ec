package io.mailyard.tasks;

import io.mailyard.writes.Change;
import java.util.function.Function;

/** A kind of long work. */
public interface TaskKind {
    /** Such as {@code recipients.erase}. */
    String name();

    /**
     * Does the next part, in about a tenth of a second: a task is cancelled, and others have their
     * turn, between steps. A step may be repeated if the process ends within it, unless it does
     * everything in {@link TaskStepRun#write}.
     *
     * @throws TaskFailed if it cannot be done
     */
    TaskProgress step(TaskStepRun step);

    /** Tidies up after a task that was cancelled or failed; nothing unless overridden. */
    default void abandoned(Task task) {}

    /** Removes what is left of tasks past its time; from time to time. */
    default void tidy() {}

    /** One step of a task. */
    interface TaskStepRun {
        /** The task as it was before this step. */
        Task task();

        /**
         * Runs a change as the person who asked for the task, and stores the progress that it
         * returns in the same transaction.
         */
        TaskProgress write(Function<Change, TaskProgress> work);
    }

    /** The task cannot be done, for a reason that people are told. */
    final class TaskFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        public TaskFailed(String reason) {
            super(reason);
        }
    }
}
