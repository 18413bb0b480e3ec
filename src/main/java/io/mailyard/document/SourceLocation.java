package io.mailyard.document;

/**
 * Where something stands in a document.
 *
 * @param path such as {@code accounts[2].users[0]}
 * @param line from 1; 0: in no document
 */
public record SourceLocation(String path, int line) {
    /** In no document. */
    public static final SourceLocation NONE = new SourceLocation("", 0);

    /** A member of it. */
    public SourceLocation in(String member, int at) {
        return new SourceLocation(path.isEmpty() ? member : path + "." + member, at);
    }

    /** A row of it, from 0. */
    SourceLocation at(int row, int at) {
        return new SourceLocation(path + "[" + row + "]", at);
    }
}
