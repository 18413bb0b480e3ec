package io.mailyard.access;

import io.mailyard.db.Database;
import io.mailyard.web.Gate;
import java.time.InstantSource;

/** The front door of the room: the gate, and what keeps it true. */
public final class Access {
    private final TokenStore store = new SqlTokenStore();
    private final TokenCache cache;
    private final LastUses uses;
    private final Gate gate;

    private Access(Database database, AccessConfig config, InstantSource clock) {
        this.cache = new TokenCache(database, store);
        this.uses = new LastUses(database, store);
        this.gate = new AccessGate(cache, uses, config, clock);
    }

    public static Access open(Database database, AccessConfig config, InstantSource clock) {
        return new Access(database, config, clock);
    }

    /** What every call passes. */
    public Gate gate() {
        return gate;
    }

    /** Where tokens are kept. */
    public TokenStore tokens() {
        return store;
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
