package io.mailyard.search;

import io.mailyard.base.AccountId;
import io.mailyard.base.AttemptDetails;
import io.mailyard.base.Slice;
import io.mailyard.db.Dialect;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.messages.MessageSummaries;
import io.mailyard.messages.RecipientStatus;
import io.mailyard.wire.Out;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Searches messages, the newest first. A search looks at a limited number of candidates, and says
 * where it stopped if that was not enough.
 */
final class MessageSearch {
    /** More matches are not counted. */
    static final int COUNTED = 1_000;

    /** Candidates looked at for a page: some 50 ms of reading. */
    private static final int LOOKED_AT = 10_000;

    /** A search that lasts longer stops and says so. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** PostgreSQL ends a single statement after this. */
    private static final String LONGEST_STATEMENT = "5s";

    private static final int FIRST_CHUNK = 256;
    private static final int CHUNK = 2_048;

    private final MessageIndex index;
    private final MessageSummaries messages = new MessageSummaries();

    MessageSearch(MessageIndex index) {
        this.index = index;
    }

    /**
     * A message found, with the recipient that matches, or its first.
     *
     * @param last the last attempt for that recipient
     */
    record FoundMessage(
            MessageSummaries.Summary message,
            String to,
            RecipientStatus status,
            LastAttempt last) {}

    /**
     * The last attempt for a recipient.
     *
     * @param ip the source
     * @param answerMillis until the answer; below 0: unknown
     */
    record LastAttempt(String answer, String ip, String host, String tls, long answerMillis) {
        static final LastAttempt NONE = new LastAttempt("", "", "", "", AttemptDetails.UNKNOWN);

        static LastAttempt of(Row row) {
            return new LastAttempt(
                    row.text("answer"),
                    row.text("ip"),
                    row.text("host"),
                    row.text("tls"),
                    row.number("answer_ms"));
        }

        void write(Out out) {
            int space = tls.indexOf(' ');
            out.text("answer", answer)
                    .text("ip", ip)
                    .text("host", host)
                    .text("tls_version", space < 0 ? tls : tls.substring(0, space))
                    .numberOrNull("answer_ms", answerMillis < 0 ? null : answerMillis);
        }
    }

    /**
     * A page of results.
     *
     * @param complete whether all candidates were looked at, so that the total is the whole
     */
    record SearchResults(Slice<FoundMessage> page, boolean complete) {}

    /**
     * Matches of a range.
     *
     * @param next the newest message not looked at; 0: all were
     */
    private record Matches(List<Long> ids, long next) {}

    SearchResults search(Tx tx, MessageQuery query, long from, int limit) {
        if (tx.dialect() == Dialect.POSTGRESQL) {
            tx.query(
                    "SELECT set_config('statement_timeout', ?, true)",
                    row -> row.text(),
                    LONGEST_STATEMENT);
        }
        MessageCandidates candidates = new MessageCandidates(index, tx, query);
        IdRange range = candidates.range();
        Matches counted = matches(tx, query, candidates, range, COUNTED + 1);
        Matches page =
                from == 0 ? counted : matches(tx, query, candidates, range.upTo(from), limit + 1);
        boolean more = page.ids().size() > limit;
        long next = more ? page.ids().get(limit) : page.next();
        List<Long> shown = more ? page.ids().subList(0, limit) : page.ids();
        return new SearchResults(
                new Slice<>(
                        found(tx, query, shown),
                        Math.min(counted.ids().size(), COUNTED),
                        next > 0 ? OptionalLong.of(next) : OptionalLong.empty()),
                counted.next() == 0 && counted.ids().size() <= COUNTED);
    }

    private Matches matches(
            Tx tx, MessageQuery query, MessageCandidates candidates, IdRange range, int wanted) {
        long began = System.nanoTime();
        List<Long> matches = new ArrayList<>();
        IdRange left = range;
        int lookedAt = 0;
        int size = FIRST_CHUNK;
        while (matches.size() < wanted) {
            SearchChunk chunk = candidates.newest(left, size);
            matches.addAll(matching(tx, query, chunk.ids()));
            lookedAt += chunk.lookedAt();
            if (chunk.next() < left.first()) {
                return new Matches(matches, 0);
            }
            left = left.upTo(chunk.next());
            size = CHUNK;
            if (lookedAt >= LOOKED_AT || System.nanoTime() - began > LONGEST.toNanos()) {
                break;
            }
        }
        return new Matches(matches, left.last());
    }

