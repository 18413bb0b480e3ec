package io.mailyard.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.db.ChangeCounters;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.gate.AccountAccess;
import io.mailyard.gate.AccountAccessSource;
import io.mailyard.tariffs.Tariffs;
import java.time.Duration;

/**
 * Cache of accounts' access: changes of this process apply at once, those of others after half a
 * second at most (docs/spec/states.md: within one second).
 */
public final class AccountAccessCache implements AccountAccessSource {
    /** Half of the second within which a change elsewhere must apply; the rest is for the query. */
    private static final Duration FRESH = Duration.ofMillis(500);

    /**
     * Maximum number of cached accounts, more than call within half a second; about 300 bytes each.
     */
    private static final int MAX_ACCOUNTS = 10_000;

    private final Database database;
    private final Accounts accounts;
    private final Tariffs tariffs;
    private final Cache<AccountId, CachedAccess> kept =
            Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(FRESH).build();

    public AccountAccessCache(Database database, Accounts accounts, Tariffs tariffs) {
        this.database = database;
        this.accounts = accounts;
        this.tariffs = tariffs;
    }

    private record CachedAccess(long mark, long tariffMark, AccountAccess terms) {}

    @Override
    public AccountAccess of(AccountId account) {
        ChangeCounters marks = accounts.marks();
        long mark = marks.of(account.value());
        long tariffMark = tariffs.mark();
        CachedAccess known = kept.getIfPresent(account);
        if (known != null && known.mark() == mark && known.tariffMark() == tariffMark) {
            return known.terms();
        }
        AccountAccess terms = database.read(tx -> read(tx, account));
        kept.put(account, new CachedAccess(mark, tariffMark, terms));
        return terms;
    }

    private AccountAccess read(Tx tx, AccountId id) {
        return accounts.find(tx, id)
                .map(account ->
                        new AccountAccess(
                                account.state(),
                                account.frozen().map(AccountAccessCache::freeze),
                                tariffs.callsPerMinute(tx, account.tariff())))
                .orElse(AccountAccess.GONE);
    }

    private static AccountAccess.FreezeReason freeze(FreezeDetails frozen) {
        return new AccountAccess.FreezeReason(frozen.paymentUrl(), frozen.reason(), frozen.until());
    }
}
