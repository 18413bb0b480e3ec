package io.mailyard.queue;

import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.lanes.Lanes;
import io.mailyard.lanes.QueueScope;
import io.mailyard.queue.QueueOrder.QueuePlace;
import io.mailyard.queue.QueueRow.QueueRowCounts;
import io.mailyard.queue.QueueRow.QueueRowSample;
import io.mailyard.queue.QueueRow.RowKey;
import io.mailyard.queue.QueueRow.ShownQueueRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists the whole queue by its lanes: the cost depends on the number of lanes with mail, not of
 * messages. Of the rows on the page, ages and answers are read from a bounded part of their mail.
 */
final class QueueListing {
    /** Lanes of a row that are looked at: those whose mail expires first. */
    private static final int LANES = 8;

    /** Recipients of a lane that are looked at, from each end of its order of attempts. */
    private static final int LOOKED_AT = 100;

    /** Rows whose ages are compared, to list by age: those whose mail expires first. */
    private static final int AGED = 500;

    private static final String OLDEST =
            """
            (SELECT min(m.accepted_at) FROM (SELECT r.message_id FROM recipients r
              WHERE r.lane_id = l.id AND r.state <= 1 ORDER BY r.due_at %1$s, r.id %1$s LIMIT %2$d) looked
              JOIN messages m ON m.id = looked.message_id)\
            """;
    private static final String ANSWERED =
            """
            CASE WHEN l.retry = 0 THEN NULL ELSE (SELECT looked.id FROM (SELECT r.id, r.due_at, r.answer
              FROM recipients r WHERE r.lane_id = l.id AND r.state <= 1
              ORDER BY r.due_at DESC, r.id DESC LIMIT %d) looked
              WHERE looked.answer <> '' ORDER BY looked.due_at DESC, looked.id DESC LIMIT 1) END\
            """
                    .formatted(LOOKED_AT);
    private static final String SAMPLE =
            "SELECT l.id, "
                    + OLDEST.formatted("ASC", LOOKED_AT)
                    + " AS first_due, "
                    + OLDEST.formatted("DESC", LOOKED_AT)
                    + " AS last_due, "
                    + ANSWERED
                    + " AS answered FROM lanes l WHERE l.id IN {list}";

    private final QueueFilter filter;
    private final Instant now;

    private QueueListing(QueueFilter filter, Instant now) {
        this.filter = filter;
        this.now = now;
    }

    /** Mail of an ISP is in lanes of the ISP, whichever of its domains. */
    private static final String OF_DOMAIN =
            "(domain = ? OR (domain = '' AND isp = (SELECT i.name FROM isp_domains d"
                    + " JOIN isps i ON i.id = d.isp_id WHERE d.domain = ?)))";

    /**
     * Which part of the queue is listed.
     *
     * @param domain empty: of every domain; of an ISP's domain, all that goes to that ISP
     * @param group a key of {@link QueueRow#GROUPS}
     */
    record QueueFilter(QueueScope scope, String domain, String group) {
        String sqlCondition() {
            return "fresh + retry + proc > 0 AND account_id > 0 AND "
                    + scope.sqlCondition()
                    + (domain.isEmpty() ? "" : " AND " + OF_DOMAIN);
        }

        List<@Nullable Object> args() {
            List<@Nullable Object> args = new ArrayList<>(scope.args());
            if (!domain.isEmpty()) {
                args.add(domain);
                args.add(domain);
            }
            return args;
        }
    }

    /**
     * A page.
     *
     * @param rows how many there are in all
     * @param next where the next page begins; empty on the last
     */
    record QueuePage(
            List<ShownQueueRow> shown, long rows, QueueRowCounts counts, Optional<String> next) {}

    /** Reads a page. */
    static QueuePage read(Tx tx, QueueFilter filter, QueueOrder order, int limit, Instant now) {
        return new QueueListing(filter, now).read(tx, order, limit);
    }

    private QueuePage read(Tx tx, QueueOrder order, int limit) {
        List<QueueRow> found = rows(tx, order, order.isByAge() ? AGED : limit + 1);
        Map<RowKey, QueueRowSample> samples = new HashMap<>();
        List<QueuePlace> places;
        if (order.isByAge()) {
            samples.putAll(samples(tx, found));
            found = byAge(found, samples, order);
            places = found.stream().map(row -> age(row, samples)).toList();
        } else {
            places = found.stream().map(order::placeOf).toList();
        }
        List<QueueRow> page = found.subList(0, Math.min(limit, found.size()));
        if (!order.isByAge()) {
            samples.putAll(samples(tx, page));
        }
        Optional<String> next =
                found.size() > limit
                        ? Optional.of(QueueOrder.next(places.get(limit - 1)))
                        : Optional.empty();
        return counted(tx, new QueueReasons(tx, filter.scope(), page, now).shown(samples), next);
    }

