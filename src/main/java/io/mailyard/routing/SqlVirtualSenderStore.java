package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.db.Dialect;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldTable.Extra;
import io.mailyard.wire.JsonText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores virtual senders in the table {@code vsenders}. */
final class SqlVirtualSenderStore {
    private static final FieldTable<VirtualSender> TABLE =
            new FieldTable<>("vsenders", VirtualSender.FIELDS, VirtualSender::new);

    /** Number of users of an ISP that a refusal lists. */
    private static final int NAMED = 10;

    private static final String SUMMARY =
            """
            SELECT id, name, CASE WHEN sms_rules = '' THEN 0 ELSE 1 END AS sms,
              CASE WHEN email_rules = '' THEN 0 ELSE 1 END AS email
            FROM vsenders
            """;

    static final SortedList SORTS = new SortedList("vsenders", SortKey.text("name", "name"));

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
        return TABLE.find(tx, "account_id = ? AND id = ?", account.value(), id.value());
    }

    /**
     * Requires that no other virtual sender of the account has its name, in any case.
     *
     * @throws io.mailyard.base.ApiException error 409
     */
    void requireFreeName(Tx tx, AccountId account, VirtualSender virtualSender) {
        TABLE.mustBeFree(
                tx,
                "virtual sender",
                VirtualSender.NAME,
                virtualSender,
                "account_id = ?",
                account.value());
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
        return TABLE.where(tx, "account_id = ? AND email_rules <> ''", account.value());
    }

    /** Virtual senders of these accounts that route e-mail, ascending by account and id. */
    List<VirtualSender> routing(Tx tx, Collection<AccountId> accounts) {
        return TABLE.among(
                tx,
                "email_rules <> '' AND account_id IN {list} ORDER BY account_id, id",
                sorted(accounts));
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

    /**
     * Virtual senders of any account whose rules name an ISP, at most {@value #NAMED}. Reads the
     * texts of all rules, as there is no index of what they name: for calls that are rare.
     */
    List<String> withCeiling(Tx tx, String isp) {
        String member = JsonText.write(out -> out.text("isp", isp));
        String part = member.substring(1, member.length() - 1);
        String at = tx.dialect() == Dialect.SQLITE ? "instr" : "strpos";
        return tx.query(
                "SELECT account_id, name FROM vsenders WHERE %s(email_rules, ?) > 0 OR %s(sms_rules, ?) > 0 ORDER BY id LIMIT ?"
                        .formatted(at, at),
                row ->
                        "virtual sender '"
                                + row.text("name")
                                + "' of account "
                                + row.number("account_id"),
                part,
                part,
                NAMED);
    }

    private static List<Long> sorted(Collection<AccountId> accounts) {
        return accounts.stream().map(AccountId::value).sorted().toList();
    }

    /**
     * A page of an account's virtual senders.
     *
     * @param search in the name; empty: all
     */
    SortedSlice<VirtualSenderSummary> list(
            Tx tx, AccountId account, String search, SortedPage page) {
        String where = "account_id = ?";
        List<@Nullable Object> args = new ArrayList<>(List.of(account.value()));
        if (!search.isEmpty()) {
            where += " AND " + SortedList.contains(search, args, "name");
        }
        return SORTS.read(
                tx,
                page,
                where,
                args,
                (rest, values) -> tx.query(SUMMARY + rest, VirtualSenderSummary::of, values),
                listed -> listed.id().value());
    }

    long count(Tx tx, AccountId account) {
        return TABLE.count(tx, "account_id = ?", account.value());
    }

    /** Number of senders named by the rules of all virtual senders except one. */
    long sharesWithout(Tx tx, AccountId account, VirtualSenderId except) {
        return tx.number(
                "SELECT coalesce(CAST(sum(shares) AS bigint), 0) FROM vsenders WHERE account_id = ? AND id <> ?",
                account.value(),
                except.value());
    }

    void insert(Tx tx, AccountId account, VirtualSender virtualSender) {
        TABLE.insert(tx, virtualSender.of(account), shares(virtualSender));
    }

    void update(Tx tx, AccountId account, VirtualSender virtualSender) {
        TABLE.update(tx, virtualSender.of(account), shares(virtualSender));
    }

    private static Extra shares(VirtualSender virtualSender) {
        return Extra.of("shares", virtualSender.shares());
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
}
