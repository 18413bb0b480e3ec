package io.mailyard.crash;

import io.mailyard.audit.ChainVerdict;
import io.mailyard.audit.Verifier;
import io.mailyard.db.Database;
import io.mailyard.db.Stores;
import io.mailyard.testing.TestStores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in a store, read by plain SQL past all of the product's code: the facts that a storm
 * knows of, and every contradiction in itself.
 */
final class StoreImage {
    /** As the storm names them. */
    final Map<String, String> facts = new HashMap<>();

    /** By the fact's name. */
    final Map<String, Long> accountIds = new HashMap<>();

    /** How many audit rows each User-Agent left; one sent again counts for the first. */
    final Map<String, Integer> rowsOf = new HashMap<>();

    final List<String> faults = new ArrayList<>();
    private final Map<Long, String> accounts = new HashMap<>();
    private final Set<String> userIds = new HashSet<>();
    private final Set<String> tokenIds = new HashSet<>();
    private final Map<Long, String> replayedAccounts = new HashMap<>();
    private final Set<String> replayedUsers = new HashSet<>();
    private final Set<String> replayedTokens = new HashSet<>();
    private long head;

    private StoreImage() {}

    static StoreImage of(TestStores.StoreLocation location) {
        StoreImage image = new StoreImage();
        try (Connection connection = DriverManager.getConnection(url(location))) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(
                    location.config().url().isEmpty()
                            ? Connection.TRANSACTION_SERIALIZABLE
                            : Connection.TRANSACTION_REPEATABLE_READ);
            image.readTables(connection);
            image.readAudit(connection);
            image.compare();
            image.checkCounts(connection);
            connection.rollback();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
        try (Database database = Stores.openToRead(location.config(), location.folder())) {
            ChainVerdict verdict = new Verifier(database).verify(rows -> {});
            if (!(verdict instanceof ChainVerdict.Intact(long rows, _)) || rows != image.head) {
                image.faults.add("the audit's chain: " + verdict + ", head " + image.head);
            }
        }
        return image;
    }

    private static String url(TestStores.StoreLocation location) {
        return location.config().url().isEmpty()
                ? "jdbc:sqlite:" + location.folder().resolve("mailyard.db")
                : "jdbc:" + location.config().url();
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, RowReader reader)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private void readTables(Connection connection) throws SQLException {
        each(
                connection,
                "SELECT id, name, is_active, is_frozen FROM accounts",
                row -> {
                    String fact = "account " + row.getString(2);
                    String state = Worker.state(row.getInt(3) == 1, row.getInt(4) == 1);
                    accounts.put(row.getLong(1), state);
                    accountIds.put(fact, row.getLong(1));
                    put(fact, state);
                });
        each(
                connection,
                "SELECT u.id, a.name, u.login FROM users u LEFT JOIN accounts a ON a.id ="
                        + " u.account_id",
                row -> {
                    userIds.add(row.getString(1));
                    if (row.getString(2) == null) {
                        faults.add("user " + row.getString(3) + " has no account");
                    }
                    put("user " + row.getString(2) + "/" + row.getString(3), "there");
                });
        each(
                connection,
                "SELECT id, name FROM tokens",
                row -> {
                    tokenIds.add(row.getString(1));
                    if (!row.getString(2).equals("admin")) {
                        put("token " + row.getString(2), "there");
                    }
                });
    }

    private void put(String fact, String value) {
        if (facts.put(fact, value) != null) {
            faults.add("twice there: " + fact);
        }
    }

    private void readAudit(Connection connection) throws SQLException {
        each(
                connection,
                "SELECT id, action, object_type, object_id, user_agent, before FROM audit ORDER BY"
                        + " id",
                row -> {
                    head++;
                    if (row.getLong(1) != head) {
                        faults.add("audit row " + row.getLong(1) + " stands at place " + head);
                    }
                    String agent = row.getString(5);
                    if (!agent.isEmpty()) {
                        rowsOf.merge(agent.replace(Op.AGAIN, ""), 1, Integer::sum);
                    }
                    replay(
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(6) == null);
                });
        each(
                connection,
                "SELECT id FROM audit_head",
                row -> {
                    if (row.getLong(1) != head) {
                        faults.add(
                                "the audit has " + head + " rows, its head is " + row.getLong(1));
                    }
                });
    }

    private void replay(String action, String type, String id, boolean created) {
        switch (type) {
            case "account" -> {
                long number = Long.parseLong(id);
                String before = replayedAccounts.get(number);
                if (created != (before == null)) {
                    faults.add(action + " of account " + id + " after " + before);
                    return;
                }
                boolean active = before == null || before.startsWith("active");
                boolean frozen = before != null && before.endsWith("frozen");
                String after =
                        switch (action) {
                            case "accounts.activate" -> Worker.state(true, frozen);
                            case "accounts.deactivate" -> Worker.state(false, frozen);
                            case "accounts.freeze" -> Worker.state(active, true);
                            case "accounts.unfreeze" -> Worker.state(active, false);
                            default -> Worker.state(active, frozen);
                        };
                if (!created && after.equals(before)) {
                    faults.add(action + " of account " + id + ", which was " + before);
                }
                replayedAccounts.put(number, after);
            }
            case "user" -> replay(replayedUsers, action, id, created);
            case "token" -> replay(replayedTokens, action, id, created);
            default -> {}
        }
    }

    private void replay(Set<String> known, String action, String id, boolean created) {
        boolean right = created ? known.add(id) : known.remove(id);
        if (!right) {
            faults.add(action + " of " + id + " out of order");
        }
    }

    /** What the audit tells must have come to what the tables say. */
    private void compare() {
        difference(accounts, replayedAccounts).forEach(fault -> faults.add("account " + fault));
        if (!userIds.equals(replayedUsers)) {
            faults.add("users are not those of the audit");
        }
        if (!tokenIds.equals(replayedTokens)) {
            faults.add("tokens are not those of the audit");
        }
    }

    private void checkCounts(Connection connection) throws SQLException {
        Map<String, String> counted = new HashMap<>();
        Map<String, String> kept = new HashMap<>();
        each(
                connection,
                "SELECT tariff_id, is_active, is_frozen, CASE WHEN deleted_at IS NULL THEN 0 ELSE 1"
                        + " END, count(*) FROM accounts GROUP BY 1, 2, 3, 4",
                row -> counted.put(group(row), row.getString(5)));
        each(
                connection,
                "SELECT tariff_id, is_active, is_frozen, is_deleted, accounts FROM account_counts"
                        + " WHERE accounts <> 0",
                row -> kept.put(group(row), row.getString(5)));
        difference(counted, kept).forEach(fault -> faults.add("account_counts: " + fault));
    }

    private static String group(ResultSet row) throws SQLException {
        return row.getString(1) + "/" + row.getString(2) + row.getString(3) + row.getString(4);
    }

    /** Up to ten lines on what differs, each with the first's value and the second's. */
    static <K> List<String> difference(Map<K, String> first, Map<K, String> second) {
        Set<K> keys = new HashSet<>(first.keySet());
        keys.addAll(second.keySet());
        return keys.stream()
                .filter(key -> !String.valueOf(first.get(key)).equals(second.get(key)))
                .limit(10)
                .map(key -> key + ": " + first.get(key) + " and " + second.get(key))
                .toList();
    }
}
