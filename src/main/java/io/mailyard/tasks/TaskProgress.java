package io.mailyard.tasks;

/**
 * Where a task is after a step.
 *
 * @param cursor where the next step begins
 * @param total 0 while unknown
 * @param isOver whether nothing is left
 * @param result a JSON object that says what came of it; read once it is over
 */
public record TaskProgress(String cursor, long done, long total, boolean isOver, String result) {
    /** Progress of a task that goes on at {@code cursor}. */
    public static TaskProgress at(String cursor, long done, long total) {
        return new TaskProgress(cursor, done, total, false, "{}");
    }

    /** The end. */
    public static TaskProgress over(long done, String result) {
        return new TaskProgress("", done, done, true, result);
    }
}
