package io.mailyard.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.Standing;
import io.mailyard.access.Standings;
import io.mailyard.base.AccountId;
import io.mailyard.db.ChangeMarks;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.tariffs.Tariffs;
import java.time.Duration;

/**
 * How accounts stand, in memory: what this process changes is seen at once, what another changes
 * after half a second at most (spec/states.md: within one second).
 */
public final class AccountStandings implements Standings {
    /** Half of the second in which a change elsewhere holds here: room for the query. */
    private static final Duration FRESH = Duration.ofMillis(500);

    /** More accounts than call within half a second; about 300 bytes each. */
    private static final int MAX_ACCOUNTS = 10_000;

    private final Database database;
    private final Accounts accounts;
    private final Tariffs tariffs;
    private final Cache<AccountId, Kept> kept =
            Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(FRESH).build();

    public AccountStandings(Database database, Accounts accounts, Tariffs tariffs) {
        this.database = database;
        this.accounts = accounts;
        this.tariffs = tariffs;
    }

    private record Kept(long mark, long tariffMark, Standing standing) {}

    @Override
    public Standing of(AccountId account) {
        ChangeMarks marks = accounts.marks();
        long mark = marks.of(account.value());
        long tariffMark = tariffs.mark();
        Kept known = kept.getIfPresent(account);
        if (known != null && known.mark() == mark && known.tariffMark() == tariffMark) {
            return known.standing();
        }
        Standing standing = database.read(tx -> read(tx, account));
        kept.put(account, new Kept(mark, tariffMark, standing));
        return standing;
    }

    private Standing read(Tx tx, AccountId id) {
        return accounts.find(tx, id)
                .map(account ->
                        new Standing(account.state(), tariffs.callsPerMinute(tx, account.tariff())))
                .orElse(Standing.GONE);
    }
}
