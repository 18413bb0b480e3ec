package io.mailyard.audit;

import io.mailyard.base.AccountId;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables {@code audit} and {@code audit_head}. */
final class AuditStore {
    private static final String COLUMNS =
            "id, at, actor, address, user_agent, request_id, action, object_type, object_id,"
                    + " account_id, before, after, hash";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private AuditStore() {}

    /** Head of the chain, to which the next row is linked. */
    record ChainHead(long id, String hash) {}

    static ChainHead head(Tx tx) {
        return tx.one(
                        "SELECT id, hash FROM audit_head WHERE one = 1",
                        row -> new ChainHead(row.number("id"), row.text("hash")))
                .orElseThrow(() -> new IllegalStateException("audit_head is empty"));
    }

    /** Rows from {@code from} in ascending order, at most {@code limit}. */
    static List<AuditRow> from(Tx tx, long from, int limit) {
        return tx.query(
                "SELECT " + COLUMNS + " FROM audit WHERE id >= ? ORDER BY id LIMIT ?",
                AuditStore::row,
                from,
                limit);
    }

    /**
     * A page in ascending order from {@code fromId}, or with {@code newestFirst} descending from it
     * (0: from the newest).
     */
    static Slice<AuditRow> list(
            Tx tx, AuditFilter filter, long fromId, int limit, boolean newestFirst) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(filter, args);
        long total =
                tx.number(
                        "SELECT count(*) FROM audit" + (where.isEmpty() ? "" : " WHERE " + where),
                        args.toArray());
        String from = newestFirst ? "id <= ?" : "id >= ?";
        args.add(newestFirst && fromId == 0 ? Long.MAX_VALUE : fromId);
        args.add(limit + 1);
        String sql =
                "SELECT "
                        + COLUMNS
                        + " FROM audit WHERE "
                        + (where.isEmpty() ? "" : where + " AND ")
                        + from
                        + " ORDER BY id"
                        + (newestFirst ? " DESC" : "")
                        + " LIMIT ?";
        List<AuditRow> rows = tx.query(sql, AuditStore::row, args.toArray());
        boolean more = rows.size() > limit;
        OptionalLong next = more ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty();
        return new Slice<>(more ? rows.subList(0, limit) : rows, total, next);
    }

    /** Rows that a filter lets pass, ascending from {@code from}, without their number. */
    static List<AuditRow> page(Tx tx, AuditFilter filter, long from, int limit) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(filter, args);
        args.add(from);
        args.add(limit);
        return tx.query(
                "SELECT "
                        + COLUMNS
                        + " FROM audit WHERE "
                        + (where.isEmpty() ? "" : where + " AND ")
                        + "id >= ? ORDER BY id LIMIT ?",
                AuditStore::row,
                args.toArray());
    }

    private static String where(AuditFilter filter, List<@Nullable Object> args) {
        List<String> terms = new ArrayList<>();
        filter.since().ifPresent(value -> add(terms, args, "at >= ?", value));
        filter.until().ifPresent(value -> add(terms, args, "at < ?", value));
        filter.actor().ifPresent(value -> add(terms, args, "actor = ?", value));
        filter.action().ifPresent(value -> add(terms, args, "action = ?", value));
        filter.objectType().ifPresent(value -> add(terms, args, "object_type = ?", value));
        filter.objectId().ifPresent(value -> add(terms, args, "object_id = ?", value));
        filter.objectType().ifPresent(type -> indexed(type, filter.objectId(), terms, args));
        filter.requestId()
                .ifPresent(value -> {
                    terms.add("request_id <> ''"); // selects the index audit_request
                    add(terms, args, "request_id = ?", value);
                });
        filter.account().ifPresent(value -> add(terms, args, "account_id = ?", value.value()));
        if (!filter.only().isEmpty()) {
            terms.add(
                    "account_id IN ("
                            + filter.only().stream()
                                    .map(AccountId::toString)
                                    .collect(Collectors.joining(", "))
                            + ")");
        }
        return String.join(" AND ", terms);
    }

    /**
     * Redundant conditions that select an index: {@code audit_object} has all rows except
     * accounts', which are those of {@code audit_account} with their id.
     */
    private static void indexed(
            String type, Optional<String> id, List<String> terms, List<@Nullable Object> args) {
        if (!type.equals("account")) {
            terms.add("object_type <> 'account'");
        } else if (id.filter(text -> NUMBER.matcher(text).matches()).isPresent()) {
            add(terms, args, "account_id = ?", Long.valueOf(id.get()));
        }
    }

    private static void add(
            List<String> terms, List<@Nullable Object> args, String term, Object value) {
        terms.add(term);
        args.add(value);
    }

    private static AuditRow row(Row row) {
        Long account = row.numberOrNull("account_id");
        AuditEntry change =
                new AuditEntry(
                        row.time("at"),
                        new Actor(
                                row.text("actor"),
                                row.text("address"),
                                row.text("user_agent"),
                                row.text("request_id")),
                        row.text("action"),
                        row.text("object_type"),
                        row.text("object_id"),
                        account == null ? Optional.empty() : Optional.of(new AccountId(account)),
                        Optional.ofNullable(row.textOrNull("before")),
                        Optional.ofNullable(row.textOrNull("after")));
        return new AuditRow(row.number("id"), change, row.text("hash"));
    }
}
