package io.mailyard.gate;

import io.mailyard.access.TokenStore;
import io.mailyard.api.Gate;
import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/** The front door of the room: the gate, and what keeps it true. */
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
     * @param store how many reads of the store there may be, for callers' shares of them
     */
    public static Access open(
            Database database, StoreConfig store, AccessConfig config, InstantSource clock) {
        return new Access(database, store, config, clock);
    }

    /**
     * What every call passes.
     *
     * @param terms how accounts stand, for calls by their own tokens
     */
    public Gate gate(AccountAccessSource terms) {
        return new AccessGate(cache, uses, terms, config, shares, refused, clock);
    }

    /** Calls that wait for their turn to read. */
    public int waitingReads() {
        return shares.waiting();
    }

    /** Calls whose token was none, unknown, replaced, inactive or expired. */
    public long refusedTokens() {
        return refused.sum();
    }

    /** Where tokens are kept. */
    public TokenStore tokens() {
        return stores;
    }

    /** To be called once a change to a token is durable: it holds here from then on. */
    public void tokensChanged() {
        cache.changed();
    }

    /** Stores when tokens were last used; to be called from time to time and before the end. */
    public void flushUses() {
        uses.flush();
    }
}
