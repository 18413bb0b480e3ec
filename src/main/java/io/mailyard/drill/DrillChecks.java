package io.mailyard.drill;

import io.mailyard.audit.Anchor;
import io.mailyard.audit.ChainVerdict;
import io.mailyard.audit.Verifier;
import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.outcomes.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Compares what a drill knows with rows of the store. */
final class DrillChecks {
    /** Rows that one statement reads. */
    private static final int STEP = 20_000;

    /** Objects that a sentence names. */
    private static final int NAMED = 5;

    private final ScratchPlatform platform;
    private final AcknowledgementLog log;
    private final FaultsFound faults;
    private Optional<Anchor> anchor = Optional.empty();
    private long auditRows;
    private long recipients;
    private int whole;

    DrillChecks(ScratchPlatform platform, AcknowledgementLog log, FaultsFound faults) {
        this.platform = platform;
        this.log = log;
        this.faults = faults;
    }

    /** Rows of the audit at the last check of the whole store. */
    long auditRows() {
        return auditRows;
    }

    /** Recipients counted at the last check of the whole store. */
    long recipients() {
        return recipients;
    }

    /** Checks of the whole store so far. */
    int wholeChecks() {
        return whole;
    }

    /** Every message that was acknowledged since the last round is there, with its recipient. */
    void round() {
        List<Long> fresh = log.takeNewMessages();
        try (Database database = platform.open()) {
            requireMessages(database, fresh);
        }
    }

    private void requireMessages(Database database, List<Long> ids) {
        List<Long> missing = new ArrayList<>();
        for (List<Long> part : InClause.parts(ids)) {
            Set<Long> found =
                    new HashSet<>(
                            database.read(tx ->
                                    tx.query(
                                            "SELECT m.id FROM messages m JOIN recipients r ON r.message_id = m.id"
                                                    + " WHERE m.id IN "
                                                    + InClause.list(part.size()),
                                            row -> row.number("id"),
                                            InClause.args(part))));
            part.stream().filter(id -> !found.contains(id)).forEach(missing::add);
        }
        if (!missing.isEmpty()) {
            faults.add(
                    missing.size()
                            + " acknowledged messages are not in the store, or without recipient: "
                            + named(missing));
        }
    }

    static String named(List<?> values) {
        List<String> some = values.stream().limit(NAMED).map(String::valueOf).toList();
        return String.join(", ", some) + (values.size() > some.size() ? ", ..." : "");
    }

    /**
     * The audit's chain is whole and has what it had before, every recipient is counted and the
     * ledger balances, and every acknowledged write is there.
     */
    void whole() {
        whole++;
        Map<Long, Long> titles = log.titles();
        Map<Long, List<String>> suppressions = log.suppressions();
        try (Database database = platform.open()) {
            audit(database);
            ledger(database);
            titles(database, titles);
            suppressions(database, suppressions);
        }
    }

    private void audit(Database database) {
        switch (new Verifier(database).verify(anchor, _ -> {})) {
            case ChainVerdict.Intact(long rows, String hash) -> {
                auditRows = rows;
                anchor = Optional.of(new Anchor(rows, hash));
            }
            case ChainVerdict.ChainBroken(long id, String reason) ->
                    faults.add("the audit's chain is broken at row " + id + ": " + reason);
        }
    }

    private void ledger(Database database) {
        try {
            recipients =
                    Ledger.reconcile(database, fault -> faults.add("reconcile: " + fault), _ -> {})
                            .recipients();
        } catch (IndexOutOfBoundsException
                | IllegalArgumentException
                | IllegalStateException broken) {
            faults.add("recipients cannot be counted: " + broken.getMessage());
        }
    }