    private static QueuePlace age(QueueRow row, Map<RowKey, QueueRowSample> samples) {
        long at =
                samples.getOrDefault(row.key(), QueueRowSample.NONE)
                        .oldestAt()
                        .map(Instant::toEpochMilli)
                        .orElse(Lanes.NEVER);
        return new QueuePlace(at, row.key());
    }

    private static List<QueueRow> byAge(
            List<QueueRow> rows, Map<RowKey, QueueRowSample> samples, QueueOrder order) {
        return rows.stream()
                .sorted(Comparator.comparing(row -> age(row, samples), QueuePlace.ASCENDING))
                .filter(row ->
                        order.after()
                                .filter(after ->
                                        QueuePlace.ASCENDING.compare(age(row, samples), after) <= 0)
                                .isEmpty())
                .toList();
    }

    private String grouped() {
        List<String> by = QueueRow.GROUPS.getOrDefault(filter.group(), List.of());
        return "SELECT "
                + only(by, "sender_id", "0", "sender")
                + only(by, "account_id", "0", "account")
                + only(by, "campaign_id", "0", "campaign")
                + only(by, "isp", "''", "isp_name")
                + only(by, "domain", "''", "domain_name")
                + """
                sum(CASE WHEN stopped_at IS NULL THEN 0 ELSE fresh + retry END) AS suspended,
                sum(CASE WHEN stopped_at IS NULL THEN fresh ELSE 0 END) AS new_mail,
                sum(proc) AS leased,
                sum(CASE WHEN stopped_at IS NULL THEN retry ELSE 0 END) AS retries,
                sum(fresh + retry + proc) AS total,
                coalesce(min(CASE WHEN stopped_at IS NULL AND fresh + retry > 0 THEN due_at END), %1$d) AS due,
                coalesce(min(CASE WHEN fresh + retry > 0 THEN expires_at END), %1$d) AS expiry,
                max(account_state) AS account_is
                FROM lanes WHERE %2$s GROUP BY %3$s\
                """
                        .formatted(Lanes.NEVER, filter.sqlCondition(), String.join(", ", by));
    }

    /** A column of which all lanes of a row have the same value. */
    private static String only(List<String> by, String column, String none, String name) {
        return (by.contains(column)
                        ? column
                        : "CASE WHEN min(%1$s) = max(%1$s) THEN min(%1$s) ELSE %2$s END"
                                .formatted(column, none))
                + " AS "
                + name
                + ", ";
    }

    private List<QueueRow> rows(Tx tx, QueueOrder order, int limit) {
        List<@Nullable Object> args = filter.args();
        String tail = order.sql(args);
        args.add((long) limit);
        return tx.query(
                "SELECT * FROM (" + grouped() + ") AS sums" + tail + " LIMIT ?",
                QueueRow::read,
                args.toArray());
    }

    private QueuePage counted(Tx tx, List<ShownQueueRow> shown, Optional<String> next) {
        return tx.one(
                        """
                        SELECT count(*) AS rows_found, coalesce(sum(suspended), 0) AS suspended,
                          coalesce(sum(new_mail), 0) AS new_mail, coalesce(sum(leased), 0) AS leased,
                          coalesce(sum(retries), 0) AS retries FROM (%s) AS sums\
                        """
                                .formatted(grouped()),
                        row ->
                                new QueuePage(
                                        shown,
                                        row.number("rows_found"),
                                        new QueueRowCounts(
                                                row.number("suspended"),
                                                row.number("new_mail"),
                                                row.number("leased"),
                                                row.number("retries")),
                                        next),
                        filter.args().toArray())
                .orElseThrow();
    }

    /** A lane that is looked at, and the row that it is of. */
    private record SampledLane(List<String> group, long id) {}

