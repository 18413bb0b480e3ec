package io.mailyard.senders;

import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Senders in the table {@code senders} and those of their parts. */
final class SqlSenderStore {
    private static final String COLUMNS =
            "id, name, type, channel_type, domain_type, return_path_domain, strategy_id, retry_rule_id,"
                    + " created_at, updated_at, deleted_at";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM senders";

    /** Ids in one statement. */
    private static final int ASKED = 500;

    private final SenderParts parts = new SenderParts();

    Optional<Sender> find(Tx tx, SenderId id) {
        return tx.one(SELECT + " WHERE id = ?", Raw::of, id.value())
                .map(raw -> raw.with(parts.of(tx, id)));
    }

    Optional<Sender> named(Tx tx, String name) {
        return tx.one(SELECT + " WHERE name = ?", Raw::of, name)
                .map(raw -> raw.with(SenderParts.Parts.NONE));
    }

    /** Those of the ids that there are, without their parts. */
    Map<SenderId, Sender> withoutDetails(Tx tx, Collection<SenderId> ids) {
        Map<SenderId, Sender> found = new HashMap<>();
        for (String list : lists(ids)) {
            tx.query(SELECT + " WHERE id IN " + list, Raw::of).stream()
                    .map(raw -> raw.with(SenderParts.Parts.NONE))
                    .forEach(sender -> found.put(sender.id(), sender));
        }
        return found;
    }

    /** The nodes that they have addresses on. */
    Map<SenderId, Set<Long>> nodes(Tx tx, Collection<SenderId> ids) {
        Map<SenderId, Set<Long>> found = new HashMap<>();
        for (String list : lists(ids)) {
            tx.query(
                            "SELECT DISTINCT sender_id, node_id FROM sender_ips WHERE sender_id IN "
                                    + list,
                            row ->
                                    Map.entry(
                                            new SenderId(row.number("sender_id")),
                                            row.number("node_id")))
                    .forEach(one ->
                            found.computeIfAbsent(one.getKey(), _ -> new HashSet<>())
                                    .add(one.getValue()));
        }
        return found;
    }

    private static List<String> lists(Collection<SenderId> ids) {
        List<SenderId> asked = List.copyOf(ids);
        List<String> lists = new ArrayList<>();
        for (int from = 0; from < asked.size(); from += ASKED) {
            lists.add(
                    asked.subList(from, Math.min(asked.size(), from + ASKED)).stream()
                            .map(SenderId::toString)
                            .collect(Collectors.joining(",", "(", ")")));
        }
        return lists;
    }

    /** Every sender, ascending by id. */
    List<Sender> all(Tx tx) {
        Map<Long, SenderParts.Parts> all = parts.all(tx);
        return tx.query(SELECT + " ORDER BY id", Raw::of).stream()
                .map(raw -> raw.with(all.getOrDefault(raw.id(), SenderParts.Parts.NONE)))
                .toList();
    }

    long count(Tx tx) {
        return tx.number("SELECT count(*) FROM senders");
    }

    /** A page of them, without their parts. */
    Slice<Sender> list(Tx tx, SenderFilter filter, Page page) {
        List<@Nullable Object> args = new ArrayList<>();
        StringBuilder where = new StringBuilder(" WHERE 1 = 1");
        if (!filter.includeDeleted()) {
            where.append(" AND deleted_at IS NULL");
        }
        filter.account()
                .ifPresent(account -> {
                    where.append(
                            " AND id IN (SELECT sender_id FROM sender_accounts WHERE account_id = ?)");
                    args.add(account.value());
                });
        long total = tx.number("SELECT count(*) FROM senders" + where, args.toArray());
        args.add(page.fromId());
        args.add(page.limit() + 1);
        List<Sender> rows =
                tx
                        .query(
                                SELECT + where + " AND id >= ? ORDER BY id LIMIT ?",
                                Raw::of,
                                args.toArray())
                        .stream()
                        .map(raw -> raw.with(SenderParts.Parts.NONE))
                        .toList();
        return Slice.of(rows, page, total, sender -> sender.id().value());
    }

    void insert(Tx tx, Sender sender) {
        tx.update(
                "INSERT INTO senders (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                sender.id().value(),
                sender.name(),
                sender.type(),
                sender.channel(),
                sender.mta().map(MtaSettings::domainType).orElse(null),
                sender.mta().map(MtaSettings::returnPathDomain).orElse(""),
                sender.mta().map(MtaSettings::strategy).orElse(null),
                sender.mta().map(MtaSettings::retryRule).orElse(null),
                sender.createdAt(),
                sender.updatedAt(),
                sender.deletedAt().orElse(null));
        sender.mta().ifPresent(mta -> parts.insert(tx, sender.id(), mta));
    }

