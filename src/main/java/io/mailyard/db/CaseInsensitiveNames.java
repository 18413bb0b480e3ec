package io.mailyard.db;

import io.mailyard.base.NameRules;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Names that differ only in case, in tables without a key for that: new duplicates are refused,
 * existing ones stay.
 */
public final class CaseInsensitiveNames {
    private CaseInsensitiveNames() {}

    private record NamedRow(long id, String name) {}

    /**
     * The id of another row with an equivalent name; none if the row {@code self} already has the
     * name.
     *
     * @param rows selects ids and names, of some thousand rows at most
     */
    public static OptionalLong find(
            Tx tx, String rows, String name, long self, @Nullable Object... args) {
        List<NamedRow> all = tx.query(rows, row -> new NamedRow(row.number(1), row.text(2)), args);
        if (all.stream().anyMatch(row -> row.id() == self && row.name().equals(name))) {
            return OptionalLong.empty();
        }
        String key = NameRules.key(name);
        return all.stream()
                .filter(row -> row.id() != self && NameRules.key(row.name()).equals(key))
                .mapToLong(NamedRow::id)
                .findFirst();
    }
}
