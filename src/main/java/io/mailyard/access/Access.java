package io.mailyard.access;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.web.Gate;
import java.time.InstantSource;

/** The front door of the room: the gate, and what keeps it true. */
public final class Access {
    private final PlatformTokenStore platform = new SqlTokenStore();
    private final AccountTokenStore ofAccounts = new SqlAccountTokenStore();
    private final TokenCache cache;
    private final LastUses uses;
    private final AccessConfig config;
    private final InstantSource clock;

    private Access(Database database, AccessConfig config, InstantSource clock) {
        this.cache = new TokenCache(database, platform, ofAccounts);
        this.uses = new LastUses(database, this::tokens);
        this.config = config;
        this.clock = clock;
    }

    public static Access open(Database database, AccessConfig config, InstantSource clock) {
        return new Access(database, config, clock);
    }

    /**
     * What every call passes.
     *
     * @param standings how accounts stand, for calls by their own tokens
     */
    public Gate gate(Standings standings) {
        return new AccessGate(cache, uses, standings, config, clock);
    }

    /** Where administrators' tokens are kept. */
    public PlatformTokenStore tokens() {
        return platform;
    }

    /** Where the tokens of an owner are kept. */
    public TokenStore tokens(Owner owner) {
        return switch (owner) {
            case Owner.Platform _ -> platform;
            case Owner.Account(AccountId account) -> new TokensOfAccount(ofAccounts, account);
        };
    }

    /** Removes all tokens of an account. */
    public void purgeTokens(Tx tx, AccountId account) {
        ofAccounts.purge(tx, account);
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
