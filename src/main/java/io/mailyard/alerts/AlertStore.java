package io.mailyard.alerts;

import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables {@code alert_events}, {@code alert_mails}, {@code report_mails} and their round. */
final class AlertStore {
    private final InstantSource clock;

    AlertStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Events of a topic that wait for one account: an alert names ten and counts the others. */
    private static final int MOST_OF_TOPIC = 200;

    /** Events that wait for all accounts: a large disturbance, at a few hundred bytes each. */
    private static final int MOST = 20_000;

    private static final String WAITING =
            "SELECT count(*) FROM (SELECT 1 FROM alert_events WHERE sent_at IS NULL";

    /** The events of a topic that wait for an account. */
    record WaitingTopic(AccountId account, AlertTopic topic) {}

    record StoredAlert(long id, AlertEvent event) {}

    /** Result of {@link #add}. */
    enum AlertAddResult {
        ADDED,
        KNOWN,
        FULL
    }

    /** Adds an event that is not known yet, if there is room. */
    AlertAddResult add(Tx tx, AlertEvent event) {
        long own =
                tx.number(
                        WAITING + " AND account_id = ? AND topic = ? LIMIT ?) AS waiting",
                        event.account().value(),
                        event.topic().word(),
                        MOST_OF_TOPIC);
        if (own >= MOST_OF_TOPIC || tx.number(WAITING + " LIMIT ?) AS waiting", MOST) >= MOST) {
            return AlertAddResult.FULL;
        }
        int added =
                tx.update(
                        """
                        INSERT INTO alert_events (id, account_id, topic, event_key, subject, note,
                          amount, whole, happened_at, added_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (account_id, topic, event_key) DO NOTHING
                        """,
                        tx.nextId("alert_events"),
                        event.account().value(),
                        event.topic().word(),
                        event.key(),
                        event.subject(),
                        event.note(),
                        event.amount(),
                        event.whole(),
                        event.at(),
                        clock.instant());
        return added > 0 ? AlertAddResult.ADDED : AlertAddResult.KNOWN;
    }

    /**
     * Topics whose alert may be sent.
     *
     * @param mailedBefore the last alert was before it
     * @param happenedBefore the first event was before it
     * @param skipped those that wait longest, which were tried already
     */
    List<WaitingTopic> due(
            Tx tx,
            Instant mailedBefore,
            Instant happenedBefore,
            Instant now,
            int skipped,
            int most) {
        return tx.query(
                """
                SELECT e.account_id, e.topic FROM alert_events e
                  LEFT JOIN alert_mails m ON m.account_id = e.account_id AND m.topic = e.topic
                WHERE e.sent_at IS NULL AND (m.sent_at IS NULL OR m.sent_at <= ? OR m.sent_at > ?)
                GROUP BY e.account_id, e.topic
                HAVING min(e.happened_at) <= ? OR min(e.happened_at) > ?
                ORDER BY min(e.id) LIMIT ? OFFSET ?
                """,
                row ->
                        new WaitingTopic(
                                new AccountId(row.number("account_id")),
                                AlertTopic.of(row.text("topic"))),
                mailedBefore,
                now,
                happenedBefore,
                now,
                most,
                skipped);
    }

    /** Waiting events of an account's topic, the oldest first. */
    List<StoredAlert> waiting(Tx tx, AccountId account, AlertTopic topic) {
        return tx.query(
                "SELECT id, event_key, subject, note, amount, whole, happened_at"
                        + " FROM alert_events WHERE account_id = ? AND topic = ?"
                        + " AND sent_at IS NULL ORDER BY id LIMIT ?",
                row -> event(row, account, topic),
                account.value(),
                topic.word(),
                MOST_OF_TOPIC);
    }

    private static StoredAlert event(Row row, AccountId account, AlertTopic topic) {
        return new StoredAlert(
                row.number("id"),
                new AlertEvent(
                        account,
                        topic,
                        row.text("event_key"),
                        row.text("subject"),
                        row.text("note"),
                        row.number("amount"),
                        row.number("whole"),
                        row.time("happened_at")));
    }

    /**
     * Takes the right to send an alert of a topic; false if another server has it. Others wait here
     * until the transaction ends.
     */
    boolean claim(Tx tx, WaitingTopic topic, Instant mailedBefore, Instant now) {
        return tx.update(
                        """
                        INSERT INTO alert_mails (account_id, topic, sent_at) VALUES (?, ?, ?)
                        ON CONFLICT (account_id, topic) DO UPDATE SET sent_at = excluded.sent_at
                        WHERE alert_mails.sent_at <= ? OR alert_mails.sent_at > excluded.sent_at
                        """,
                        topic.account().value(),
                        topic.topic().word(),
                        now,
                        mailedBefore)
                > 0;
    }

