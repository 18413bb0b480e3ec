package io.mailyard.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.time.Duration;

/**
 * The policy of domains that holds for each account, in memory: what this process changes is seen
 * at once, what another changes after half a second at most.
 */
public final class DomainsPolicyCache {
    /** Half of the second in which a change elsewhere holds here: room for the query. */
    private static final Duration FRESH = Duration.ofMillis(500);

    /** More accounts than send within half a second; about 100 bytes each. */
    private static final int MAX_ACCOUNTS = 10_000;

    private final Database database;
    private final Accounts accounts;
    private final DomainsPolicy platform;
    private final Cache<AccountId, CachedPolicy> kept =
            Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(FRESH).build();

    /**
     * @param platform of accounts that have none of their own
     */
    public DomainsPolicyCache(Database database, Accounts accounts, DomainsPolicy platform) {
        this.database = database;
        this.accounts = accounts;
        this.platform = platform;
    }

    private record CachedPolicy(long mark, DomainsPolicy policy) {}

    /** The account's own, or else the platform's. */
    public DomainsPolicy of(AccountId account) {
        long mark = accounts.marks().of(account.value());
        CachedPolicy known = kept.getIfPresent(account);
        if (known != null && known.mark() == mark) {
            return known.policy();
        }
        DomainsPolicy policy = database.readOne(tx -> of(tx, account));
        kept.put(account, new CachedPolicy(mark, policy));
        return policy;
    }

    /** The same, as a transaction has it. */
    public DomainsPolicy of(Tx tx, AccountId account) {
        return tx.one(
                        "SELECT domains_policy FROM accounts WHERE id = ?",
                        row -> row.text(1),
                        account.value())
                .flatMap(DomainsPolicy::kept)
                .orElse(platform);
    }

    /** How many accounts may write as domains that nobody has proved to be theirs. */
    public long notRequired() {
        return database.readOne(tx ->
                tx.number(
                        "SELECT count(*) FROM accounts WHERE deleted_at IS NULL"
                                + " AND (domains_policy IN ('sign', 'off') OR domains_policy = ?)",
                        platform == DomainsPolicy.REQUIRE ? "sign" : ""));
    }
}
