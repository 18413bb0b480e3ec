package io.mailyard.senders;

import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The assignments of senders to accounts, in the table {@code sender_accounts}. */
final class Assignments {
    /** Positions ascend in the order of assignment and are never reused. */
    private static final String SEQUENCE = "sender_accounts";

    private static final String NOT_DELETED =
            """
            SELECT a.sender_id FROM sender_accounts a JOIN senders s ON s.id = a.sender_id
            WHERE a.account_id = ? AND s.deleted_at IS NULL\
            """;

    private static final String SERVING =
            NOT_DELETED + " AND s.type = '" + Sender.AKMTA + "' ORDER BY a.position";

    /** The senders that can send for the account, the first assigned first. */
    List<SenderId> serving(Tx tx, AccountId account) {
        return tx.query(SERVING, Assignments::sender, account.value());
    }

    /** The account's senders of any type that are not deleted, in that order. */
    List<SenderId> notDeleted(Tx tx, AccountId account) {
        return tx.query(NOT_DELETED + " ORDER BY a.position", Assignments::sender, account.value());
    }

    Optional<SenderId> first(Tx tx, AccountId account) {
        return tx.one(SERVING + " LIMIT 1", Assignments::sender, account.value());
    }

    private static AccountId account(Row row) {
        return new AccountId(row.number("account_id"));
    }

    private static SenderId sender(Row row) {
        return new SenderId(row.number("sender_id"));
    }

    /**
     * All senders of the account, including deleted ones and those that cannot send, the first
     * assigned first.
     */
    List<SenderId> all(Tx tx, AccountId account) {
        return tx.query(
                "SELECT sender_id FROM sender_accounts WHERE account_id = ? ORDER BY position",
                Assignments::sender,
                account.value());
    }

    /** The senders of some accounts, including deleted ones; without accounts that have none. */
    Map<AccountId, Set<SenderId>> all(Tx tx, Collection<AccountId> accounts) {
        Map<AccountId, Set<SenderId>> found = new HashMap<>();
        InClause.query(
                        tx,
                        "SELECT account_id, sender_id FROM sender_accounts WHERE account_id IN {list}",
                        accounts.stream().map(AccountId::value).toList(),
                        row -> Map.entry(account(row), sender(row)))
                .forEach(entry ->
                        found.computeIfAbsent(entry.getKey(), _ -> new HashSet<>())
                                .add(entry.getValue()));
        return found;
    }

    boolean has(Tx tx, AccountId account, SenderId sender) {
        return tx.number(
                        "SELECT count(*) FROM sender_accounts WHERE account_id = ? AND sender_id = ?",
                        account.value(),
                        sender.value())
                > 0;
    }

    /** Assigns the sender to accounts that do not have it, after all their other senders. */
    void add(Tx tx, Collection<AccountId> accounts, SenderId sender) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (AccountId account : accounts) {
            rows.add(new Object[] {account.value(), sender.value(), tx.nextId(SEQUENCE)});
        }
        if (!rows.isEmpty()) {
            tx.updateAll(
                    "INSERT INTO sender_accounts (account_id, sender_id, position) VALUES (?, ?, ?)",
                    rows);
        }
    }

    void remove(Tx tx, Collection<AccountId> accounts, SenderId sender) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        accounts.forEach(account -> rows.add(new Object[] {account.value(), sender.value()}));
        if (!rows.isEmpty()) {
            tx.updateAll(
                    "DELETE FROM sender_accounts WHERE account_id = ? AND sender_id = ?", rows);
        }
    }

    long count(Tx tx, AccountId account) {
        return tx.number(
                "SELECT count(*) FROM sender_accounts WHERE account_id = ?", account.value());
    }

    void removeAll(Tx tx, AccountId account) {
        tx.update("DELETE FROM sender_accounts WHERE account_id = ?", account.value());
    }

    /** The accounts of a sender, ascending by id. */
    List<AccountId> accounts(Tx tx, SenderId sender) {
        return tx.query(
                "SELECT account_id FROM sender_accounts WHERE sender_id = ? ORDER BY account_id",
                Assignments::account,
                sender.value());
    }

    long accountsOf(Tx tx, SenderId sender) {
        return tx.number(
                "SELECT count(*) FROM sender_accounts WHERE sender_id = ?", sender.value());
    }
}
