package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations of this release leave the release before able to go on. */
class ExpandRulesTest {
    private static final Migration BEFORE =
            Migration.of(
                    "0001-before.sql",
                    """
                    CREATE TABLE thing (id bigint PRIMARY KEY, old text) ${strict};
                    CREATE TABLE sequences (name text PRIMARY KEY, value bigint) ${clustered};
                    CREATE TABLE recipients (id bigint PRIMARY KEY) ${strict};
                    """);

    private static List<String> faults(String sql) {
        return new ExpandRules(List.of(BEFORE)).faults(Migration.of("0002-it.sql", sql));
    }

    @Test
    void migrationsOfThisRelease_leaveTheReleaseBeforeAbleToGoOn() {
        Migrations shipped = Migrations.shipped();
        ExpandRules rules =
                new ExpandRules(shipped.those(one -> one.version() <= shipped.before()));
        List<String> faults = new ArrayList<>();
        shipped.those(one ->
                        one.version() > shipped.before()
                                && one.phase() == Migration.MigrationPhase.EXPAND)
                .forEach(one -> faults.addAll(rules.faults(one)));
        assertThat(faults)
                .as("split it: what only adds stays `expand`, the rest is `contract` in index")
                .isEmpty();
    }

    @Test
    void migrationsOfThisRelease_sayWhenTheyAreApplied() {
        int before = Migrations.shipped().before();
        for (String line : Migrations.lines("index")) {
            int version = Integer.parseInt(line.substring(0, 4));
            assertThat(line)
                    .as("a line of index: FILE, FILE expand or FILE contract (CONTRIBUTING.md)")
                    .matches(
                            version > before
                                    ? "[0-9]{4}-[a-z0-9-]+\\.sql( expand| contract)?"
                                    : "[0-9]{4}-[a-z0-9-]+\\.sql");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE fresh (id bigint PRIMARY KEY) ${strict};",
                "CREATE TABLE IF NOT EXISTS fresh (id bigint PRIMARY KEY) ${strict};",
                """
                CREATE TABLE fresh (id bigint) ${strict};
                CREATE UNIQUE INDEX fresh_id ON fresh (id);
                ALTER TABLE fresh ADD COLUMN more text NOT NULL;
                INSERT INTO fresh (id) VALUES (1);
                UPDATE fresh SET id = 2;
                DELETE FROM fresh;
                ALTER TABLE fresh RENAME COLUMN id TO key;
                """,
                "ALTER TABLE thing ADD COLUMN more text;",
                "ALTER TABLE thing\n  ADD COLUMN more text NOT NULL DEFAULT '';",
                "ALTER TABLE thing ADD COLUMN more bigint NOT NULL DEFAULT -1 CHECK (more > -2);",
                "ALTER TABLE thing ADD COLUMN more bigint;\nUPDATE thing SET more = id + 1 WHERE id > 2;",
                "CREATE INDEX things ON thing (old) WHERE old <> '';",
                "${sqlite} CREATE VIRTUAL TABLE words USING fts5 (word);",
                "INSERT INTO sequences (name, value) VALUES ('x', 1);",
            })
    void adding_isAllowed(String sql) {
        assertThat(faults(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE thing;",
                "drop index some;",
                "ALTER TABLE thing DROP COLUMN old;",
                "ALTER TABLE thing RENAME COLUMN old TO fresh;",
                "ALTER TABLE thing RENAME TO other;",
                "ALTER TABLE \"thing\" RENAME TO other;",
                "ALTER TABLE thing ADD COLUMN more text NOT NULL;",
                "ALTER TABLE thing ADD COLUMN more text NOT NULL DEFAULT lower('A');",
                "ALTER TABLE thing ADD COLUMN more bigint DEFAULT nextval('s');",
                "ALTER TABLE thing ADD COLUMN more text UNIQUE;",
                "ALTER TABLE thing ADD COLUMN more bigint REFERENCES thing (id);",
                "ALTER TABLE thing ADD COLUMN more text, ADD COLUMN other text NOT NULL;",
                "${postgresql} ALTER TABLE thing ALTER COLUMN old TYPE bigint;",
                "${postgresql} ALTER TABLE thing ALTER COLUMN old SET NOT NULL;",
                "${postgresql} ALTER TABLE thing ALTER COLUMN old SET DEFAULT 'x';",
                "${postgresql} ALTER TABLE thing ALTER COLUMN old DROP DEFAULT;",
                "${postgresql} ALTER TABLE thing ADD CONSTRAINT some CHECK (old <> '');",
                "CREATE TABLE thing (id bigint) ${strict};",
                "CREATE UNIQUE INDEX things ON thing (old);",
                "CREATE INDEX all_of_them ON recipients (id);",
                "${postgresql} CREATE TRIGGER some BEFORE INSERT ON thing EXECUTE FUNCTION f();",
                "${sqlite} CREATE TRIGGER some AFTER INSERT ON thing BEGIN DELETE FROM thing; END;",
                "UPDATE thing SET old = '';",
                "ALTER TABLE thing ADD COLUMN more bigint;\nUPDATE thing SET more = 1, old = '';",
                "DELETE FROM thing WHERE id = 1;",
                "INSERT INTO thing (id) VALUES (1);",
                "CREATE VIEW v AS SELECT 1;",
                "TRUNCATE thing;",
                "/* adds */ DROP TABLE thing;",
            })
    void whateverElse_isRefused(String sql) {
        assertThat(faults(sql)).isNotEmpty();
    }
}
