package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code domains}: a column for each field of {@link Domain#FIELDS}. The account comes
 * first where a call is about one account's claims: no other's is ever found or changed.
 */
final class DomainTable {
    private static final FieldTable<Domain> TABLE =
            new FieldTable<>("domains", Domain.ALL, Domain::new);

    /** A deleted account keeps what it owns until it is purged: no check takes it away. */
    private static final String LIVING =
            " AND account_id NOT IN (SELECT id FROM accounts WHERE deleted_at IS NOT NULL)";

    private DomainTable() {}

    static Optional<Domain> find(Tx tx, AccountId account, long id) {
        return TABLE.find(tx, "account_id = ? AND id = ?", account.value(), id);
    }

    /** The claim of that id, of whichever account: for administrators and for checks. */
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

    /** The claim by which exactly this domain is owned. */
    static Optional<Domain> owned(Tx tx, String domain) {
        return TABLE.find(tx, "domain = ? AND state <> 'pending'", domain);
    }

    /** The claim by which the domain, or else its nearest owned parent, is owned. */
    static Optional<Domain> nearestOwned(Tx tx, String domain) {
        return among(tx, " AND state <> 'pending'", domain).stream().findFirst();
    }

    /** Claims of the name and its parents, the longest domain first. */
    private static List<Domain> among(Tx tx, String condition, String name) {
        List<@Nullable Object> names = new ArrayList<>(DomainNames.lineage(name));
        if (names.isEmpty()) {
            return List.of();
        }
        // filled up to a power of two: few texts of statements serve names of every depth
        while (Integer.bitCount(names.size()) > 1) {
            names.add(names.getLast());
        }
        String places = "?" + ", ?".repeat(names.size() - 1);
        return TABLE.query(
                tx,
                "WHERE domain IN (" + places + ")" + condition + " ORDER BY length(domain) DESC",
                names.toArray());
    }

    /** Owned subdomains of a domain; {@code most} at most. */
    static List<Domain> ownedBelow(Tx tx, String domain, int most) {
        return TABLE.query(
                tx,
                "WHERE domain LIKE ? ESCAPE '\\' AND state <> 'pending'" + " ORDER BY id LIMIT ?",
                "%." + domain.replace("_", "\\_"),
                most);
    }

    /** What an account owns, ascending by id. */
    static List<Domain> ownedBy(Tx tx, AccountId account) {
        return TABLE.where(tx, "account_id = ? AND state <> 'pending'", account.value());
    }

    /** What others let an account use, and platform domains that all may write From. */
    static List<Domain> lentTo(Tx tx, AccountId account) {
        return TABLE.where(
                tx,
                "state <> 'pending' AND (id IN"
                        + " (SELECT domain_id FROM domain_uses WHERE account_id = ?)"
                        + " OR (account_id = 0 AND use = 'from'))",
                account.value());
    }

    /** Ascending by id; of one account, or of all. */
    static Slice<Domain> list(
            Tx tx,
            Optional<AccountId> account,
            Optional<DomainState> state,
            Optional<String> domain,
            Page page) {
        StringBuilder where = new StringBuilder(FieldTable.ALL);
        List<@Nullable Object> args = new ArrayList<>();
        account.ifPresent(owner -> {
            where.append(" AND account_id = ?");
            args.add(owner.value());
        });
        state.ifPresent(wanted -> {
            where.append(" AND state = ?");
            args.add(wanted.word());
        });
        domain.ifPresent(name -> {
            where.append(" AND domain = ?");
            args.add(name);
        });
        return TABLE.page(tx, page, where.toString(), args.toArray());
    }

    /** All claims of an account, ascending by id. */
    static List<Domain> of(Tx tx, AccountId account) {
        return TABLE.where(tx, "account_id = ?", account.value());
    }

    /** Pending claims of a domain by other accounts than its owner's. */
    static List<Domain> rivals(Tx tx, Domain owned) {
        return TABLE.where(
                tx,
                "domain = ? AND account_id <> ? AND state = 'pending'" + " AND challenge <> ''",
                owned.domain(),
                owned.account().value());
    }

    /** Pending claims that began before a time; {@code most} at most. */
    static List<Domain> pendingSince(Tx tx, Instant before, int most) {
        return TABLE.query(
                tx,
                "WHERE state = 'pending' AND state_since <= ? ORDER BY id LIMIT ?",
                before,
                most);
    }

    /** Those in warning since before a time whose next look is due; {@code most} at most. */
    static List<Domain> warnedSince(Tx tx, Instant before, Instant now, int most) {
        return TABLE.query(
                tx,
                "WHERE state = 'warning' AND vouched = 0 AND state_since <= ?"
                        + " AND next_check_at <= ?"
                        + LIVING
                        + " ORDER BY id LIMIT ?",
                before,
                now,
                most);
    }

    /**
     * Owned domains of accounts that are not deleted, from an id on, ascending; {@code most} at
     * most.
     */
    static List<Domain> ownedFrom(Tx tx, long from, int most) {
        return TABLE.query(
                tx,
                "WHERE id >= ? AND state <> 'pending'" + LIVING + " ORDER BY id LIMIT ?",
                from,
                most);
    }

    /** No domain lets this account use it any longer. */
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

    /** Whether a key was made for a claim. */
    static boolean isClaimKey(Tx tx, long key) {
        return tx.number("SELECT count(*) FROM domains WHERE key_id = ?", key) > 0;
    }

    /** What DNS had when it was last asked for a claim's records. */
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
