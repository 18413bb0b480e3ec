package io.mailyard.document;

/**
 * A place in a document.
 *
 * @param path for example {@code accounts[2].users[0]}, after the file where there are several
 * @param line from 1; 0: not in a document
 */
public record SourceLocation(String path, int line) {
    /** Not in a document. */
    public static final SourceLocation NONE = new SourceLocation("", 0);

    /** The place of a member. */
    public SourceLocation in(String member, int at) {
        // behind the name of a file stands a blank
        boolean first = path.isEmpty() || path.endsWith(" ");
        return new SourceLocation(first ? path + member : path + "." + member, at);
    }

    /** The place of a row, from 0. */
    SourceLocation at(int row, int at) {
        return new SourceLocation(path + "[" + row + "]", at);
    }
}
