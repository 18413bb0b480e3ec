package io.mailyard.outcomes;

import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.lanes.RecipientState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Counts every recipient and compares with lane counters and the ledger in one snapshot of the
 * store. Reads in steps by id; keeps lanes and accounts in memory.
 */
final class Reconciliation {
    /** Recipients per statement. */
    private static final int STEP = 20_000;

    private final Tx tx;
    private final Consumer<String> fault;
    private final LongConsumer progress;
    private final Map<Long, LaneTally> lanes = new HashMap<>();
    private final Map<Long, AccountTally> accounts = new HashMap<>();
    private long faults;

    private Reconciliation(Tx tx, Consumer<String> fault, LongConsumer progress) {
        this.tx = tx;
        this.fault = fault;
        this.progress = progress;
    }

    /** Counters of a lane minus the recipients found. */
    private static final class LaneTally {
        final long account;
        final boolean purged;
        final long[] left = new long[3];

        LaneTally(Row row) {
            account = row.number("account_id");
            purged = row.number("purged") > 0;
            left[0] = row.number("fresh");
            left[1] = row.number("retry");
            left[2] = row.number("proc");
        }
    }

    /** Ledger of an account minus the recipients found: delivered, bounced, ... */
    private static final class AccountTally {
        long accepted;
        final long[] ended = new long[4];
        final long[] found = new long[4];
        long queued;
    }

    /**
     * Reads the whole queue.
     *
     * @param fault receives each fault as a sentence
     * @param progress receives the number of recipients counted so far
     */
    static Ledger.Reconciled run(Database database, Consumer<String> fault, LongConsumer progress) {
        return database.read(tx -> new Reconciliation(tx, fault, progress).run());
    }

    /** The platform's own mail is compared too, but not counted. */
    private Ledger.Reconciled run() {
        load();
        long counted = recipients();
        long messages = messages();
        compareLanes();
        compareAccounts();
        long tenants = accounts.keySet().stream().filter(id -> id > 0).count();
        return new Ledger.Reconciled(counted, messages, tenants, faults);
    }

    private void load() {
        tx.query(
                        "SELECT id, account_id, purged, fresh, retry, proc FROM lanes",
                        row -> Map.entry(row.number("id"), new LaneTally(row)))
                .forEach(entry -> {
                    LaneTally lane = entry.getValue();
                    lanes.put(entry.getKey(), lane);
                    account(lane.account).queued += lane.left[0] + lane.left[1] + lane.left[2];
                });
        tx.query(
                        "SELECT account_id, accepted, delivered, bounced, expired, purged FROM ledger",
                        row -> {
                            AccountTally account = account(row.number("account_id"));
                            account.accepted = row.number("accepted");
                            account.ended[0] = row.number("delivered");
                            account.ended[1] = row.number("bounced");
                            account.ended[2] = row.number("expired");
                            account.ended[3] = row.number("purged");
                            return account;
                        })
                .forEach(_ -> {});
    }

    private AccountTally account(long id) {
        return accounts.computeIfAbsent(id, _ -> new AccountTally());
    }

    private long recipients() {
        long counted = 0;
        long from = Long.MIN_VALUE;
        long to = stepEnd("recipients", from);
        while (to > from) {
            for (RecipientGroup group :
                    tx.query(
                            "SELECT lane_id, account_id, state, count(*) AS recipients FROM recipients WHERE id > ? AND id <= ?"
                                    + " GROUP BY lane_id, account_id, state",
                            RecipientGroup::read,
                            from,
                            to)) {
                counted += group.account() > 0 ? group.count() : 0;
                count(group);
            }
            nameFaults(from, to);
            progress.accept(counted);
            from = to;
            to = stepEnd("recipients", from);
        }
        return counted;
    }

    private long stepEnd(String table, long from) {
        return tx.number(
                "SELECT coalesce(max(id), 0) FROM (SELECT id FROM "
                        + table
                        + " WHERE id > ? ORDER BY id LIMIT "
                        + STEP
                        + ") AS step",
                from);
    }

    private record RecipientGroup(long lane, long account, RecipientState state, long count) {
        static RecipientGroup read(Row row) {
            return new RecipientGroup(
                    row.number("lane_id"),
                    row.number("account_id"),
                    RecipientState.of(row.number("state")),
                    row.number("recipients"));
        }
    }

    private void count(RecipientGroup group) {
        LaneTally lane = lanes.get(group.lane());
        if (group.state().ended()) {
            account(group.account()).found[group.state().number() - 3] += group.count();
        } else if (lane != null && lane.purged && group.state() != RecipientState.PROC) {
            account(group.account()).found[3] += group.count();
        } else if (lane != null) {
            lane.left[group.state().number()] -= group.count();
        }
    }

