package io.mailyard.cli;

import java.util.Arrays;
import java.util.List;

/**
 * A call of the API as a command: its verb, its parameters, and how its answer is shown.
 *
 * @param path under {@code /api/v1.1/admin/}; from the root where it starts with a slash
 * @param says a sentence for the help
 * @param done what is said when it is done, such as {@code frozen}; the object's name goes before
 * @param columns the columns of a list's table where the answer has them
 */
record Operation(
        String verb,
        String path,
        String says,
        ResponseShape shape,
        String done,
        List<String> columns,
        List<Arg> args) {

    /** What the answer's data is, and what the command does to the server. */
    enum ResponseShape {
        /** Reads an array, page by page. */
        LIST,
        /** Reads one object. */
        OBJECT,
        /** Reads rows again and again, for someone who looks on. */
        WATCHED,
        /** Writes; answers an id, and a secret where one is made. */
        SAVED,
        /** Writes; answers nothing. */
        DONE,
        /** Writes, and takes something away: asks first. */
        DELETED
    }

    static Operation list(
            String verb, String path, String says, List<String> columns, Arg... args) {
        return of(verb, path, says, ResponseShape.LIST, "", columns, args);
    }

    static Operation show(String verb, String path, String says, Arg... args) {
        return of(verb, path, says, ResponseShape.OBJECT, "", List.of(), args);
    }

    static Operation watch(String verb, String path, String says, Arg... args) {
        return of(verb, path, says, ResponseShape.WATCHED, "", List.of(), args);
    }

    static Operation save(String verb, String path, String says, String done, Arg... args) {
        return of(verb, path, says, ResponseShape.SAVED, done, List.of(), args);
    }

    static Operation act(String verb, String path, String says, String done, Arg... args) {
        return of(verb, path, says, ResponseShape.DONE, done, List.of(), args);
    }

    static Operation delete(String verb, String path, String says, Arg... args) {
        return remove(verb, path, says, "deleted", args);
    }

    /** Takes something away that is not said to be deleted. */
    static Operation remove(String verb, String path, String says, String done, Arg... args) {
        return of(verb, path, says, ResponseShape.DELETED, done, List.of(), args);
    }

    private static Operation of(
            String verb,
            String path,
            String says,
            ResponseShape shape,
            String done,
            List<String> columns,
            Arg... args) {
        return new Operation(verb, path, says, shape, done, columns, Arrays.asList(args));
    }

    /** Whether a list comes page by page: it takes where to start, and so {@code limit}. */
    boolean paged() {
        return shape == ResponseShape.LIST
                && args.stream().anyMatch(arg -> arg.param().startsWith("from_"));
    }

    /** Whether a dry run answers what it would mean for mail, and a plan. */
    boolean planned() {
        return writes()
                && (path.startsWith("senders/")
                        || path.startsWith("nodes/")
                        || path.startsWith("vsenders/"));
    }

    boolean writes() {
        return switch (shape) {
            case LIST, OBJECT, WATCHED -> false;
            case SAVED, DONE, DELETED -> true;
        };
    }
}
