package io.mailyard.db;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.util.List;

/** A table to try the store with. */
final class Things {
    /** A name that the table does not take. */
    static final String REFUSED = "refused";

    /** Stores names under numbers of the sequence "thing". */
    static final GroupStage<String> STAGE =
            (tx, items) -> items.forEach(item -> add(tx, tx.nextId("thing"), item));

    private Things() {}

    static Database open(StoreKind kind) {
        Database db = TestStores.open(kind);
        create(db);
        return db;
    }

    static void create(Database db) {
        db.write(tx ->
                tx.update(
                        "CREATE TABLE things (id "
                                + (tx.dialect() == Dialect.SQLITE ? "integer" : "bigint")
                                + " PRIMARY KEY, name text NOT NULL CHECK (name <> '"
                                + REFUSED
                                + "'))"));
    }

    static int add(Tx tx, long id, String name) {
        return tx.update("INSERT INTO things (id, name) VALUES (?, ?)", id, name);
    }

    /** In the order of their numbers. */
    static List<String> names(Database db) {
        return db.read(tx -> tx.query("SELECT name FROM things ORDER BY id", row -> row.text(1)));
    }
}