    /** Reports recipients that could not be attempted or would be forgotten. */
    private void nameFaults(long from, long to) {
        describe(
                "SELECT r.id, r.message_id, r.address FROM recipients r LEFT JOIN contents c ON c.message_id = r.message_id"
                        + " WHERE r.id > ? AND r.id <= ? AND r.state <= 2 AND c.message_id IS NULL ORDER BY r.id",
                "is queued, and its content is missing",
                from,
                to);
        describe(
                "SELECT r.id, r.message_id, r.address FROM recipients r LEFT JOIN messages m ON m.id = r.message_id"
                        + " WHERE r.id > ? AND r.id <= ? AND m.id IS NULL ORDER BY r.id",
                "belongs to a missing message",
                from,
                to);
        describe(
                "SELECT r.id, r.message_id, r.address FROM recipients r LEFT JOIN lanes l ON l.id = r.lane_id"
                        + " WHERE r.id > ? AND r.id <= ? AND (l.id IS NULL OR l.account_id <> r.account_id) ORDER BY r.id",
                "is in no lane of its account",
                from,
                to);
        describe(
                "SELECT r.id, r.message_id, r.address FROM recipients r LEFT JOIN node_sessions s ON s.id = r.session_id"
                        + " WHERE r.id > ? AND r.id <= ? AND ((r.state = 2 AND s.id IS NULL)"
                        + " OR (r.state <> 2 AND r.session_id IS NOT NULL)) ORDER BY r.id",
                "is leased to a session that does not exist",
                from,
                to);
    }

    private void describe(String sql, String what, long from, long to) {
        tx.query(
                        sql,
                        row ->
                                "message "
                                        + row.number("message_id")
                                        + ": recipient "
                                        + row.number("id")
                                        + ", "
                                        + row.text("address")
                                        + ", "
                                        + what,
                        from,
                        to)
                .forEach(this::report);
    }

    private void report(String sentence) {
        faults++;
        fault.accept(sentence);
    }

    private long messages() {
        long counted = 0;
        long from = Long.MIN_VALUE;
        long to = stepEnd("messages", from);
        while (to > from) {
            counted +=
                    tx.number(
                            "SELECT count(*) FROM messages WHERE id > ? AND id <= ? AND account_id > 0",
                            from,
                            to);
            tx.query(
                            "SELECT m.id, m.recipients, (SELECT count(*) FROM recipients r WHERE r.message_id = m.id) AS there"
                                    + " FROM messages m WHERE m.id > ? AND m.id <= ? AND m.recipients <>"
                                    + " (SELECT count(*) FROM recipients r WHERE r.message_id = m.id) ORDER BY m.id",
                            row ->
                                    "message "
                                            + row.number("id")
                                            + ": was accepted for "
                                            + row.number("recipients")
                                            + " recipients, "
                                            + row.number("there")
                                            + " are there",
                            from,
                            to)
                    .forEach(this::report);
            from = to;
            to = stepEnd("messages", from);
        }
        return counted;
    }

    private void compareLanes() {
        List<String> names = List.of("new", "retry", "proc");
        lanes.forEach((id, lane) -> {
            for (int i = 0; i < lane.left.length; i++) {
                if (lane.left[i] != 0) {
                    report(
                            "lane "
                                    + id
                                    + " of account "
                                    + lane.account
                                    + ": counts "
                                    + Math.abs(lane.left[i])
                                    + (lane.left[i] > 0 ? " too many as " : " too few as ")
                                    + names.get(i));
                }
            }
        });
    }

    /**
     * Rows of finished recipients may have been removed since; there cannot be more than were
     * counted.
     */
    private void compareAccounts() {
        List<String> names = List.of("delivered", "bounced", "expired", "purged");
        accounts.forEach((id, account) -> {
            long sum = account.queued;
            for (int i = 0; i < account.ended.length; i++) {
                sum += account.ended[i];
                if (account.found[i] > account.ended[i]) {
                    report(
                            "account "
                                    + id
                                    + ": the ledger has "
                                    + account.ended[i]
                                    + " as "
                                    + names.get(i)
                                    + ", "
                                    + account.found[i]
                                    + " recipients are");
                }
            }
            if (sum != account.accepted) {
                report(
                        "account "
                                + id
                                + ": accepted "
                                + account.accepted
                                + ", and "
                                + sum
                                + " delivered, bounced, expired, purged or queued");
            }
        });
    }
}
