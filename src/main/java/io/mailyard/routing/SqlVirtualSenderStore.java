package io.mailyard.routing;

import io.mailyard.db.InClause;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores virtual senders in the table {@code vsenders}. */
final class SqlVirtualSenderStore {
    private static final String COLUMNS =
            "id, account_id, name, email_rules, sms_rules, created_at, updated_at";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM vsenders WHERE ";

    /** Summary for lists, without rules. */
    record VirtualSenderSummary(VirtualSenderId id, String name, boolean sms, boolean email) {
        private static VirtualSenderSummary of(Row row) {
            return new VirtualSenderSummary(
                    new VirtualSenderId(row.number("id")),
                    row.text("name"),
                    row.flag("sms"),
                    row.flag("email"));
        }
    }

    Optional<VirtualSender> find(Tx tx, AccountId account, VirtualSenderId id) {
        return tx.one(
                SELECT + "account_id = ? AND id = ?",
                SqlVirtualSenderStore::virtualSender,
                account.value(),
                id.value());
    }

    Optional<VirtualSenderId> named(Tx tx, AccountId account, String name) {
        return tx.one(
                "SELECT id FROM vsenders WHERE account_id = ? AND name = ?",
                row -> new VirtualSenderId(row.number("id")),
                account.value(),
                name);
    }

    /** The account of a virtual sender. */
    Optional<AccountId> accountOf(Tx tx, VirtualSenderId id) {
        return tx.one(
                "SELECT account_id FROM vsenders WHERE id = ?",
                row -> new AccountId(row.number("account_id")),
                id.value());
    }

    /** Virtual senders that route e-mail, ascending by id. */
    List<VirtualSender> routing(Tx tx, AccountId account) {
        return tx.query(
                SELECT + "account_id = ? AND email_rules <> '' ORDER BY id",
                SqlVirtualSenderStore::virtualSender,
                account.value());
    }

    /** Virtual senders of these accounts that route e-mail, ascending by account and id. */
    List<VirtualSender> routing(Tx tx, Collection<AccountId> accounts) {
        return InClause.query(
                tx,
                SELECT + "email_rules <> '' AND account_id IN {list} ORDER BY account_id, id",
                sorted(accounts),
                SqlVirtualSenderStore::virtualSender);
    }

    /** Number of senders named by the rules of each account that has any. */
    Map<AccountId, Long> shares(Tx tx, Collection<AccountId> accounts) {
        Map<AccountId, Long> found = new HashMap<>();
        InClause.query(
                        tx,
                        """
                        SELECT account_id, CAST(sum(shares) AS bigint) AS shares FROM vsenders
                        WHERE account_id IN {list} GROUP BY account_id
                        """,
                        sorted(accounts),
                        row ->
                                Map.entry(
                                        new AccountId(row.number("account_id")),
                                        row.number("shares")))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    private static List<Long> sorted(Collection<AccountId> accounts) {
        return accounts.stream().map(AccountId::value).sorted().toList();
    }

    Slice<VirtualSenderSummary> list(Tx tx, AccountId account, Page page) {
        List<VirtualSenderSummary> rows =
                tx.query(
                        """
                        SELECT id, name, CASE WHEN sms_rules = '' THEN 0 ELSE 1 END AS sms,
                          CASE WHEN email_rules = '' THEN 0 ELSE 1 END AS email
                        FROM vsenders WHERE account_id = ? AND id >= ? ORDER BY id LIMIT ?
                        """,
                        VirtualSenderSummary::of,
                        account.value(),
                        page.fromId(),
                        page.limit() + 1);
        return Slice.of(rows, page, count(tx, account), listed -> listed.id().value());
    }

    long count(Tx tx, AccountId account) {
        return tx.number("SELECT count(*) FROM vsenders WHERE account_id = ?", account.value());
    }

    /** Number of senders named by the rules of all virtual senders except one. */
    long sharesWithout(Tx tx, AccountId account, VirtualSenderId except) {
        return tx.number(
                "SELECT coalesce(CAST(sum(shares) AS bigint), 0) FROM vsenders WHERE account_id = ? AND id <> ?",
                account.value(),
                except.value());
    }

    void insert(Tx tx, AccountId account, VirtualSender virtualSender) {
        tx.update(
                "INSERT INTO vsenders (" + COLUMNS + ", shares) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                virtualSender.id().value(),
                account.value(),
                virtualSender.name(),
                RuleText.kept(virtualSender.emailRules()),
                RuleText.kept(virtualSender.smsRules()),
                virtualSender.createdAt(),
                virtualSender.updatedAt(),
                virtualSender.shares());
    }

    void update(Tx tx, AccountId account, VirtualSender virtualSender) {
        tx.update(
                "UPDATE vsenders SET name = ?, email_rules = ?, sms_rules = ?, updated_at = ?, shares = ?"
                        + " WHERE account_id = ? AND id = ?",
                virtualSender.name(),
                RuleText.kept(virtualSender.emailRules()),
                RuleText.kept(virtualSender.smsRules()),
                virtualSender.updatedAt(),
                virtualSender.shares(),
                account.value(),
                virtualSender.id().value());
    }

    void delete(Tx tx, AccountId account, VirtualSenderId id) {
        tx.update(
                "DELETE FROM vsenders WHERE account_id = ? AND id = ?",
                account.value(),
                id.value());
    }

    void deleteAll(Tx tx, AccountId account) {
        tx.update("DELETE FROM vsenders WHERE account_id = ?", account.value());
    }

    private static VirtualSender virtualSender(Row row) {
        return new VirtualSender(
                new VirtualSenderId(row.number("id")),
                new AccountId(row.number("account_id")),
                row.text("name"),
                RuleText.read(row.text("email_rules")),
                RuleText.read(row.text("sms_rules")),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
