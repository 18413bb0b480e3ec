package io.mailyard.panel;

import io.mailyard.http.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the values of an address, and keeps account of what no page understands: names that nothing
 * asked for, and values that are none of those that a name can have. A list that shows more than
 * its address asks for says so, and nothing is done to "all that match" by such an address.
 */
final class AddressReader {
    /** Names that choose no rows: what has just been done, its receipt, and where one came from. */
    private static final Set<String> NO_FILTERS = Set.of("done", "receipt", "back");

    private final String query;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> wrong = new HashSet<>();

    AddressReader(String query) {
        this.query = query;
    }

    /** A value that is not understood, by its name. */
    record MisreadValue(String name, String value) {
        @Override
        public String toString() {
            return value.isEmpty() ? name : name + "=" + value;
        }
    }

    /** Any text; empty where there is none. */
    String text(String name) {
        asked.add(name);
        return Query.first(query, name).orElse("").strip();
    }

    /** One of some words; empty where there is none, or another one. */
    String word(String name, Collection<String> words) {
        return fitting(name, words.contains(text(name)));
    }

    /** The order of a list, one of some words; the first of them where the address says none. */
    String sort(List<String> words) {
        String sort = word("sort", words);
        return sort.isEmpty() ? words.getFirst() : sort;
    }

    /** The number of an object, as digits; empty where there is none, or something else. */
    String id(String name) {
        return fitting(name, text(name).matches("[1-9][0-9]{0,17}"));
    }

    /** A number from 0 on, as digits; empty where there is none, or something else. */
    String number(String name) {
        return fitting(name, text(name).matches("[0-9]{1,18}"));
    }

    /** A text of some form; empty where there is none, or another one. */
    String matching(String name, String pattern) {
        return fitting(name, text(name).matches(pattern));
    }

    private String fitting(String name, boolean fits) {
        String text = text(name);
        if (!fits && !text.isEmpty()) {
            wrong.add(name);
        }
        return fits ? text : "";
    }

    /** A value that the page has read and understood; empty: it has none, or did not. */
    String understood(String name) {
        return isRead(name) ? Query.first(query, name).orElse("").strip() : "";
    }

    /** Returns the values not understood by now; to be asked after everything was read. */
    List<MisreadValue> misread() {
        Set<MisreadValue> misread = new LinkedHashSet<>();
        for (String name : Query.names(query)) {
            if (!NO_FILTERS.contains(name) && !isRead(name)) {
                misread.add(new MisreadValue(name, Query.first(query, name).orElse("").strip()));
            }
        }
        if (Query.isCut(query)) {
            misread.add(new MisreadValue("...", ""));
        }
        return new ArrayList<>(misread);
    }

    private boolean isRead(String name) {
        return asked.contains(name) && !wrong.contains(name) && Query.isPlain(query, name);
    }
}
