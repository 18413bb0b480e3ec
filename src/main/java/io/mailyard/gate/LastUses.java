package io.mailyard.gate;

import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenStore;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Last use of each token, collected in memory and stored regularly, since storing each call would
 * cost a write: a token's first use soon, further ones once a minute.
 */
final class LastUses {
    /** A person looks for days, not for seconds. */
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final Database database;
    private final TokenStore stores;
    private final Map<TokenId, TokenUse> uses = new ConcurrentHashMap<>();

    /** When a use of each token was stored, of the last minute. */
    private final Map<TokenId, Instant> stored = new ConcurrentHashMap<>();

    LastUses(Database database, TokenStore stores) {
        this.database = database;
        this.stores = stores;
    }

    private record TokenUse(AccountId owner, Instant at, String address) {}

    /** Bounded by the number of tokens that exist. */
    void note(Token token, Instant at, String address) {
        TokenUse last = uses.get(token.id());
        if (last == null
                || at.toEpochMilli() - last.at().toEpochMilli() > 100
                || !address.equals(last.address())) {
            uses.put(token.id(), new TokenUse(token.owner().account(), at, address));
        }
    }

    /** Stores the uses of tokens that had none stored within the last minute. */
    void flush(Instant now) {
        stored.values().removeIf(at -> !at.plus(BETWEEN).isAfter(now) || at.isAfter(now));
        flush(now, token -> !stored.containsKey(token));
    }

    /** Stores every use that is not stored yet, before the end. */
    void flushAll(Instant now) {
        flush(now, _ -> true);
    }

    private void flush(Instant now, Predicate<TokenId> due) {
        Map<TokenId, TokenUse> taken =
                uses.entrySet().stream()
                        .filter(use -> due.test(use.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (taken.isEmpty()) {
            return;
        }
        database.write(tx -> {
            taken.forEach((token, use) ->
                    stores.recordUse(tx, use.owner(), token, use.at(), use.address()));
            return true;
        });
        taken.forEach(uses::remove);
        taken.keySet().forEach(token -> stored.put(token, now));
    }
}
