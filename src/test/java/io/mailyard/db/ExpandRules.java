package io.mailyard.db;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a migration may do while servers of the release before run: add. It reads each statement and
 * refuses whatever it does not know to be harmless.
 */
final class ExpandRules {
    /** Tables with a row for each message or recipient: an index on one is built for minutes. */
    private static final Set<String> LARGE =
            Set.of(
                    "messages",
                    "contents",
                    "content_pieces",
                    "recipients",
                    "conversations",
                    "events",
                    "audit",
                    "suppressions",
                    "webhook_deliveries",
                    "webhook_log",
                    "message_words",
                    "message_answers",
                    "idempotency",
                    "task_objects");

    private static final String NAME = "\"?([a-z_][a-z0-9_]*)\"?";
    private static final Pattern CREATE_TABLE =
            Pattern.compile("create (?:virtual )?table (?:if not exists )?" + NAME + "\\b.*");
    private static final Pattern CREATE_INDEX =
            Pattern.compile(
                    "create (unique )?index (?:if not exists )?"
                            + NAME
                            + " on "
                            + NAME
                            + " ?(?:using [a-z]+ )?\\(.*");
    private static final Pattern ADD_COLUMN =
            Pattern.compile("alter table " + NAME + " add column " + NAME + " ([a-z]+)\\b(.*)");
    private static final Pattern ALTER = Pattern.compile("alter table " + NAME + " (.*)");
    private static final Pattern UPDATE =
            Pattern.compile("update " + NAME + " set (.*?)(?: where .*| from .*)?");
    private static final Pattern ASSIGNED = Pattern.compile("([a-z_][a-z0-9_]*) ?= ?");
    private static final Pattern INSERT =
            Pattern.compile("insert into " + NAME + "( ?\\([^)]*\\))? .*");
    private static final Pattern DELETE = Pattern.compile("delete from " + NAME + "\\b.*");
    private static final Pattern CONSTANT =
            Pattern.compile(".*\\bdefault (?:-?[0-9]+|'(?:[^']|'')*'|null)(?: .*|$)");

    private final Set<String> oldTables = new HashSet<>();
    private final Map<String, Set<String>> added = new HashMap<>();

    /**
     * @param before the migrations that the release before has
     */
    ExpandRules(List<Migration> before) {
        for (Migration migration : before) {
            for (String statement : statements(migration)) {
                Matcher made = CREATE_TABLE.matcher(statement);
                if (made.matches()) {
                    oldTables.add(made.group(1));
                }
            }
        }
    }

    /**
     * One sentence for each statement of a migration that the release before may not go on with.
     */
    List<String> faults(Migration migration) {
        List<String> faults = new ArrayList<>();
        for (String statement : statements(migration)) {
            fault(statement)
                    .ifPresent(fault ->
                            faults.add(migration.file() + ": " + fault + ": " + statement));
        }
        return faults;
    }

    /** The statements for both stores, in one line each and in small letters. */
    private static List<String> statements(Migration migration) {
        return Arrays.stream(Dialect.values())
                .flatMap(dialect -> migration.statements(dialect).stream())
                .map(statement ->
                        statement
                                .replaceAll("/\\*(?s:.*?)\\*/", " ")
                                .replaceAll("--[^\n]*", " ")
                                .replaceAll("\\s+", " ")
                                .strip()
                                .toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private Optional<String> fault(String statement) {
        Matcher column = ADD_COLUMN.matcher(statement);
        if (column.matches() && !statement.contains(", add ")) {
            return isOld(column.group(1)) ? column(column) : Optional.empty();
        }
        Matcher alter = ALTER.matcher(statement);
        if (alter.matches()) {
            return isOld(alter.group(1))
                    ? Optional.of("it alters a table that the release before uses")
                    : Optional.empty();
        }
        Matcher index = CREATE_INDEX.matcher(statement);
        if (index.matches()) {
            return index(index.group(1) != null, index.group(3));
        }
        Matcher table = CREATE_TABLE.matcher(statement);
        if (table.matches()) {
            return isOld(table.group(1))
                    ? Optional.of("the release before has such a table")
                    : Optional.empty();
        }
        return rows(statement);
    }

    private Optional<String> column(Matcher column) {
        String rest = column.group(4);
        added.computeIfAbsent(column.group(1), _ -> new HashSet<>()).add(column.group(2));
        boolean constant = CONSTANT.matcher(rest).matches();
        if (rest.contains("not null") && !constant) {
            return Optional.of(
                    "the release before writes rows without this column: give it a"
                            + " constant default");
        }
        if (rest.contains("default") && !constant) {
            return Optional.of("a default that is computed rewrites the table under a lock");
        }
        if (rest.contains("unique")
                || rest.contains("primary key")
                || rest.contains("references")) {
            return Optional.of("the release before does not keep this constraint");
        }
        return Optional.empty();
    }

    private Optional<String> index(boolean unique, String table) {
        if (!isOld(table)) {
            return Optional.empty();
        }
        if (unique) {
            return Optional.of("the release before does not know that these are unique");
        }
        return LARGE.contains(table)
                ? Optional.of("writers wait while this is built: the table is large")
                : Optional.empty();
    }

    private Optional<String> rows(String statement) {
        Matcher update = UPDATE.matcher(statement);
        if (update.matches()) {
            String table = update.group(1);
            Matcher assigned = ASSIGNED.matcher(update.group(2));
            boolean harmless = assigned.lookingAt() && !update.group(2).contains(", ");
            return !isOld(table)
                            || (harmless
                                    && added.getOrDefault(table, Set.of())
                                            .contains(assigned.group(1)))
                    ? Optional.empty()
                    : Optional.of("it changes what the release before has written");
        }
        Matcher insert = INSERT.matcher(statement);
        if (insert.matches()) {
            String table = insert.group(1);
            return isOld(table) && !table.equals("sequences")
                    ? Optional.of("the release before does not expect these rows")
                    : Optional.empty();
        }
        Matcher delete = DELETE.matcher(statement);
        if (delete.matches() && !isOld(delete.group(1))) {
            return Optional.empty();
        }
        return Optional.of("it does not only add");
    }

    private boolean isOld(String table) {
        return oldTables.contains(table);
    }
}
