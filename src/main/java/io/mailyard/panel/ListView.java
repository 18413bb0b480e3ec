package io.mailyard.panel;

import java.util.List;
import java.util.Optional;

/**
 * A list as a page shows it.
 *
 * @param address of the list without its query, to which its filters are sent
 * @param search what is searched for; {@code searchLabel} empty: there is no search
 * @param filters hidden values that a new search keeps
 * @param total how many there are in all, in words
 * @param next address of the next page; empty on the last
 * @param first address of the first page; empty on it
 * @param bulk what can be done to many rows; address empty: nothing
 * @param call that answers the list; empty: it is of none
 * @param foot sums of all that the filters let pass; empty: there are none
 */
public record ListView(
        String address,
        String search,
        String searchLabel,
        List<ListFilter> filters,
        List<Chip> chips,
        String total,
        List<Column> columns,
        List<ListRow> rows,
        String next,
        String first,
        Empty empty,
        BulkList.BulkBar bulk,
        Optional<CallExample> call,
        Optional<ListRow> foot) {
    ListView(
            String address,
            String search,
            String searchLabel,
            List<ListFilter> filters,
            List<Chip> chips,
            String total,
            List<Column> columns,
            List<ListRow> rows,
            String next,
            String first,
            Empty empty) {
        this(
                address,
                search,
                searchLabel,
                filters,
                chips,
                total,
                columns,
                rows,
                next,
                first,
                empty,
                BulkList.BulkBar.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /** Returns the list with a bar of what can be done to many of its rows. */
    ListView with(BulkList.BulkBar bar) {
        return new ListView(
                address,
                search,
                searchLabel,
                filters,
                chips,
                total,
                columns,
                rows,
                next,
                first,
                empty,
                bar,
                call,
                foot);
    }

    /** Returns the list with a row of sums below its rows. */
    ListView withFoot(ListRow sums) {
        return new ListView(
                address,
                search,
                searchLabel,
                filters,
                chips,
                total,
                columns,
                rows,
                next,
                first,
                empty,
                bulk,
                call,
                Optional.of(sums));
    }

    /** Returns the list with the call that answered it. */
    ListView of(CallResult found) {
        return new ListView(
                address,
                search,
                searchLabel,
                filters,
                chips,
                total,
                columns,
                rows,
                next,
                first,
                empty,
                bulk,
                found.example(),
                foot);
    }

    /** A value that the address keeps. */
    public record ListFilter(String name, String value) {}

    /** A choice of what is shown; {@code count} empty: not counted. */
    public record Chip(String label, String count, String address, boolean current) {}

    /**
     * A column.
     *
     * @param sort address of the list sorted by it; empty: it cannot be
     * @param sorted {@code ascending}, {@code descending}, or empty
     */
    public record Column(String label, boolean numeric, String sort, String sorted) {
        static Column of(String label) {
            return new Column(label, false, "", "");
        }

        static Column number(String label) {
            return new Column(label, true, "", "");
        }

        /**
         * One that the list can be sorted by.
         *
         * @param name as the address says it; with - descending
         * @param current the order of the list
         * @param query of the list's address
         */
        static Column sorted(String label, String name, String current, String path, String query) {
            boolean up = current.equals(name);
            return new Column(
                    label,
                    false,
                    path
                            + Panel.with(
                                    Panel.plain(Panel.undone(query), "from"),
                                    "sort",
                                    up ? "-" + name : name),
                    up ? "ascending" : current.equals("-" + name) ? "descending" : "");
        }

        /** A number by which the list can only descend. */
        static Column most(String label, String name, String current, String path, String query) {
            return new Column(
                    label,
                    true,
                    path + Panel.with(Panel.plain(Panel.undone(query), "from"), "sort", name),
                    current.equals(name) ? "descending" : "");
        }

        /** The icon that tells how it is sorted. */
        public String icon() {
            return switch (sorted) {
                case "ascending" -> "chevron-up";
                case "descending" -> "chevron-down";
                default -> "chevrons-up-down";
            };
        }
    }

    /** A row; {@code id} names it in the page. */
    public record ListRow(String id, List<TableCell> cells) {
        /** The number of its object, which stands at the end of its id. */
        public String number() {
            return id.substring(id.lastIndexOf('-') + 1);
        }
    }

    /** Text of an empty list, and the button that makes the first; address empty: none. */
    public record Empty(String icon, String title, String text, String label, String address) {}
}
