package io.mailyard.panel;

import io.mailyard.fields.Field;
import io.mailyard.panel.ListView.Column;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Objects that have a list, a form and a deletion, all made from their declared fields.
 *
 * @param word in addresses, calls and keys of words, such as {@code tariffs}
 * @param settable the fields that its form has
 * @param listed those that its list shows, besides id and name
 * @param under the member that stands under the name in a list; empty: none
 * @param columns more columns of the list
 * @param cells what stands in them
 */
record NounKind(
        String word,
        Section section,
        String icon,
        List<Field<?>> settable,
        List<Field<?>> listed,
        String under,
        Function<Translations, List<Column>> columns,
        BiFunction<SignedIn, Value.Members, List<TableCell>> cells) {

    String path() {
        return "/admin/" + word;
    }

    String path(long id) {
        return path() + "/" + id;
    }

    String call(String verb) {
        return word + "/" + verb;
    }
}