    void update(Tx tx, Sender sender) {
        tx.update(
                "UPDATE senders SET name = ?, type = ?, channel_type = ?, domain_type = ?, return_path_domain = ?,"
                        + " strategy_id = ?, retry_rule_id = ?, updated_at = ? WHERE id = ?",
                sender.name(),
                sender.type(),
                sender.channel(),
                sender.mta().map(MtaSettings::domainType).orElse(null),
                sender.mta().map(MtaSettings::returnPathDomain).orElse(""),
                sender.mta().map(MtaSettings::strategy).orElse(null),
                sender.mta().map(MtaSettings::retryRule).orElse(null),
                sender.updatedAt(),
                sender.id().value());
        sender.mta()
                .ifPresent(mta -> {
                    parts.delete(tx, sender.id());
                    parts.insert(tx, sender.id(), mta);
                });
    }

    void setDeleted(Tx tx, Sender sender) {
        tx.update(
                "UPDATE senders SET deleted_at = ?, updated_at = ? WHERE id = ?",
                sender.deletedAt().orElse(null),
                sender.updatedAt(),
                sender.id().value());
    }

    /** Those with an IP on the node, ascending by id; none where its MTA is to stand. */
    List<SenderId> sendingOn(Tx tx, long node) {
        // One statement, also about the node: it is asked at every lease.
        return tx.query(
                "SELECT id FROM senders WHERE deleted_at IS NULL AND id IN"
                        + " (SELECT i.sender_id FROM sender_ips i JOIN nodes n ON n.id = i.node_id"
                        + " WHERE i.node_id = ? AND n.mta_active = 1) ORDER BY id",
                row -> new SenderId(row.number("id")),
                node);
    }

    /** Those with an IP on the node, deleted ones too. */
    List<SenderId> onNode(Tx tx, long node) {
        return tx.query(
                "SELECT DISTINCT sender_id FROM sender_ips WHERE node_id = ? ORDER BY sender_id",
                row -> new SenderId(row.number("sender_id")),
                node);
    }

    /** Their names, deleted ones too. */
    List<String> namesOnNode(Tx tx, long node) {
        return tx.query(
                "SELECT name FROM senders WHERE id IN"
                        + " (SELECT sender_id FROM sender_ips WHERE node_id = ?) ORDER BY id",
                row -> row.text("name"),
                node);
    }

    /** The first few senders that use a policy, by their names, deleted ones too. */
    List<String> namesUsing(Tx tx, String where, @Nullable Object... ids) {
        return tx.query(
                "SELECT name FROM senders WHERE " + where + " ORDER BY id LIMIT 10",
                row -> row.text("name"),
                ids);
    }

    /** A row of {@code senders}. */
    private record Raw(
            long id,
            String name,
            String type,
            String channel,
            String domainType,
            String returnPathDomain,
            long strategy,
            long retryRule,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> deletedAt) {

        static Raw of(Row row) {
            return new Raw(
                    row.number("id"),
                    row.text("name"),
                    row.text("type"),
                    row.text("channel_type"),
                    Optional.ofNullable(row.textOrNull("domain_type")).orElse(""),
                    row.text("return_path_domain"),
                    Optional.ofNullable(row.numberOrNull("strategy_id")).orElse(0L),
                    Optional.ofNullable(row.numberOrNull("retry_rule_id")).orElse(0L),
                    row.time("created_at"),
                    row.time("updated_at"),
                    Optional.ofNullable(row.timeOrNull("deleted_at")));
        }

        Sender with(SenderParts.Parts parts) {
            Optional<MtaSettings> mta =
                    type.equals(Sender.AKMTA)
                            ? Optional.of(
                                    new MtaSettings(
                                            parts.ips(),
                                            MtaSettings.DomainType.of(domainType),
                                            returnPathDomain,
                                            strategy,
                                            parts.ispStrategies(),
                                            retryRule,
                                            parts.lockRules(),
                                            parts.dkimKeys()))
                            : Optional.empty();
            return new Sender(
                    new SenderId(id), name, type, channel, mta, createdAt, updatedAt, deletedAt);
        }
    }
}
