package io.mailyard.cli;

import java.util.Arrays;
import java.util.List;

/**
 * A call of the API as a command: its verb, its parameters, and how its answer is shown.
 *
 * @param path under {@code /api/v1.1/admin/}, or from the root if it starts with a slash
 * @param says a sentence for the help
 * @param done the word printed after the object's name on success, for example {@code frozen}
 * @param columns the columns of a list's table, if the answer has them
 */
record Operation(
        String verb,
        String path,
        String says,
        ResponseShape shape,
        String done,
        List<String> columns,
        List<Arg> args) {

    /** The form of the answer's data, and the command's effect. */
    enum ResponseShape {
        /** Reads an array, page by page. */
        LIST,
        /** Reads one object. */
        OBJECT,
        /** Reads rows repeatedly, for someone who watches. */
        WATCHED,
        /** Writes; returns an id, and a secret if one is created. */
        SAVED,
        /** Writes; returns nothing. */
        DONE,
        /** Writes; returns one object, which says what happened. */
        TOLD,
        /** Removes something, after asking for confirmation. */
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

    /** An operation whose answer says what happened. */
    static Operation tell(String verb, String path, String says, Arg... args) {
        return of(verb, path, says, ResponseShape.TOLD, "", List.of(), args);
    }

    static Operation delete(String verb, String path, String says, Arg... args) {
        if (!path.endsWith("/delete")) {
            return remove(verb, path, says, "deleted", args);
        }
        Arg[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = Arg.WHY;
        return remove(verb, path, says, "deleted", all);
    }

    /** An operation that removes something without deleting an object. */
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

    /** Whether a list is read page by page: it takes a start, and so {@code limit}. */
    boolean paged() {
        return shape == ResponseShape.LIST
                && args.stream().anyMatch(arg -> arg.param().startsWith("from"));
    }

    /** Whether a dry run returns the impact on mail, and a plan. */
    boolean planned() {
        return writes()
                && (path.startsWith("senders/")
                        || path.startsWith("nodes/")
                        || path.startsWith("vsenders/"));
    }

    boolean writes() {
        return switch (shape) {
            case LIST, OBJECT, WATCHED -> false;
            case SAVED, DONE, TOLD, DELETED -> true;
        };
    }
}