    private void titles(Database database, Map<Long, Long> acknowledged) {
        Map<Long, String> found = new HashMap<>();
        database.read(tx ->
                        tx.query(
                                "SELECT id, title FROM accounts",
                                row -> Map.entry(row.number("id"), row.text("title"))))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        acknowledged.forEach((account, number) -> {
            String title = found.getOrDefault(account, "(no such account)");
            if (WriteClient.number(title) < number) {
                faults.add(
                        "account "
                                + account
                                + " is called '"
                                + title
                                + "', although '"
                                + WriteClient.title(number)
                                + "' was acknowledged");
            }
        });
    }

    private void suppressions(Database database, Map<Long, List<String>> acknowledged) {
        acknowledged.forEach((account, addresses) -> {
            Set<String> found =
                    new HashSet<>(
                            database.read(tx ->
                                    tx.query(
                                            "SELECT address FROM suppressions WHERE account_id = ?",
                                            row -> row.text("address"),
                                            account)));
            List<String> missing =
                    addresses.stream().filter(address -> !found.contains(address)).toList();
            if (!missing.isEmpty()) {
                faults.add(
                        missing.size()
                                + " acknowledged suppressions of account "
                                + account
                                + " are not in the store: "
                                + named(missing));
            }
        });
    }

    /** Recipients that wait, as the lanes count them. */
    long queued() {
        try (Database database = platform.open()) {
            return database.read(tx ->
                    tx.number(
                            "SELECT coalesce(sum(fresh + retry + proc), 0) FROM lanes WHERE account_id > 0"));
        }
    }

    /** After the queue is empty: everything acknowledged is there and was delivered. */
    void settled() {
        Map<String, Long> acknowledged = log.messages();
        try (Database database = platform.open()) {
            requireMessages(database, List.copyOf(acknowledged.values()));
            requireDelivered(database);
            requireOnce(database, acknowledged);
        }
    }

    private void requireDelivered(Database database) {
        List<String> others =
                database.read(tx ->
                        tx.query(
                                "SELECT message_id, state, answer FROM recipients WHERE account_id > 0 AND state <> 3 LIMIT 100",
                                row ->
                                        row.number("message_id")
                                                + " (state "
                                                + row.number("state")
                                                + ": "
                                                + row.text("answer")
                                                + ")"));
        if (!others.isEmpty()) {
            faults.add("messages that were not delivered: " + named(others));
        }
    }

    /** A call that was repeated under its key made one message, and not two. */
    private void requireOnce(Database database, Map<String, Long> acknowledged) {
        Map<String, Long> found = subjects(database);
        acknowledged.forEach((subject, id) -> {
            if (!id.equals(found.get(subject))) {
                faults.add(
                        "message "
                                + id
                                + " was acknowledged as '"
                                + subject
                                + "', which is message "
                                + found.get(subject));
            }
        });
        List<String> unknown =
                platform.arrivals().bySubject().keySet().stream()
                        .filter(subject -> !found.containsKey(subject))
                        .toList();
        if (!unknown.isEmpty()) {
            faults.add(
                    unknown.size()
                            + " messages arrived that the store does not know: "
                            + named(unknown));
        }
    }

    private Map<String, Long> subjects(Database database) {
        Map<String, Long> found = new HashMap<>();
        long from = 0;
        while (true) {
            long after = from;
            List<Map.Entry<Long, String>> page =
                    database.read(tx ->
                            tx.query(
                                    "SELECT id, subject FROM messages WHERE account_id > 0 AND id > ? ORDER BY id LIMIT ?",
                                    row -> Map.entry(row.number("id"), row.text("subject")),
                                    after,
                                    STEP));
            for (Map.Entry<Long, String> message : page) {
                Long earlier = found.put(message.getValue(), message.getKey());
                if (earlier != null) {
                    faults.add(
                            "'"
                                    + message.getValue()
                                    + "' is in the store twice: messages "
                                    + earlier
                                    + " and "
                                    + message.getKey());
                }
            }
            if (page.size() < STEP) {
                return found;
            }
            from = Objects.requireNonNull(page.getLast().getKey());
        }
    }
}
