package io.mailyard.users;

import io.mailyard.base.NameRules;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates the keys of accounts' names and users' logins to {@link NameRules#key}, once for each
 * store. If two names have become equal, both remain: the later one keeps its old key, and each
 * start lists both until one is renamed. The same applies to names that would be refused today.
 */
public final class NameKeys {
    private static final Logger LOG = LoggerFactory.getLogger(NameKeys.class);

    /** Set once all keys are those of {@link NameRules#key}. */
    private static final String DONE = "name-keys";

    /** Rows examined in one transaction. */
    private static final int STEP = 500;

    /** Maximum number of lines at a start. */
    private static final int TOLD = 20;

    private final Database database;

    private NameKeys(Database database) {
        this.database = database;
    }

    private record KeyedName(long id, long account, String name, String key) {
        static KeyedName of(Row row) {
            return new KeyedName(
                    row.number("id"),
                    row.number("owner"),
                    row.text("shown"),
                    row.text("shown_key"));
        }
    }

    /** The columns with names of one kind. */
    private enum NameKind {
        ACCOUNT("accounts", "id", "name", "name_key"),
        USER("users", "account_id", "login", "login_key");

        final String table;
        final String owner;
        final String name;
        final String key;

        NameKind(String table, String owner, String name, String key) {
            this.table = table;
            this.owner = owner;
            this.name = name;
            this.key = key;
        }
    }

    /** Runs at each start, before anything is served. */
    public static void run(Database database) {
        NameKeys keys = new NameKeys(database);
        if (database.<Long>read(
                        tx -> tx.number("SELECT count(*) FROM sequences WHERE name = ?", DONE))
                == 0) {
            for (NameKind kind : NameKind.values()) {
                keys.renew(kind);
            }
            database.write(tx -> tx.nextId(DONE));
        }
        keys.tell();
    }

    /** ASCII names keep their key. */
    private void renew(NameKind kind) {
        String other =
                database.dialect() == Dialect.SQLITE
                        ? kind.name + " GLOB '*[^ -~]*'"
                        : kind.name + " ~ '[^ -~]'";
        String page =
                "SELECT id, "
                        + kind.owner
                        + " AS owner, "
                        + kind.name
                        + " AS shown, "
                        + kind.key
                        + " AS shown_key FROM "
                        + kind.table
                        + " WHERE id > ? AND "
                        + other
                        + " ORDER BY id LIMIT ?";
        long from = 0;
        List<KeyedName> some = page(page, from);
        while (!some.isEmpty()) {
            List<KeyedName> now = some;
            database.write(tx -> {
                now.forEach(named -> renew(tx, kind, named));
                return now.size();
            });
            from = some.getLast().id();
            some = page(page, from);
        }
    }

    private List<KeyedName> page(String sql, long from) {
        return database.read(tx -> tx.query(sql, KeyedName::of, from, STEP));
    }

    private static void renew(Tx tx, NameKind kind, KeyedName named) {
        String key = NameRules.key(named.name());
        long twin = 0;
        if (!key.equals(named.key())) {
            twin =
                    tx
                            .query(
                                    "SELECT id FROM "
                                            + kind.table
                                            + " WHERE "
                                            + kind.key
                                            + " = ? AND id <> ?"
                                            + (kind == NameKind.USER ? " AND account_id = ?" : ""),
                                    row -> row.number(),
                                    kind == NameKind.USER
                                            ? new Object[] {key, named.id(), named.account()}
                                            : new Object[] {key, named.id()})
                            .stream()
                            .findFirst()
                            .orElse(0L);
            if (twin == 0) {
                tx.update(
                        "UPDATE "
                                + kind.table
                                + " SET "
                                + kind.key
                                + " = ? WHERE id = ? AND "
                                + kind.name
                                + " = ?",
                        key,
                        named.id(),
                        named.name());
            }
        }
        if (twin != 0 || !visible(named.name())) {
            tx.update(
                    "INSERT INTO odd_names (kind, id, name, twin_id) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (kind, id) DO NOTHING",
                    kind.table,
                    named.id(),
                    named.name(),
                    twin == 0 ? null : twin);
        }
    }

    private static boolean visible(String name) {
        try {
            NameRules.visible(name);
            return true;
        } catch (IllegalArgumentException unseen) {
            return false;
        }
    }

    /** Forgets names that were changed or removed. */
    private void tell() {
        if (database.<Long>read(tx -> tx.number("SELECT count(*) FROM odd_names")) == 0) {
            return;
        }
        for (NameKind kind : NameKind.values()) {
            database.write(tx ->
                    tx.update(
                            "DELETE FROM odd_names WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM "
                                    + kind.table
                                    + " t WHERE t.id = odd_names.id AND t."
                                    + kind.name
                                    + " = odd_names.name)",
                            kind.table));
        }
        database.read(tx ->
                        tx.query(
                                "SELECT kind, id, name, coalesce(twin_id, 0) AS twin FROM odd_names"
                                        + " ORDER BY kind, id LIMIT ?",
                                row ->
                                        row.text("kind")
                                                + " "
                                                + row.number("id")
                                                + " '"
                                                + shown(row.text("name"))
                                                + "' "
                                                + (row.number("twin") == 0
                                                        ? "holds characters that cannot be seen"
                                                        : "has the same name as "
                                                                + row.number("twin")
                                                                + " apart from case or form"),
                                TOLD))
                .forEach(line -> LOG.warn("{}: it stays as it is; rename it", line));
    }

    /** Shows invisible characters as their numbers. */
    private static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .forEach(c -> {
                    String item = Character.toString(c);
                    shown.append(visible(item) ? item : String.format("\\u{%04X}", c));
                });
        return shown.toString();
    }
}
