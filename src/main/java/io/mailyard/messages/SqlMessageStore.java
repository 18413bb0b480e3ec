package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.base.Slice;
import io.mailyard.base.TraceId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.events.AttemptRecord;
import io.mailyard.queue.Hold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads messages and their recipients; the queue writes them. */
final class SqlMessageStore {
    /** Limit of a list's count (docs/spec/admin-api.md, section 1 "Lists"). */
    static final long COUNTED = 100_000;

    private static final String SELECT =
            """
            SELECT m.id, m.account_id, m.source, m.submitter, m.envelope_from, m.header_from, m.subject,
              m.header_id, m.campaign_id, m.group_id, m.vsender_id, m.size, m.recipients, m.accepted_at,
              m.trace_id
            FROM messages m\
            """;

    /** The cause of a lane's suspension as text; the account's state comes before a hold. */
    private static final String SUSPENDED_BY =
            """
            CASE WHEN l.account_state <> '' THEN 'account ' || l.account_state
              WHEN l.sender_id = 0 AND l.vsender_id <> 0
                THEN 'no sender of virtual sender ' || l.vsender_id || ' can send'
              WHEN l.sender_id = 0 THEN 'no sender serves the account'
              ELSE coalesce((SELECT CASE WHEN h.kind = '%s' THEN 'held' ELSE 'sender ' || h.kind END
                  || CASE WHEN h.reason = '' THEN '' ELSE ': ' || h.reason END FROM holds h
                WHERE h.sender_id = l.sender_id
                  AND (h.account_id IS NULL OR h.account_id = l.account_id)
                  AND (h.campaign_id IS NULL OR h.campaign_id = l.campaign_id)
                  AND (h.isp = '' OR h.isp = l.isp) ORDER BY h.id LIMIT 1), '') END\
            """
                    .formatted(Hold.KIND);

    private static final String RECIPIENTS =
            """
            SELECT r.id, r.account_id, r.address, l.isp, l.sender_id, r.state, r.attempts,
              r.due_at + l.clock_offset AS due_at, r.kind, r.ended_at, r.ip, r.host, r.answer,
              l.stopped_at, l.purged, %s AS suspended_by, r.answered_by, k.until_at AS locked_until,
              coalesce(lr.name, '') AS lock_rule, k.answer AS lock_answer, %s
            FROM recipients r JOIN lanes l ON l.id = r.lane_id
              LEFT JOIN locks k ON k.sender_id = l.sender_id AND k.isp = l.isp
                AND k.domain = l.domain AND k.until_at > ?
              LEFT JOIN lock_rules lr ON lr.id = k.rule_id
            WHERE r.account_id = ? AND r.message_id = ? AND r.id >= ? ORDER BY r.id LIMIT ?
            """
                    .formatted(SUSPENDED_BY, AttemptRecord.columns("r"));

    /**
     * Excludes the platform's own messages, which have negative ids. An expression, so that no
     * index is chosen for it.
     */
    private static final String NOT_PLATFORM = "m.id + 0 > 0";

    private record StatusCount(long message, RecipientStatus status, long recipients) {}

    private static StatusCount count(Row row) {
        return new StatusCount(
                row.number("message_id"),
                RecipientStatus.of(row.number("state"), row.flag("stopped"), row.flag("purged")),
                row.number("recipients"));
    }

    /** The account of a message. */
    Optional<AccountId> accountOf(Tx tx, long message) {
        return tx.one(
                "SELECT account_id FROM messages WHERE id = ?",
                row -> new AccountId(row.number("account_id")),
                message);
    }

    Optional<MessageView> find(Tx tx, AccountId account, long message) {
        return tx.one(
                        SELECT + " WHERE m.account_id = ? AND m.id = ?",
                        SqlMessageStore::message,
                        account.value(),
                        message)
                .map(view -> counted(tx, List.of(view)).getFirst());
    }

