package io.mailyard.writes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits what one token and one account may store under idempotency keys. Usage is counted in the
 * store from time to time and extrapolated, so other processes may exceed a limit within {@link
 * #COUNTED_FOR}.
 */
final class KeyShares {
    /** More than one call per second all day, each with a key. */
    static final long TOKEN_KEYS = 100_000;

    /** Two tokens at their limit. */
    static final long ACCOUNT_KEYS = 200_000;

    /** Keys of 36 characters with short replies, up to the number of keys. */
    static final long TOKEN_BYTES = 32L << 20;

    static final long ACCOUNT_BYTES = 64L << 20;

    /** Size of a row besides key and reply. */
    private static final long ROW_BYTES = 150;

    private static final Duration COUNTED_FOR = Duration.ofSeconds(30);

    /** Number of callers using keys at a time; a forgotten one is counted again. */
    private static final int OWNERS = 10_000;

    private static final String COUNT =
            "SELECT count(*) AS replies, coalesce(sum(length(name) + length(body) + "
                    + ROW_BYTES
                    + "), 0) AS octets FROM idempotency WHERE ";

    private final Database database;
    private final Cache<KeyOwner, KeyUsage> used =
            Caffeine.newBuilder().maximumSize(OWNERS).build();

    private record KeyOwner(boolean account, long id) {
        String text(String token) {
            String caller = id < 0 ? "administrator" : "token";
            return account ? "account " + id : caller + " '" + token + "'";
        }
    }

    private record KeyUsage(long keys, long bytes, long countedNanos) {}

    KeyShares(Database database) {
        this.database = database;
    }

    /**
     * Checks that another reply may be stored.
     *
     * @param token the token's name
     * @throws ApiException 429 if the token or its account has reached its limit
     */
    void mustHaveRoom(String token, long tokenId, Optional<AccountId> account) {
        mustHaveRoom(token, new KeyOwner(false, tokenId), TOKEN_KEYS, TOKEN_BYTES);
        account.ifPresent(id ->
                mustHaveRoom(token, new KeyOwner(true, id.value()), ACCOUNT_KEYS, ACCOUNT_BYTES));
    }

    private void mustHaveRoom(String token, KeyOwner owner, long keys, long bytes) {
        KeyUsage now = counted(owner);
        if (now.keys() >= keys || now.bytes() >= bytes) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    owner.text(token)
                            + " keeps "
                            + now.keys()
                            + " idempotency keys with answers of "
                            + (now.bytes() >> 20)
                            + " MiB; at most "
                            + keys
                            + " keys and "
                            + (bytes >> 20)
                            + " MiB are kept, each for 24 hours: call without Idempotency-Key, or later");
        }
    }

    /** Counts another stored reply. */
    void addReply(long tokenId, Optional<AccountId> account, String key, int body) {
        long bytes = key.length() + body + ROW_BYTES;
        add(new KeyOwner(false, tokenId), bytes);
        account.ifPresent(id -> add(new KeyOwner(true, id.value()), bytes));
    }

    private void add(KeyOwner owner, long bytes) {
        used.asMap()
                .computeIfPresent(
                        owner,
                        (_, keyUsage) ->
                                new KeyUsage(
                                        keyUsage.keys() + 1,
                                        keyUsage.bytes() + bytes,
                                        keyUsage.countedNanos()));
    }

    private KeyUsage counted(KeyOwner owner) {
        long now = System.nanoTime();
        KeyUsage known = used.getIfPresent(owner);
        if (known != null && now - known.countedNanos() < COUNTED_FOR.toNanos()) {
            return known;
        }
        KeyUsage counted = database.read(tx -> count(tx, owner, now));
        used.put(owner, counted);
        return counted;
    }

    private static KeyUsage count(Tx tx, KeyOwner owner, long now) {
        return tx.one(
                        COUNT + (owner.account() ? "account_id = ?" : "token_id = ?"),
                        (Row row) -> new KeyUsage(row.number("replies"), row.number("octets"), now),
                        owner.id())
                .orElseThrow();
    }
}
