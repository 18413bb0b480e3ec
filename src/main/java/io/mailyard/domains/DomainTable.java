package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code domains}, with a column for each field of {@link Domain#FIELDS}. The account is
 * the first parameter of methods about one account's claims, so that no other's is ever found or
 * changed.
 */
final class DomainTable {
    private static final FieldTable<Domain> TABLE =
            new FieldTable<>("domains", Domain.ALL, Domain::new);

    /** Leaves out claims of deleted accounts. */
    private static final String LIVING =
            " AND account_id NOT IN (SELECT id FROM accounts WHERE deleted_at IS NOT NULL)";

    /** Claims of deleted accounts, which keep their domains until they are purged. */
    private static final String DELETED =
            " AND account_id IN (SELECT id FROM accounts WHERE deleted_at IS NOT NULL)";

    private static final String PENDING = "state = '" + DomainState.PENDING.word() + "'";
    private static final String WARNING = "state = '" + DomainState.WARNING.word() + "'";

    /** Verified or in warning. */
    private static final String OWNED = "state <> '" + DomainState.PENDING.word() + "'";

    private DomainTable() {}

    static Optional<Domain> find(Tx tx, AccountId account, long id) {
        return TABLE.find(tx, "account_id = ? AND id = ?", account.value(), id);
    }

    /** The claim with that id, of any account: for administrators and for checks. */
    static Optional<Domain> find(Tx tx, long id) {
        return TABLE.find(tx, id);
    }

    /** The account's claim of exactly this domain. */
    static Optional<Domain> claim(Tx tx, AccountId account, String domain) {
        return TABLE.find(tx, "account_id = ? AND domain = ?", account.value(), domain);
    }

    /** The account's claims of the domain and of its parents. */
    static List<Domain> claims(Tx tx, AccountId account, String domain) {
        return among(tx, " AND account_id = " + account.value(), domain);
    }

    /** The claim that owns exactly this domain. */
    static Optional<Domain> owned(Tx tx, String domain) {
        return TABLE.find(tx, "domain = ? AND " + OWNED, domain);
    }

    /** Whether a claim is a deleted account's, which may be restored until it is purged. */
    static boolean isOfDeletedAccount(Tx tx, Domain domain) {
        return TABLE.find(
                        tx,
                        "account_id = ? AND id = ?" + DELETED,
                        domain.account().value(),
                        domain.id())
                .isPresent();
    }

    /** The claim that owns the domain, or else its nearest owned parent. */
    static Optional<Domain> nearestOwned(Tx tx, String domain) {
        return among(tx, " AND " + OWNED, domain).stream().findFirst();
    }

    /** Claims of the name and its parents, the longest domain first. */
    private static List<Domain> among(Tx tx, String condition, String name) {
        List<@Nullable Object> names = new ArrayList<>(DomainNames.lineage(name));
        if (names.isEmpty()) {
            return List.of();
        }
        // padded to a power of two: few texts of statements serve names of every depth
        while (Integer.bitCount(names.size()) > 1) {
            names.add(names.getLast());
        }
        String places = "?" + ", ?".repeat(names.size() - 1);
        return TABLE.query(
                tx,
                "WHERE domain IN (" + places + ")" + condition + " ORDER BY length(domain) DESC",
                names.toArray());
    }

    /** Owned subdomains of a domain; at most {@code most}. */
    static List<Domain> ownedBelow(Tx tx, String domain, int most) {
        return TABLE.query(
                tx,
                "WHERE domain LIKE ? ESCAPE '\\' AND " + OWNED + " ORDER BY id LIMIT ?",
                "%." + domain.replace("_", "\\_"),
                most);
    }

    /** The domains that an account owns, ascending by id. */
    static List<Domain> ownedBy(Tx tx, AccountId account) {
        return TABLE.where(tx, "account_id = ? AND " + OWNED, account.value());
    }

    /**
     * The domains that others share with an account, and platform domains that all may use in From.
     */
    static List<Domain> lentTo(Tx tx, AccountId account) {
        return TABLE.where(
                tx,
                OWNED
                        + " AND (id IN"
                        + " (SELECT domain_id FROM domain_uses WHERE account_id = ?)"
                        + " OR (account_id = 0 AND use = 'from'))",
                account.value());
    }

    /** Orders of a list: by domain those of one account, for which there is an index. */
    static final SortedList SORTS =
            new SortedList("domains", new SortedList.SortKey("domain", "domain", false));

    /** Claims of one account, or of all, ascending by id. */
    static Slice<Domain> list(Tx tx, DomainFilter filter, Page page) {
        return list(tx, filter, new SortedPage("id", "", page)).slice();
    }

    /** Lists claims of one account, or of all, in some order. */
    static SortedSlice<Domain> list(Tx tx, DomainFilter filter, SortedPage page) {
        StringBuilder where = new StringBuilder(FieldTable.ALL);
        List<@Nullable Object> args = new ArrayList<>();
        filter.account()
                .ifPresent(owner -> {
                    where.append(" AND account_id = ?");
                    args.add(owner.value());
                });
        filter.state()
                .ifPresent(wanted -> {
                    where.append(" AND state = ?");
                    args.add(wanted.word());
                });
        filter.domain()
                .ifPresent(name -> {
                    where.append(" AND domain = ?");
                    args.add(name);
                });
        filter.search()
                .ifPresent(text -> {
                    where.append(" AND domain LIKE ? ESCAPE '\\'");
                    args.add("%" + DomainFilter.pattern(text) + "%");
                });
        return SORTS.read(
                tx,
                page,
                where.toString(),
                args,
                (rest, values) -> TABLE.query(tx, rest, values),
                Domain::id);
    }

    /** All claims of an account, ascending by id. */
    static List<Domain> of(Tx tx, AccountId account) {
        return TABLE.where(tx, "account_id = ?", account.value());
    }

    /** Pending claims of a domain by other accounts than its owner's. */
    static List<Domain> rivals(Tx tx, Domain owned) {
        return TABLE.where(
                tx,
                "domain = ? AND account_id <> ? AND " + PENDING + " AND challenge <> ''",
                owned.domain(),
                owned.account().value());
    }

    /** Pending claims that began before a time; at most {@code most}. */
    static List<Domain> pendingSince(Tx tx, Instant before, int most) {
        return TABLE.query(
                tx, "WHERE " + PENDING + " AND state_since <= ? ORDER BY id LIMIT ?", before, most);
    }

    /** Claims in warning since before a time whose next check is due; at most {@code most}. */
    static List<Domain> warnedSince(Tx tx, Instant before, Instant now, int most) {
        return TABLE.query(
                tx,
                "WHERE "
                        + WARNING
                        + " AND vouched = 0 AND state_since <= ?"
                        + " AND next_check_at <= ?"
                        + LIVING
                        + " ORDER BY id LIMIT ?",
                before,
                now,
                most);
    }

    /**
     * Owned domains of accounts that are not deleted, ascending from an id on; at most {@code
     * most}.
     */
    static List<Domain> ownedFrom(Tx tx, long from, int most) {
        return TABLE.query(
                tx, "WHERE id >= ? AND " + OWNED + LIVING + " ORDER BY id LIMIT ?", from, most);
    }

    /** Removes the account from all domains that are shared with it. */
    static void forget(Tx tx, AccountId account) {
        List<Domain> lending =
                TABLE.query(
                        tx,
                        "WHERE id IN (SELECT domain_id FROM domain_uses WHERE account_id" + " = ?)",
                        account.value());
        for (Domain domain : lending) {
            List<Long> left =
                    domain.get(Domain.ACCOUNT_IDS).stream()
                            .filter(id -> id != account.value())
                            .toList();
            update(tx, domain.with(Domain.ACCOUNT_IDS, left));
        }
    }

    /** Whether a key was created for a claim. */
    static boolean isClaimKey(Tx tx, long key) {
        return tx.number("SELECT count(*) FROM domains WHERE key_id = ?", key) > 0;
    }

    /** The DNS findings of a claim's records at the last check. */
    static Map<String, Finding> findings(Tx tx, Domain domain) {
        return tx.one(
                        "SELECT at, findings FROM domain_findings WHERE domain_id = ?",
                        row -> Finding.fromJson(row.text("findings"), row.time("at")),
                        domain.id())
                .orElse(Map.of());
    }

    static void keep(Tx tx, Domain domain, Map<String, Finding> findings, Instant at) {
        tx.update("DELETE FROM domain_findings WHERE domain_id = ?", domain.id());
        tx.update(
                "INSERT INTO domain_findings (domain_id, at, findings) VALUES (?, ?, ?)",
                domain.id(),
                at,
                Finding.toJson(findings));
    }

    static long count(Tx tx, AccountId account) {
        return TABLE.count(tx, "account_id = ?", account.value());
    }

    static void insert(Tx tx, Domain domain) {
        TABLE.insert(tx, domain);
        lend(tx, domain);
    }

    static void update(Tx tx, Domain domain) {
        TABLE.update(tx, domain);
        tx.update("DELETE FROM domain_uses WHERE domain_id = ?", domain.id());
        lend(tx, domain);
    }

    private static void lend(Tx tx, Domain domain) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (long account : domain.get(Domain.ACCOUNT_IDS)) {
            rows.add(new @Nullable Object[] {account, domain.id()});
        }
        if (!rows.isEmpty()) {
            tx.updateAll("INSERT INTO domain_uses (account_id, domain_id) VALUES (?, ?)", rows);
        }
    }

    static void delete(Tx tx, AccountId account, long id) {
        tx.update("DELETE FROM domain_uses WHERE domain_id = ?", id);
        tx.update("DELETE FROM domain_findings WHERE domain_id = ?", id);
        tx.update("DELETE FROM domains WHERE account_id = ? AND id = ?", account.value(), id);
    }
}
