package io.mailyard.tasks;

import io.mailyard.access.Principal;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.db.SortedList;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tasks of the platform. */
public final class Tasks {
    /** Tasks that wait or run: each is one person's act, which somebody looks at. */
    static final int MOST_OPEN = 200;

    /** Of them of one account, or of one caller. */
    static final int MOST_OPEN_OF_ONE = 20;

    /** Time that tasks that have ended are listed. */
    static final Duration KEPT = Duration.ofDays(30);

    private static final String OPEN = "state IN ('waiting', 'running')";
    private static final String INSERT =
            "INSERT INTO tasks ("
                    + Task.COLUMNS
                    + ", owner, owned_until) VALUES (?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, 0, ?, '{}', '', ?, NULL, NULL, '', 0)";

    private final Database database;
    private final Map<String, TaskKind> kinds = new ConcurrentHashMap<>();
    private volatile Runnable wake = () -> {};

    public Tasks(Database database) {
        this.database = database;
    }

    /** Adds a kind of work; before {@link TaskRunner#start}. */
    public void kind(TaskKind kind) {
        if (kinds.put(kind.name(), kind) != null) {
            throw new IllegalStateException("two kinds " + kind.name());
        }
    }

    /** Returns the kind that does a task; empty: nothing here. */
    public Optional<TaskKind> kindOf(Task task) {
        return Optional.ofNullable(kinds.get(task.kind()));
    }

    void tidy() {
        kinds.values().forEach(TaskKind::tidy);
    }

    Database database() {
        return database;
    }

    void onAdded(Runnable listener) {
        wake = listener;
    }

    /**
     * A task to begin; see {@link Task}.
     *
     * @param cursor where it begins
     * @param total 0 if unknown
     */
    public record NewTask(
            String kind,
            Optional<AccountId> account,
            String details,
            String cursor,
            long total,
            String reason) {}

    /** Adds a task, which begins after the commit; returns its id. */
    public long add(Change change, NewTask task) {
        Tx tx = change.tx();
        long account = task.account().map(AccountId::value).orElse(0L);
        mustFit(tx, "", MOST_OPEN, "the platform");
        mustFit(tx, " AND actor = ?", MOST_OPEN_OF_ONE, "this caller", change.actor().name());
        if (account > 0) {
            mustFit(tx, " AND account_id = ?", MOST_OPEN_OF_ONE, "account " + account, account);
        }
        long id = tx.nextId("tasks");
        tx.update(
                INSERT,
                id,
                task.kind(),
                account,
                change.actor().name(),
                change.actor().address(),
                change.actor().userAgent(),
                change.actor().requestId(),
                task.reason(),
                task.details(),
                task.cursor(),
                task.total(),
                change.now());
        tx.afterCommit(() -> wake.run());
        return id;
    }

    /**
     * A task of the same caller that was told the same within a minute, has not ended, and is the
     * newest of its kind and account: after another one, such as one that undoes it, it is meant
     * anew.
     */
    public Optional<Long> sentTwice(Change change, NewTask task) {
        return change
                .tx()
                .query(
                        "SELECT id FROM tasks WHERE "
                                + OPEN
                                + " AND id = (SELECT max(id) FROM tasks WHERE account_id = ?"
                                + " AND kind = ?) AND actor = ? AND reason = ?"
                                + " AND details = ? AND created_at > ?",
                        row -> row.number("id"),
                        task.account().map(AccountId::value).orElse(0L),
                        task.kind(),
                        change.actor().name(),
                        task.reason(),
                        task.details(),
                        change.now().minusSeconds(60))
                .stream()
                .findFirst();
    }

    private static void mustFit(
            Tx tx, String where, int most, String whose, @Nullable Object... args) {
        if (tx.number("SELECT count(*) FROM tasks WHERE " + OPEN + where, args) >= most) {
            throw ApiException.conflict(
                    whose
                            + " has "
                            + most
                            + " tasks that have not ended: wait for one, or cancel it");
        }
    }

    /**
     * Filter of the tasks that are listed.
     *
     * @param kinds one of these, beside those that {@code search} finds; empty: any
     * @param search words in kind, caller or reason; empty: any
     * @param only only of these accounts; empty: all tasks
     */
    record TaskFilter(
            Optional<TaskState> state,
            Optional<String> kind,
            List<String> kinds,
            String search,
            Optional<Long> account,
            Set<AccountId> only) {}

