package io.mailyard.gate;

import io.mailyard.access.Token;
import io.mailyard.access.TokenId;
import io.mailyard.access.TokenStore;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Last use of each token, collected in memory and stored regularly, since storing each call would
 * cost a write.
 */
final class LastUses {
    private final Database database;
    private final TokenStore stores;
    private final Map<TokenId, TokenUse> uses = new ConcurrentHashMap<>();

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

    /** Stores the uses collected since the last time. */
    void flush() {
        Map<TokenId, TokenUse> taken = Map.copyOf(uses);
        if (taken.isEmpty()) {
            return;
        }
        database.write(tx -> {
            taken.forEach(
                    (token, use) -> stores.used(tx, use.owner(), token, use.at(), use.address()));
            return true;
        });
        taken.forEach(uses::remove);
    }
}
