package io.mailyard.db;

import io.mailyard.base.StartException;
import io.mailyard.db.StoreTables.ColumnKind;
import io.mailyard.db.StoreTables.StoreColumn;
import io.mailyard.db.StoreTables.StoreTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares the tables of two stores, and brings their columns into one order. */
final class TableMatch {
    private TableMatch() {}

    /** The target's types in the source's order. */
    static StoreTable aligned(StoreTable source, StoreTable target) {
        Map<String, StoreColumn> byName = new HashMap<>();
        target.columns().forEach(column -> byName.put(column.name(), column));
        return new StoreTable(
                target.name(),
                source.columns().stream()
                        .map(column -> Objects.requireNonNull(byName.get(column.name())))
                        .toList());
    }

    /** Refuses stores whose schemas differ. */
    static void requireSameColumns(
            Map<String, StoreTable> tables, Map<String, StoreTable> targets) {
        Set<String> names = new HashSet<>(tables.keySet());
        names.addAll(targets.keySet());
        for (String name : names) {
            if (!kinds(tables.get(name)).equals(kinds(targets.get(name)))) {
                throw new StartException(
                        "table "
                                + name
                                + " differs between the two stores: start the server of this program once on each");
            }
        }
    }

    private static Map<String, ColumnKind> kinds(@Nullable StoreTable table) {
        Map<String, ColumnKind> kinds = new HashMap<>();
        if (table != null) {
            table.columns().forEach(column -> kinds.put(column.name(), column.kind()));
        }
        return kinds;
    }
}