    /** Returns those of the messages that exist, in any order; {@value InClause#MOST} at most. */
    List<MessageView> all(Tx tx, List<Long> ids) {
        return counted(
                tx,
                tx.query(
                        SELECT + " WHERE m.id IN " + InClause.list(ids.size()),
                        SqlMessageStore::message,
                        InClause.args(ids)));
    }

    /**
     * A page in ascending order from {@code from}, or descending from {@code from}, or from the
     * newest if that is 0.
     */
    Slice<MessageView> list(
            Tx tx, MessageFilter filter, long from, int limit, boolean newestFirst) {
        List<@Nullable Object> args = new ArrayList<>();
        String where = where(filter, args);
        long total = count(tx, where, args);
        boolean bounded = !newestFirst || from > 0;
        String order = newestFirst ? "m.id DESC" : "m.id";
        String bound = !bounded ? "" : newestFirst ? "m.id <= ?" : "m.id >= ?";
        if (bounded) {
            args.add(from);
        }
        args.add(limit + 1);
        List<MessageView> rows =
                tx.query(
                        SELECT
                                + where
                                + (bounded ? " AND " + bound : "")
                                + " ORDER BY "
                                + order
                                + " LIMIT ?",
                        SqlMessageStore::message,
                        args.toArray());
        boolean more = rows.size() > limit;
        return new Slice<>(
                counted(tx, more ? rows.subList(0, limit) : rows),
                total,
                more ? OptionalLong.of(rows.getLast().id()) : OptionalLong.empty());
    }

    /** Counts up to one past {@link #COUNTED}, since a full count would read all rows. */
    private static long count(Tx tx, String where, List<@Nullable Object> args) {
        return tx.number(
                "SELECT count(*) FROM (SELECT 1 FROM messages m"
                        + where
                        + " LIMIT "
                        + (COUNTED + 1)
                        + ") AS counted",
                args.toArray());
    }

    private static String where(MessageFilter filter, List<@Nullable Object> args) {
        List<String> terms = new ArrayList<>();
        terms.add(NOT_PLATFORM);
        filter.account()
                .ifPresent(account -> term(terms, args, "m.account_id = ?", account.value()));
        filter.campaign().ifPresent(id -> term(terms, args, "m.campaign_id = ?", id));
        filter.since().ifPresent(time -> term(terms, args, "m.accepted_at >= ?", time));
        filter.until().ifPresent(time -> term(terms, args, "m.accepted_at < ?", time));
        if (!filter.only().isEmpty()) {
            terms.add(
                    "m.account_id IN ("
                            + filter.only().stream()
                                    .map(AccountId::toString)
                                    .collect(Collectors.joining(", "))
                            + ")");
        }
        if (filter.asksRecipients()) {
            terms.add(recipients(filter, args));
        }
        return " WHERE " + String.join(" AND ", terms);
    }

    /** Uses the index of addresses if one is given, else checks messages one by one. */
    private static String recipients(MessageFilter filter, List<@Nullable Object> args) {
        List<String> terms = new ArrayList<>();
        boolean byAddress = filter.to().isPresent() && filter.account().isPresent();
        if (byAddress) {
            filter.account()
                    .ifPresent(account -> term(terms, args, "r.account_id = ?", account.value()));
        } else {
            terms.add("r.message_id = m.id");
        }
        filter.to()
                .ifPresent(address -> {
                    // the first for the index, which knows no case
                    term(terms, args, "lower(r.address) = lower(?)", address);
                    term(terms, args, "r.address = ?", address);
                });
        filter.sender().ifPresent(sender -> term(terms, args, "l.sender_id = ?", sender));
        filter.state().ifPresent(state -> terms.add(state.condition()));
        String rest =
                " FROM recipients r JOIN lanes l ON l.id = r.lane_id WHERE "
                        + String.join(" AND ", terms)
                        + ")";
        return byAddress ? "m.id IN (SELECT r.message_id" + rest : "EXISTS (SELECT 1" + rest;
    }

    private static void term(
            List<String> terms, List<@Nullable Object> args, String term, Object value) {
        terms.add(term);
        args.add(value);
    }

