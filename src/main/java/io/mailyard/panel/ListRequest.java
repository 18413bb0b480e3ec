package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A list as its address asks for it: searched, filtered, in some order, page by page.
 *
 * @param path of the list
 * @param search what rows must have; empty: all
 * @param flag the filter that lets rows pass that are so, or are not; empty: none
 * @param on true or false; empty: all
 * @param sort the order, with - descending
 */
record ListRequest(
        SignedIn signedIn, String path, String search, String flag, String on, String sort) {
    /**
     * As the address of a page asks for it.
     *
     * @param sorts the orders of the list, up and down each, besides that by id
     */
    static ListRequest of(SignedIn signedIn, String path, String... sorts) {
        List<String> words =
                Stream.concat(Stream.of("id"), Stream.of(sorts))
                        .flatMap(sort -> Stream.of(sort, "-" + sort))
                        .toList();
        Visit visit = signedIn.visit();
        String sort = visit.values().sort(words);
        return new ListRequest(signedIn, path, visit.param("search"), "", "", sort);
    }

    /**
     * Returns this list, filtered by a flag where the address asks for that.
     *
     * @param flag as the address and the call name it
     */
    ListRequest by(String flag) {
        String asked = signedIn.visit().values().word(flag, List.of("true", "false"));
        return new ListRequest(signedIn, path, search, flag, asked, sort);
    }

    private String query() {
        return signedIn.visit().request().query();
    }

    /**
     * A page of a call's rows.
     *
     * @param params of the call besides those of the address
     */
    KeysetPage page(String call, Object... params) {
        List<Object> all = new ArrayList<>(List.of(params));
        if (!search.isEmpty()) {
            all.addAll(List.of("search", search));
        }
        if (!on.isEmpty()) {
            all.addAll(List.of(flag, on.equals("true")));
        }
        return KeysetPage.inOrder(signedIn, call, path, query(), sort, all.toArray());
    }

    /** A column that the list can be sorted by. */
    Column column(String label, String by) {
        return Column.sorted(label, by, sort, path, query());
    }

    /** A column of numbers that the list can be sorted by. */
    Column number(String label, String by) {
        Column column = column(label, by);
        return new Column(label, true, column.sort(), column.sorted());
    }

    /** Text of an empty list: that nothing matches, or else that there is nothing. */
    ListView.Empty empty(ListView.Empty none) {
        Translations words = signedIn.words();
        return search.isEmpty() && on.isEmpty()
                ? none
                : new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("list.nothing.text"),
                        words.text("list.everything"),
                        path);
    }

    /** A search by words, and more filters. */
    FilterView filters(String searchLabel, FilterView.ShownFilter... more) {
        List<FilterView.ShownFilter> filters = new ArrayList<>(List.of(more));
        filters.addFirst(FilterView.search(searchLabel, signedIn.visit()));
        return new FilterView(path, filters, List.of());
    }

    /** The choice of {@link #by}, of rows that are switched on or off. */
    FilterView.ShownFilter state() {
        Translations words = signedIn.words();
        return state(words.text("state.active"), words.text("state.inactive"));
    }

    /** The choice of {@link #by}. */
    FilterView.ShownFilter state(String isOn, String isOff) {
        Translations words = signedIn.words();
        return FilterView.choice(
                flag,
                words.text("column.state"),
                signedIn.visit(),
                List.of(
                        new SelectOption("", words.text("filter.all")),
                        new SelectOption("true", isOn),
                        new SelectOption("false", isOff)));
    }
}
