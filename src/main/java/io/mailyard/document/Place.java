package io.mailyard.document;

/**
 * Where something stands in a document.
 *
 * @param path such as {@code accounts[2].users[0]}
 * @param line from 1; 0: in no document
 */
public record Place(String path, int line) {
    /** In no document. */
    public static final Place NONE = new Place("", 0);

    /** A member of it. */
    public Place in(String member, int at) {
        return new Place(path.isEmpty() ? member : path + "." + member, at);
    }

    /** A row of it, from 0. */
    Place at(int row, int at) {
        return new Place(path + "[" + row + "]", at);
    }
}
