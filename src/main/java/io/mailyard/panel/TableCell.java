package io.mailyard.panel;

import java.util.List;

/** Content of one place of a table. */
public sealed interface TableCell {
    /** A text, or a number with {@code numeric}. */
    record Plain(String text, boolean numeric) implements TableCell {}

    /** The row's title, which leads to its page; {@code under} is smaller. */
    record Title(String text, String under, String address) implements TableCell {}

    /**
     * The row's title, which leads to its page, over an id of a program, such as a Message-ID, with
     * a button that copies it.
     */
    record Identified(String text, String under, String address, String id) implements TableCell {}

    /** A text over a smaller one, one of which has a button that copies it; empty: none has. */
    record Copied(String text, String under, String copied) implements TableCell {
        /** A text with a button that copies it, where there is one. */
        static Copied of(String text) {
            return new Copied(text, "", text);
        }

        /** Whether the button copies the smaller text; false too where there is no button. */
        public boolean isUnder() {
            return !copied.isEmpty() && copied.equals(under);
        }
    }

    /** A text over a smaller one. */
    record Detail(String text, String under) implements TableCell {}

    /** A text of a program, such as a pattern. */
    record Code(String text) implements TableCell {}

    /** A state. */
    record State(Badge badge) implements TableCell {}

    /** A moment: as the reader's clock has it, and exactly. */
    record Moment(String text, String utc) implements TableCell {}

    /** A number that a phone leaves out, such as an id. */
    record Id(String text) implements TableCell {}

    /** Something to do with the row, by a dialog. */
    record Act(String label, String address) implements TableCell {}

    /** A file to save. */
    record Post(String label, String address, String name, String value) implements TableCell {}

    record Download(String label, String address) implements TableCell {}

    /** Members that a change changed, one by one; and what else the same request changed. */
    record Changes(List<Change> rows, String requestId) implements TableCell {}

    /** One member before and after. */
    record Change(String name, String was, String is) {}

    /** A text over a bar; {@code percent} below 0: without one. */
    record Meter(String text, long percent) implements TableCell {}

    /** Nothing. */
    record None() implements TableCell {}

    /** A text with nothing beside it; empty: an empty place. */
    static TableCell text(String text) {
        return new Plain(text, false);
    }

    /**
     * A number as the reader's language writes it already, aligned with the others of its column.
     */
    static TableCell number(String text) {
        return new Plain(text, true);
    }
}