    /** Adds the number of recipients by state with one statement. */
    private static List<MessageView> counted(Tx tx, List<MessageView> messages) {
        if (messages.isEmpty()) {
            return messages;
        }
        String ids =
                messages.stream()
                        .map(messageView -> Long.toString(messageView.id()))
                        .collect(Collectors.joining(","));
        Map<Long, Map<RecipientStatus, Long>> counts = new HashMap<>();
        tx.query(
                        """
                        SELECT r.message_id, r.state,
                          CASE WHEN l.stopped_at IS NULL THEN 0 ELSE 1 END AS stopped,
                          CASE WHEN l.purged > 0 THEN 1 ELSE 0 END AS purged, count(*) AS recipients
                        FROM recipients r JOIN lanes l ON l.id = r.lane_id
                        WHERE r.message_id IN (%s) GROUP BY 1, 2, 3, 4
                        """
                                .formatted(ids),
                        SqlMessageStore::count)
                .forEach(count ->
                        counts.computeIfAbsent(
                                        count.message(),
                                        any -> new EnumMap<>(RecipientStatus.class))
                                .merge(count.status(), count.recipients(), Long::sum));
        return messages.stream()
                .map(messageView ->
                        messageView.with(counts.getOrDefault(messageView.id(), Map.of())))
                .toList();
    }

    /**
     * In ascending order of id from {@code from}, at most {@code limit}.
     *
     * @param now locks that end later are named if mail waits for them
     */
    List<RecipientView> recipients(
            Tx tx, AccountId account, long message, long from, int limit, Instant now) {
        return tx.query(
                RECIPIENTS, SqlMessageStore::recipient, now, account.value(), message, from, limit);
    }

    private static MessageView message(Row row) {
        return new MessageView(
                row.number("id"),
                new AccountId(row.number("account_id")),
                row.text("source"),
                row.text("submitter"),
                row.text("envelope_from"),
                row.text("header_from"),
                row.text("subject"),
                row.text("header_id"),
                row.number("campaign_id"),
                row.number("group_id"),
                Optional.ofNullable(row.numberOrNull("vsender_id")),
                row.number("size"),
                row.number("recipients"),
                row.time("accepted_at"),
                TraceId.of(row.bytesOrNull("trace_id")),
                Map.of());
    }

    private static RecipientView recipient(Row row) {
        Optional<Instant> stoppedAt = Optional.ofNullable(row.timeOrNull("stopped_at"));
        RecipientStatus state =
                RecipientStatus.of(
                        row.number("state"), stoppedAt.isPresent(), row.number("purged") > 0);
        boolean waits = state == RecipientStatus.NEW || state == RecipientStatus.RETRY;
        boolean suspended = state == RecipientStatus.HOLD;
        Optional<Instant> locked =
                waits ? Optional.ofNullable(row.timeOrNull("locked_until")) : Optional.empty();
        return new RecipientView(
                row.number("id"),
                new AccountId(row.number("account_id")),
                row.text("address"),
                row.text("isp"),
                row.number("sender_id"),
                state,
                row.number("attempts"),
                waits ? Optional.of(later(row.time("due_at"), locked)) : Optional.empty(),
                row.text("kind"),
                Optional.ofNullable(row.timeOrNull("ended_at")),
                row.text("ip"),
                row.text("host"),
                row.text("answer"),
                AnsweredBy.of(row.number("answered_by")),
                suspended ? stoppedAt : Optional.empty(),
                suspended
                        ? row.text("suspended_by")
                        : locked.map(until -> lock(row, until)).orElse(""),
                AttemptRecord.read(row));
    }

    private static Instant later(Instant due, Optional<Instant> locked) {
        return locked.filter(until -> until.isAfter(due)).orElse(due);
    }

    private static String lock(Row row, Instant until) {
        return "locked until "
                + until
                + " by lock rule '"
                + row.text("lock_rule")
                + "', set off by the answer: "
                + row.text("lock_answer");
    }
}
