package io.mailyard.panel;

import java.util.List;

/** Content of one place of a table. */
public sealed interface TableCell {
    /** A text, or a number with {@code numeric}. */
    record PlainCell(String text, boolean numeric) implements TableCell {}

    /** The row's title, which leads to its page; {@code under} is smaller. */
    record TitleCell(String text, String under, String address) implements TableCell {}

    /**
     * The row's title, which leads to its page, over an id of a program, such as a Message-ID, with
     * a button that copies it.
     */
    record IdentifiedCell(String text, String under, String address, String id)
            implements TableCell {}

    /** A text over a smaller one, one of which has a button that copies it; empty: none has. */
    record CopiedCell(String text, String under, String copied) implements TableCell {
        /** A text with a button that copies it, where there is one. */
        static CopiedCell of(String text) {
            return new CopiedCell(text, "", text);
        }

        /** Whether the button copies the smaller text; false too where there is no button. */
        public boolean isUnder() {
            return !copied.isEmpty() && copied.equals(under);
        }
    }

    /** A text over a smaller one. */
    record DetailCell(String text, String under) implements TableCell {}

    /** A text of a program, such as a pattern. */
    record CodeCell(String text) implements TableCell {}

    /** A state. */
    record StateCell(Badge badge) implements TableCell {}

    /** A moment: as the reader's clock has it, and exactly. */
    record MomentCell(String text, String utc) implements TableCell {}

    /** A number that a phone leaves out, such as an id. */
    record IdCell(String text) implements TableCell {}

    /** Something to do with the row, by a dialog. */
    record ActCell(String label, String address) implements TableCell {}

    /** A file to save. */
    record PostCell(String label, String address, String name, String value) implements TableCell {}

    record DownloadCell(String label, String address) implements TableCell {}

    /** Members that a change changed, one by one; and what else the same request changed. */
    record ChangesCell(List<CellChange> rows, String requestId) implements TableCell {}

    /** One member before and after. */
    record CellChange(String name, String was, String is) {}

    /** A text over a bar; {@code percent} below 0: without one. */
    record MeterCell(String text, long percent) implements TableCell {}

    /** Nothing. */
    record EmptyCell() implements TableCell {}

    /** A text with nothing beside it; empty: an empty place. */
    static TableCell text(String text) {
        return new PlainCell(text, false);
    }

    /**
     * A number as the reader's language writes it already, aligned with the others of its column.
     */
    static TableCell number(String text) {
        return new PlainCell(text, true);
    }
}
