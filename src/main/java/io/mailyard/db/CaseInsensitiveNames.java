package io.mailyard.db;

import io.mailyard.base.NameRules;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Names that differ in their case alone, in tables without a key for that: a new one is refused,
 * pairs that were there before stay.
 */
public final class CaseInsensitiveNames {
    private CaseInsensitiveNames() {}

    private record Named(long id, String name) {}

    /**
     * The id of another row whose name is as good as {@code name}; none where the row {@code self}
     * has that name already.
     *
     * @param rows selects ids and names, of some thousand rows at most
     */
    public static OptionalLong find(
            Tx tx, String rows, String name, long self, @Nullable Object... args) {
        List<Named> all = tx.query(rows, row -> new Named(row.number(1), row.text(2)), args);
        if (all.stream().anyMatch(row -> row.id() == self && row.name().equals(name))) {
            return OptionalLong.empty();
        }
        String key = NameRules.key(name);
        return all.stream()
                .filter(row -> row.id() != self && NameRules.key(row.name()).equals(key))
                .mapToLong(Named::id)
                .findFirst();
    }
}
