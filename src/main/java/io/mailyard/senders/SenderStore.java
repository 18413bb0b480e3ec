package io.mailyard.senders;

import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldList;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.policies.PolicyKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Senders in the table {@code senders}, and their lists in tables of their own. */
final class SenderStore {
    /** The lists of a sender that was read without them. */
    private static final FieldValues NO_LISTS =
            FieldValues.initial(
                    MtaSettings.LISTS.stream().<Field<?>>map(FieldList::field).toList());

    private static final FieldTable<Sender> TABLE =
            new FieldTable<>("senders", Sender.FIELDS, row -> new Sender(NO_LISTS.under(row)));

    Optional<Sender> find(Tx tx, SenderId id) {
        return TABLE.find(tx, id.value())
                .map(sender -> {
                    FieldValues values = sender.values();
                    for (FieldList<?> list : MtaSettings.LISTS) {
                        values = list.read(tx, id.value(), values);
                    }
                    return new Sender(values);
                });
    }

    /**
     * Requires that no other sender has its name, in any case.
     *
     * @throws ApiException error 409
     */
    void mustBeFree(Tx tx, Sender sender) {
        TABLE.find(tx, "name = ? AND deleted_at IS NOT NULL", sender.name())
                .filter(other -> !other.id().equals(sender.id()))
                .ifPresent(other -> {
                    throw ApiException.conflict(
                            "the name '"
                                    + sender.name()
                                    + "' is reserved by sender "
                                    + other.id()
                                    + ", which is deleted and can be undeleted");
                });
        TABLE.mustBeFree(tx, "sender", Sender.NAME, sender, FieldTable.ALL);
    }

    /** The existing senders of the ids, without their lists. */
    Map<SenderId, Sender> withoutDetails(Tx tx, Collection<SenderId> ids) {
        Map<SenderId, Sender> found = new HashMap<>();
        TABLE.among(tx, "id IN {list}", numbers(ids))
                .forEach(sender -> found.put(sender.id(), sender));
        return found;
    }

    /** The nodes on which senders have addresses. */
    Map<SenderId, Set<Long>> nodes(Tx tx, Collection<SenderId> ids) {
        Map<SenderId, Set<Long>> found = new HashMap<>();
        InClause.query(
                        tx,
                        "SELECT DISTINCT sender_id, node_id FROM sender_ips WHERE sender_id IN {list}",
                        numbers(ids),
                        row ->
                                Map.entry(
                                        new SenderId(row.number("sender_id")),
                                        row.number("node_id")))
                .forEach(one ->
                        found.computeIfAbsent(one.getKey(), _ -> new HashSet<>())
                                .add(one.getValue()));
        return found;
    }

    private static List<Long> numbers(Collection<SenderId> ids) {
        return ids.stream().map(SenderId::value).toList();
    }

    /** All senders, ascending by id. */
    List<Sender> all(Tx tx) {
        Map<Long, FieldValues> lists = new HashMap<>();
        MtaSettings.LISTS.forEach(list -> list.readAll(tx, lists));
        return TABLE.where(tx, FieldTable.ALL).stream()
                .map(sender ->
                        new Sender(
                                sender.values()
                                        .under(
                                                lists.getOrDefault(
                                                        sender.id().value(), FieldValues.NONE))))
                .toList();
    }

    long count(Tx tx) {
        return TABLE.count(tx, FieldTable.ALL);
    }

    /** A page of senders, without their lists. */
    Slice<Sender> list(Tx tx, SenderFilter filter, Page page) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = filter.sql(args);
        return TABLE.page(tx, page, where, args.toArray());
    }

    /** All senders of a filter, with their lists, ascending by id. */
    List<Sender> matching(Tx tx, SenderFilter filter) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = filter.sql(args);
        Set<SenderId> ids =
                TABLE.where(tx, where, args.toArray()).stream()
                        .map(Sender::id)
                        .collect(Collectors.toSet());
        return all(tx).stream().filter(sender -> ids.contains(sender.id())).toList();
    }

    void insert(Tx tx, Sender sender) {
        TABLE.insert(tx, sender);
        MtaSettings.LISTS.forEach(list -> list.insert(tx, sender.id().value(), sender.values()));
    }

    void update(Tx tx, Sender sender) {
        TABLE.update(tx, sender);
        MtaSettings.LISTS.forEach(list -> list.replace(tx, sender.id().value(), sender.values()));
    }

    /** Stores the time of deletion. */
    void setDeleted(Tx tx, Sender sender) {
        TABLE.update(tx, sender);
    }

    /** The senders with an IP on the node, ascending by id; none if its MTA should not run. */
    List<SenderId> sendingOn(Tx tx, long node) {
        // A single statement, which includes the node, since every lease runs it.
        return ids(
                tx,
                """
                SELECT id FROM senders WHERE deleted_at IS NULL AND id IN
                  (SELECT i.sender_id FROM sender_ips i JOIN nodes n ON n.id = i.node_id
                   WHERE i.node_id = ? AND n.mta_active = 1)
                ORDER BY id
                """,
                node);
    }

    /** The senders with an IP on the node, including deleted ones. */
    List<SenderId> onNode(Tx tx, long node) {
        return ids(
                tx,
                "SELECT DISTINCT sender_id AS id FROM sender_ips WHERE node_id = ? ORDER BY id",
                node);
    }

    private static List<SenderId> ids(Tx tx, String sql, @Nullable Object... args) {
        return tx.query(sql, row -> new SenderId(row.number("id")), args);
    }

    /** Their names, including deleted ones. */
    List<String> namesOnNode(Tx tx, long node) {
        return names(tx, "id IN (SELECT sender_id FROM sender_ips WHERE node_id = ?)", "", node);
    }

    /**
     * The first few senders that use a policy, by name, including deleted ones: they can come back.
     */
    List<String> namesUsing(Tx tx, PolicyKind<?> kind, long policy) {
        Stream<String> columns =
                MtaSettings.FIELDS.stream()
                        .filter(field -> field.codec().kind() == FieldKind.REFERENCE)
                        .filter(field -> field.noun().equals(kind.noun()))
                        .map(field -> field.column() + " = ?");
        Stream<String> lists =
                MtaSettings.LISTS.stream()
                        .flatMap(list ->
                                list.columns().stream()
                                        .filter(column -> column.noun().equals(kind.noun()))
                                        .map(column ->
                                                "id IN (SELECT %s FROM %s WHERE %s = ?)"
                                                        .formatted(
                                                                list.owner(),
                                                                list.table(),
                                                                column.column())));
        List<String> uses = Stream.concat(columns, lists).toList();
        return uses.isEmpty()
                ? List.of()
                : names(
                        tx,
                        String.join(" OR ", uses),
                        " LIMIT 10",
                        Collections.nCopies(uses.size(), policy).toArray());
    }

    private static List<String> names(Tx tx, String where, String limit, @Nullable Object... args) {
        return tx.query(
                "SELECT name FROM senders WHERE " + where + " ORDER BY id" + limit,
                row -> row.text("name"),
                args);
    }
}