    /** Returns those of the candidates that match, in the same order. */
    private List<Long> matching(Tx tx, MessageQuery query, List<Long> candidates) {
        List<@Nullable Object> args = new ArrayList<>();
        String sql =
                "SELECT m.id, m.subject FROM messages m WHERE m.id + 0 > 0"
                        + conditions(query, args)
                        + " AND m.id IN {list}";
        boolean checksSubject =
                !query.subject().isEmpty() && (query.id().isPresent() || !query.answer().isEmpty());
        Set<Long> matching = new HashSet<>();
        InClause.query(
                        tx,
                        sql,
                        candidates,
                        row ->
                                !checksSubject
                                                || query.subject()
                                                        .areIn(IndexWords.of(row.text("subject")))
                                        ? row.number("id")
                                        : 0L,
                        args.toArray())
                .forEach(matching::add);
        List<Long> found = candidates.stream().filter(matching::contains).toList();
        if (query.isExact() && !query.answer().isEmpty()) {
            Set<Long> answered = index.answered(tx, query.answer(), found);
            return found.stream().filter(answered::contains).toList();
        }
        return found;
    }

    private static String conditions(MessageQuery query, List<@Nullable Object> args) {
        StringBuilder sql = new StringBuilder();
        query.account()
                .ifPresent(account -> {
                    sql.append(" AND m.account_id = ?");
                    args.add(account.value());
                });
        if (!query.only().isEmpty()) {
            sql.append(
                    query.only().stream()
                            .map(AccountId::toString)
                            .collect(Collectors.joining(", ", " AND m.account_id IN (", ")")));
        }
        query.headerId()
                .ifPresent(id -> {
                    sql.append(" AND m.header_id = ?");
                    args.add(id);
                });
        query.trace()
                .ifPresent(id -> {
                    sql.append(" AND m.trace_id = ?");
                    args.add(id.octets());
                });
        query.since()
                .ifPresent(time -> {
                    sql.append(" AND m.accepted_at >= ?");
                    args.add(time);
                });
        query.until()
                .ifPresent(time -> {
                    sql.append(" AND m.accepted_at < ?");
                    args.add(time);
                });
        if (query.asksRecipients()) {
            sql.append(" AND EXISTS (SELECT 1 FROM recipients r JOIN lanes l ON l.id = r.lane_id")
                    .append(" WHERE r.message_id = m.id")
                    .append(recipientConditions(query, args))
                    .append(')');
        }
        return sql.toString();
    }

    private static String recipientConditions(MessageQuery query, List<@Nullable Object> args) {
        StringBuilder sql = new StringBuilder();
        query.to()
                .ifPresent(address -> {
                    sql.append(" AND lower(r.address) = lower(?)");
                    args.add(address);
                });
        query.sender()
                .ifPresent(sender -> {
                    sql.append(" AND l.sender_id = ?");
                    args.add(sender);
                });
        query.isp()
                .ifPresent(isp -> {
                    sql.append(" AND l.isp = ?");
                    args.add(isp);
                });
        query.status().ifPresent(status -> sql.append(" AND ").append(status.condition()));
        return sql.toString();
    }

    private record Matched(long message, String address, RecipientStatus status, LastAttempt last) {
        static Matched of(Row row) {
            return new Matched(
                    row.number("message_id"),
                    row.text("address"),
                    RecipientStatus.of(
                            row.number("state"),
                            row.numberOrNull("stopped_at") != null,
                            row.number("purged") > 0),
                    LastAttempt.of(row));
        }
    }

    private List<FoundMessage> found(Tx tx, MessageQuery query, List<Long> ids) {
        List<@Nullable Object> args = new ArrayList<>();
        String sql =
                "SELECT r.message_id, r.address, r.state, r.answer, r.ip, r.host, r.tls,"
                        + " r.answer_ms, l.stopped_at, l.purged"
                        + " FROM recipients r JOIN lanes l ON l.id = r.lane_id WHERE r.id IN"
                        + " (SELECT min(r.id) FROM recipients r JOIN lanes l ON l.id = r.lane_id"
                        + " WHERE TRUE"
                        + recipientConditions(query, args)
                        + " AND r.message_id IN {list} GROUP BY r.message_id)";
        Map<Long, Matched> matched = new HashMap<>();
        InClause.query(tx, sql, ids, Matched::of, args.toArray())
                .forEach(row -> matched.put(row.message(), row));
        return messages.of(tx, ids).stream()
                .map(message -> {
                    Matched of =
                            matched.getOrDefault(
                                    message.id(),
                                    new Matched(
                                            message.id(),
                                            "",
                                            RecipientStatus.PURGED,
                                            LastAttempt.NONE));
                    return new FoundMessage(message, of.address(), of.status(), of.last());
                })
                .toList();
    }
}
