package io.mailyard.gate;

import io.mailyard.access.TokenStore;
import io.mailyard.api.Gate;
import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/** Entry point of the package: the gate and its caches. */
public final class Access {
    private final TokenStore stores = new TokenStore();
    private final TokenCache cache;
    private final LastUses uses;
    private final AccessConfig config;
    private final InstantSource clock;

    private final ReadShares shares;
    private final LongAdder refused = new LongAdder();

    private Access(Database database, StoreConfig store, AccessConfig config, InstantSource clock) {
        this.cache = new TokenCache(database, stores);
        this.uses = new LastUses(database, stores);
        this.config = config;
        this.clock = clock;
        this.shares = new ReadShares(store);
    }

    /**
     * @param store number of concurrent reads of the store, for callers' shares
     */
    public static Access open(
            Database database, StoreConfig store, AccessConfig config, InstantSource clock) {
        return new Access(database, store, config, clock);
    }

    /**
     * The gate that every call passes.
     *
     * @param terms access of accounts, for calls by their own tokens
     * @param administrators for calls by their sessions and personal tokens
     * @param users for calls by their sessions
     */
    public Gate gate(
            AccountAccessSource terms, AdministratorSource administrators, UserSource users) {
        return new AccessGate(
                cache,
                uses,
                terms,
                new SessionCheck(administrators),
                new UserSessionCheck(users),
                config,
                shares,
                refused,
                clock);
    }

    /** Accounts' own tokens for other protocols. */
    public TokenSignIn tokenSignIn() {
        return new TokenSignIn(cache, uses, clock);
    }

    /** Number of calls waiting to read. */
    public int waitingReads() {
        return shares.waiting();
    }

    /** Number of calls with a missing, unknown, replaced, inactive or expired token. */
    public long refusedTokens() {
        return refused.sum();
    }

    /** The stores of tokens. */
    public TokenStore tokens() {
        return stores;
    }

    /** Call after a change of a token is durable: it takes effect here at once. */
    public void tokensChanged() {
        cache.changed();
    }

    /** Stores last uses of tokens, of each at most once a minute; call regularly. */
    public void flushUses() {
        uses.flush(clock.instant());
    }

    /** Stores all last uses of tokens; call before the end. */
    public void flushAllUses() {
        uses.flushAll(clock.instant());
    }
}