    private Map<RowKey, QueueRowSample> samples(Tx tx, List<QueueRow> rows) {
        List<String> by = QueueRow.GROUPS.getOrDefault(filter.group(), List.of());
        Map<List<String>, RowKey> keys = new HashMap<>();
        rows.forEach(row -> keys.put(group(by, row.key()), row.key()));
        Map<Long, RowKey> lanes = new HashMap<>();
        for (List<QueueRow> part : InClause.parts(rows)) {
            for (SampledLane lane : lanes(tx, by, part)) {
                RowKey key = keys.get(lane.group());
                if (key != null) {
                    lanes.put(lane.id(), key);
                }
            }
        }
        Map<Long, LastAnswer> answers = new HashMap<>();
        Map<RowKey, List<LaneSample>> samples = new HashMap<>();
        for (LaneSample sample :
                InClause.query(
                        tx,
                        SAMPLE,
                        lanes.keySet(),
                        row ->
                                new LaneSample(
                                        row.number("id"),
                                        row.numberOrNull("first_due"),
                                        row.numberOrNull("last_due"),
                                        row.numberOrNull("answered")))) {
            RowKey key = Objects.requireNonNull(lanes.get(sample.lane()));
            samples.computeIfAbsent(key, _ -> new ArrayList<>()).add(sample);
        }
        answered(tx, samples.values()).forEach(answer -> answers.put(answer.id(), answer));
        return samples.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, entry -> sum(entry.getValue(), answers)));
    }

    /** A lane's oldest mail from both ends, and the recipient that was put off last. */
    private record LaneSample(
            long lane, @Nullable Long first, @Nullable Long last, @Nullable Long answered) {}

    private record LastAnswer(long id, String host, String answer) {}

    private static List<LastAnswer> answered(Tx tx, Collection<List<LaneSample>> samples) {
        List<Long> ids =
                samples.stream()
                        .flatMap(List::stream)
                        .map(LaneSample::answered)
                        .filter(Objects::nonNull)
                        .toList();
        return InClause.query(
                tx,
                "SELECT id, host, answer FROM recipients WHERE id IN {list}",
                ids,
                row -> new LastAnswer(row.number("id"), row.text("host"), row.text("answer")));
    }

    private static QueueRowSample sum(List<LaneSample> lanes, Map<Long, LastAnswer> answers) {
        long oldest = Lanes.NEVER;
        LastAnswer last = new LastAnswer(0, "", "");
        for (LaneSample lane : lanes) {
            oldest = Math.min(oldest, lane.first() == null ? oldest : lane.first());
            oldest = Math.min(oldest, lane.last() == null ? oldest : lane.last());
            LastAnswer answer = lane.answered() == null ? null : answers.get(lane.answered());
            last = answer == null || answer.id() < last.id() ? last : answer;
        }
        return new QueueRowSample(
                oldest == Lanes.NEVER
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(oldest)),
                last.host(),
                last.answer());
    }

    private List<SampledLane> lanes(Tx tx, List<String> by, List<QueueRow> rows) {
        List<@Nullable Object> args = filter.args();
        for (int i = 0; i < InClause.size(rows.size()); i++) {
            args.addAll(values(by, rows.get(Math.min(i, rows.size() - 1)).key()));
        }
        args.add((long) LANES);
        String columns = String.join(", ", by);
        String one = "(" + "?, ".repeat(by.size() - 1) + "?)";
        return tx.query(
                "SELECT id, "
                        + columns
                        + " FROM (SELECT id, "
                        + columns
                        + ", row_number() OVER (PARTITION BY "
                        + columns
                        + " ORDER BY expires_at, id) AS place FROM lanes WHERE "
                        + filter.sqlCondition()
                        + " AND ("
                        + columns
                        + ") IN (VALUES "
                        + one
                        + (", " + one).repeat(InClause.size(rows.size()) - 1)
                        + ")) AS placed WHERE place <= ?",
                row ->
                        new SampledLane(
                                by.stream()
                                        .map(column ->
                                                column.endsWith("_id")
                                                        ? Long.toString(row.number(column))
                                                        : row.text(column))
                                        .toList(),
                                row.number("id")),
                args.toArray());
    }

    private static List<@Nullable Object> values(List<String> by, RowKey key) {
        List<@Nullable Object> values = new ArrayList<>();
        by.forEach(column -> values.add(value(column, key)));
        return values;
    }

    private static Object value(String column, RowKey key) {
        return switch (column) {
            case "sender_id" -> key.sender();
            case "account_id" -> key.account();
            case "campaign_id" -> key.campaign();
            case "isp" -> key.isp();
            default -> key.domain();
        };
    }

    private static List<String> group(List<String> by, RowKey key) {
        return by.stream().map(column -> value(column, key).toString()).toList();
    }
}