    Slice<Task> list(TaskFilter filter, long from, int limit, boolean newestFirst) {
        StringBuilder where = new StringBuilder();
        List<@Nullable Object> args = new ArrayList<>();
        filter.state().ifPresent(state -> and(where, args, "state = ?", state.wire()));
        filter.kind().ifPresent(kind -> and(where, args, "kind = ?", kind));
        where.append(found(filter, args));
        filter.account().ifPresent(account -> and(where, args, "account_id = ?", account));
        if (!filter.only().isEmpty()) {
            where.append(" AND account_id IN ").append(InClause.list(filter.only().size()));
            for (Object id : InClause.args(filter.only().stream().map(AccountId::value).toList())) {
                args.add(id);
            }
        }
        return database.read(tx -> {
            long count = tx.number("SELECT count(*) FROM tasks WHERE TRUE" + where, args.toArray());
            List<@Nullable Object> paged = new ArrayList<>(args);
            if (from > 0) {
                paged.add(from);
            }
            paged.add(limit + 1);
            List<Task> rows =
                    tx.query(
                            "SELECT "
                                    + Task.COLUMNS
                                    + " FROM tasks WHERE TRUE"
                                    + where
                                    + (from > 0
                                            ? " AND id " + (newestFirst ? "<=" : ">=") + " ?"
                                            : "")
                                    + " ORDER BY id "
                                    + (newestFirst ? "DESC" : "ASC")
                                    + " LIMIT ?",
                            Task::read,
                            paged.toArray());
            return Slice.of(rows, new Page(from, limit), count, Task::id);
        });
    }

    /** Tasks whose kind, caller or reason has each word, and those of some kinds. */
    private static String found(TaskFilter filter, List<@Nullable Object> args) {
        List<String> either = new ArrayList<>();
        if (!filter.kinds().isEmpty()) {
            either.add("kind IN " + InClause.list(filter.kinds().size()));
            args.addAll(Arrays.asList(InClause.args(filter.kinds())));
        }
        List<String> words = SortedList.words(filter.search());
        if (!words.isEmpty()) {
            either.add(
                    words.stream()
                            .map(word -> SortedList.contains(word, args, "kind", "actor", "reason"))
                            .collect(Collectors.joining(" AND ")));
        }
        return either.isEmpty() ? "" : " AND (" + String.join(" OR ", either) + ")";
    }

    private static void and(
            StringBuilder where, List<@Nullable Object> args, String condition, Object value) {
        where.append(" AND ").append(condition);
        args.add(value);
    }

    static Optional<Task> find(Tx tx, long id) {
        return tx.one("SELECT " + Task.COLUMNS + " FROM tasks WHERE id = ?", Task::read, id);
    }

    /**
     * A task that the caller may see.
     *
     * @throws ApiException error 404, the same whether there is none or the caller may not see it
     */
    public static Task visible(Tx tx, Principal principal, long id) {
        return find(tx, id)
                .filter(task ->
                        !principal.bound() || task.account().filter(principal::reaches).isPresent())
                .orElseThrow(() -> ApiException.notFound("no task with id " + id));
    }

    /** A task by its id. */
    public Optional<Task> find(long id) {
        return database.read(tx -> find(tx, id));
    }

    /** Cancels a task that has not ended; false if it has. */
    boolean cancel(Change change, Task task) {
        boolean cancelled =
                change.tx()
                                .update(
                                        "UPDATE tasks SET state = 'cancelled', work = '', ended_at = ?"
                                                + " WHERE id = ? AND "
                                                + OPEN,
                                        change.now(),
                                        task.id())
                        > 0;
        if (cancelled) {
            change.tx().afterCommit(() -> kindOf(task).ifPresent(kind -> kind.abandoned(task)));
        }
        return cancelled;
    }

    /** Removes some tasks that ended long ago. */
    int sweep(Tx tx, Instant now) {
        return tx.update(
                "DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE ended_at < ? LIMIT 500)",
                now.minus(KEPT));
    }
}
