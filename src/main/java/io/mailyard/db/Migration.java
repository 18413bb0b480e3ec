package io.mailyard.db;

import io.mailyard.base.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of the schema: a file {@code 0007-what-it-does.sql}. It is written once for both stores,
 * in PostgreSQL's types (bigint, smallint, text, bytea), each statement ending with a semicolon at
 * the end of a line. {@code ${strict}} ends every CREATE TABLE; {@code ${clustered}} instead of it
 * where the primary key is not one bigint, so that SQLite keeps the rows in the key itself. A
 * statement that begins with ${sqlite} or ${postgresql} is for that store alone.
 *
 * @param phase when it may be applied
 */
record Migration(int version, String name, MigrationPhase phase, String sql) {
    /** When a migration may be applied while servers of the release before run. */
    enum MigrationPhase {
        /** At the start of the first server: the release before goes on with the result. */
        EXPAND,
        /** Once no server of the release before runs, which could not go on with the result. */
        CONTRACT
    }

    private static final Pattern FILE = Pattern.compile("(\\d{4})-([a-z0-9-]+)\\.sql");
    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");
    private static final Pattern END = Pattern.compile(";[ \\t]*(?:\\n|$)");
    private static final String SQLITE_ONLY = "${sqlite}";
    private static final String POSTGRES_ONLY = "${postgresql}";
    private static final Pattern INTEGERS = Pattern.compile("\\b(?:bigint|smallint)\\b");
    private static final Pattern BYTES = Pattern.compile("\\bbytea\\b");

    Migration {
        sql = sql.replace("\r\n", "\n");
        for (String statement : statements(sql)) {
            if (statement.startsWith("CREATE TABLE")
                    && !statement.endsWith("${strict}")
                    && !statement.endsWith("${clustered}")) {
                throw new IllegalArgumentException(
                        "migration " + version + ": a table without ${strict}: " + statement);
            }
        }
    }

    /** An expanding migration. */
    static Migration of(String file, String sql) {
        return of(file, MigrationPhase.EXPAND, sql);
    }

    static Migration of(String file, MigrationPhase phase, String sql) {
        Matcher matcher = FILE.matcher(file);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the name of a migration: " + file);
        }
        return new Migration(Integer.parseInt(matcher.group(1)), matcher.group(2), phase, sql);
    }

    /** The statements for one of the stores. */
    List<String> statements(Dialect dialect) {
        String own = dialect == Dialect.SQLITE ? SQLITE_ONLY : POSTGRES_ONLY;
        String foreign = dialect == Dialect.SQLITE ? POSTGRES_ONLY : SQLITE_ONLY;
        List<String> translated = new ArrayList<>();
        for (String statement : statements(sql)) {
            if (statement.startsWith(foreign)) {
                continue;
            }
            if (statement.startsWith(own)) {
                translated.add(statement.substring(own.length()).strip());
            } else {
                translated.add(
                        dialect == Dialect.SQLITE ? forSqlite(statement) : forPostgres(statement));
            }
        }
        return translated;
    }

    private static List<String> statements(String sql) {
        List<String> found = new ArrayList<>();
        for (String statement : END.split(COMMENT.matcher(sql).replaceAll(""), -1)) {
            if (!statement.isBlank()) {
                found.add(statement.strip());
            }
        }
        return found;
    }

    private static String forSqlite(String statement) {
        String typed = INTEGERS.matcher(statement).replaceAll("INTEGER");
        return BYTES.matcher(typed)
                .replaceAll("BLOB")
                .replace("${strict}", "STRICT")
                .replace("${clustered}", "STRICT, WITHOUT ROWID");
    }

    private static String forPostgres(String statement) {
        return statement.replace("${strict}", "").replace("${clustered}", "");
    }

    /** Its file without the ending, such as 0007-what-it-does. */
    String file() {
        return "%04d-%s".formatted(version, name);
    }

    /** SHA-256 of the text, in hex. */
    String checksum() {
        return Sha256.hex(sql);
    }
}
