package io.mailyard.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.access.TokenStore;
import io.mailyard.api.Audience;
import io.mailyard.db.Database;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cache of tokens by the hash of their secret. Changes of other processes apply after half a second
 * at most, those of this one at once.
 */
final class TokenCache {
    /**
     * Changes elsewhere must apply within one second (docs/spec/states.md): half of that leaves
     * time for the query.
     */
    private static final Duration FRESH = Duration.ofMillis(500);

    /** About 1 KB each: 10 MB at most. */
    private static final int MAX_TOKENS = 10_000;

    private final Database database;
    private final TokenStore stores;
    private final AtomicLong generation = new AtomicLong();
    private final Cache<TokenCacheKey, TokenStore.StoredSecret> cache =
            Caffeine.newBuilder().maximumSize(MAX_TOKENS).expireAfterWrite(FRESH).build();

    TokenCache(Database database, TokenStore stores) {
        this.database = database;
        this.stores = stores;
    }

    /**
     * A read that began before a change of this process is cached under the old generation, which
     * nobody uses any more.
     */
    private record TokenCacheKey(String hash, long generation) {}

    /**
     * The token of a secret.
     *
     * @param kind the kind of token, as the secret shows
     */
    Optional<TokenStore.StoredSecret> bySecret(Audience kind, String hash) {
        TokenCacheKey key = new TokenCacheKey(hash, generation.get());
        TokenStore.StoredSecret known = cache.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<TokenStore.StoredSecret> read =
                database.readOne(tx -> stores.bySecret(tx, kind, hash));
        read.ifPresent(found -> cache.put(key, found));
        return read;
    }

    /** Clears the cache after this process changed a token. */
    void changed() {
        generation.incrementAndGet();
    }
}