    /** Ends waiting events; returns how many still waited. */
    int end(Tx tx, AccountId account, List<Long> ids, Instant now) {
        int ended = 0;
        for (long id : ids) {
            ended +=
                    tx.update(
                            "UPDATE alert_events SET sent_at = ? WHERE account_id = ? AND id = ?"
                                    + " AND sent_at IS NULL",
                            now,
                            account.value(),
                            id);
        }
        return ended;
    }

    /** Ends some events that were added before a time and still wait; returns their number. */
    int endOld(Tx tx, Instant before, Instant now, int most) {
        return tx.update(
                "UPDATE alert_events SET sent_at = ? WHERE id IN (SELECT id FROM alert_events"
                        + " WHERE sent_at IS NULL AND added_at < ? LIMIT ?)",
                now,
                before,
                most);
    }

    /** Removes some rows that ended before a time. */
    void forget(Tx tx, Instant before, int most) {
        tx.update(
                "DELETE FROM alert_events WHERE id IN (SELECT id FROM alert_events"
                        + " WHERE sent_at < ? LIMIT ?)",
                before,
                most);
        tx.update("DELETE FROM report_mails WHERE sent_at < ?", before);
        tx.update("DELETE FROM alert_mails WHERE sent_at < ?", before);
    }

    /** Takes the next look for rates and reports; false if a server has looked just now. */
    boolean takeRound(Tx tx, Duration every, Instant now) {
        return tx.update(
                        "UPDATE alert_rounds SET looked_at = ? WHERE one = 1"
                                + " AND (looked_at <= ? OR looked_at > ?)",
                        now,
                        now.minus(every),
                        now)
                > 0;
    }

    /** Reports that are due in some accounts; none of one that is frozen, inactive or deleted. */
    Map<AccountId, DueReport> due(Tx tx, List<AccountId> accounts, ReportKind kind, Instant now) {
        Map<AccountId, DueReport> due = new HashMap<>();
        InClause.query(
                        tx,
                        "SELECT id, timezone, reports_day, reports_hour FROM accounts"
                                + " WHERE is_active = 1 AND is_frozen = 0 AND deleted_at IS NULL"
                                + " AND id IN {list}",
                        accounts.stream().map(AccountId::value).toList(),
                        row ->
                                Map.entry(
                                        new AccountId(row.number("id")),
                                        DueReport.at(
                                                now,
                                                kind,
                                                ZoneId.of(row.text("timezone")),
                                                (int) row.number("reports_day"),
                                                (int) row.number("reports_hour"))))
                .forEach(entry ->
                        entry.getValue().ifPresent(report -> due.put(entry.getKey(), report)));
        return due;
    }

    /** A report of a user that is recorded. */
    record SentReport(long user, String period) {}

    /** Reports of some accounts that were recorded since a time. */
    Set<SentReport> reports(Tx tx, List<AccountId> accounts, ReportKind kind, Instant since) {
        return new HashSet<>(
                InClause.query(
                        tx,
                        "SELECT user_id, period FROM report_mails WHERE kind = ? AND sent_at > ?"
                                + " AND account_id IN {list}",
                        accounts.stream().map(AccountId::value).toList(),
                        row -> new SentReport(row.number("user_id"), row.text("period")),
                        kind.flag(),
                        since));
    }

    /** Records a report of a user; false if it is recorded already. */
    boolean report(Tx tx, AccountId account, long user, DueReport report, Instant now) {
        return tx.update(
                        """
                        INSERT INTO report_mails (account_id, user_id, kind, period, sent_at)
                        VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (account_id, user_id, kind, period) DO NOTHING
                        """,
                        account.value(),
                        user,
                        report.kind().flag(),
                        report.period(),
                        now)
                > 0;
    }

    /** Users of an account whose report is recorded. */
    List<Long> reported(Tx tx, AccountId account, DueReport report) {
        return tx.query(
                "SELECT user_id FROM report_mails WHERE account_id = ? AND kind = ? AND period = ?",
                row -> row.number("user_id"),
                account.value(),
                report.kind().flag(),
                report.period());
    }

    /** A webhook that has failed for some time. */
    record FailingWebhook(AccountId account, long id, String url, Instant since) {}

    List<FailingWebhook> failing(Tx tx, List<AccountId> accounts, Instant before) {
        return InClause.query(
                tx,
                "SELECT w.account_id, w.id, w.url, s.failing_since FROM webhooks w"
                        + " JOIN webhook_states s ON s.webhook_id = w.id"
                        + " WHERE w.active = 1 AND s.failing_since <= ? AND w.account_id IN {list}",
                accounts.stream().map(AccountId::value).toList(),
                row ->
                        new FailingWebhook(
                                new AccountId(row.number("account_id")),
                                row.number("id"),
                                row.text("url"),
                                row.time("failing_since")),
                before);
    }

    void deleteAll(Tx tx, AccountId account) {
        for (String table : List.of("alert_events", "alert_mails", "report_mails")) {
            tx.update("DELETE FROM " + table + " WHERE account_id = ?", account.value());
        }
    }
}
