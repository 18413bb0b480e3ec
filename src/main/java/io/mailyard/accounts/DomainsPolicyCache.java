package io.mailyard.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.time.Duration;

/**
 * Cache of each account's policy of domains: changes of this process apply at once, those of others
 * after half a second at most.
 */
public final class DomainsPolicyCache {
    /** Half of the second within which a change elsewhere must apply; the rest is for the query. */
    private static final Duration FRESH = Duration.ofMillis(500);

    /**
     * Maximum number of cached accounts, more than send within half a second; about 100 bytes each.
     */
    private static final int MAX_ACCOUNTS = 10_000;

    private final Database database;
    private final Accounts accounts;
    private final DomainsPolicy platform;
    private final Cache<AccountId, CachedPolicy> kept =
            Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(FRESH).build();

    /**
     * Creates a cache.
     *
     * @param platform the policy of accounts that have none of their own
     */
    public DomainsPolicyCache(Database database, Accounts accounts, DomainsPolicy platform) {
        this.database = database;
        this.accounts = accounts;
        this.platform = platform;
    }

    private record CachedPolicy(long mark, DomainsPolicy policy) {}

    /** The account's own policy, or else the platform's. */
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

    /** The policy as a transaction sees it. */
    public DomainsPolicy of(Tx tx, AccountId account) {
        return tx.one(
                        "SELECT domains_policy FROM accounts WHERE id = ?",
                        row -> row.text("domains_policy"),
                        account.value())
                .flatMap(DomainsPolicy::kept)
                .orElse(platform);
    }

    /** Number of accounts that may write as domains whose ownership is not proved. */
    public long notRequired() {
        return database.readOne(tx ->
                tx.number(
                        "SELECT count(*) FROM accounts WHERE deleted_at IS NULL"
                                + " AND (domains_policy IN ('sign', 'off') OR domains_policy = ?)",
                        platform == DomainsPolicy.REQUIRE ? "sign" : ""));
    }
}
