package io.mailyard.tasks;

import java.util.Arrays;
import java.util.Locale;

/** State of a task. */
public enum TaskState {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    /** Word in the store and on the wire, such as {@code cancelled}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TaskState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    static String[] words() {
        return Arrays.stream(values()).map(TaskState::wire).toArray(String[]::new);
    }

    boolean isOpen() {
        return this == WAITING || this == RUNNING;
    }
}
