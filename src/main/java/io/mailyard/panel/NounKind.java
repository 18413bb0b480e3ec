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
 * @param scope the noun of the scopes that its calls need
 * @param settable the fields that its form has
 * @param listed those that its list shows, besides id and name
 * @param name the member that names an object
 * @param under what stands under the name in a list; empty: nothing
 * @param columns more columns of the list
 * @param cells what stands in them
 * @param extras what its pages have besides
 */
record NounKind(
        String word,
        String scope,
        Section section,
        String icon,
        List<Field<?>> settable,
        List<Field<?>> listed,
        String name,
        BiFunction<SignedIn, Value.Members, String> under,
        Function<Translations, List<Column>> columns,
        BiFunction<SignedIn, Value.Members, List<TableCell>> cells,
        NounExtras extras) {

    /** The address of its list: its section's, or below it where a section has several kinds. */
    String path() {
        return section.address().endsWith("/" + word)
                ? section.address()
                : section.address() + "/" + word;
    }

    String path(long id) {
        return path() + "/" + id;
    }

    String call(String verb) {
        return word + "/" + verb;
    }
}
