package io.mailyard.document;

import java.util.List;

/**
 * The first and the last line of an exported document. A document with the first but without the
 * last is incomplete, for example because a disk was full: applied with {@code --prune} it would
 * delete the rest. Documents that people write need neither.
 */
public final class ExportFrame {
    private static final String LAST = "# end of mailyard export";
    private static final String FIRST =
            "# mailyard export: not whole unless its last line is '" + LAST + "'";

    private ExportFrame() {}

    /** Frames a document in YAML, which ends with a line break. */
    public static String around(String yaml) {
        return FIRST + "\n" + yaml + LAST + "\n";
    }

    /**
     * Refuses an incomplete export.
     *
     * @throws BadDocument if it has the first line but not the last
     */
    static void check(String text) {
        if (text.stripLeading().startsWith("# mailyard export:")
                && text.lines().map(String::strip).noneMatch(LAST::equals)) {
            throw new BadDocument(
                    List.of(
                            "it was exported and its last line, '"
                                    + LAST
                                    + "', is missing: the file was cut, perhaps by a full disk;"
                                    + " export again"));
        }
    }
}
