package io.mailyard.writes;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private final Map<KeyOwner, KeyUsage> used =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<KeyOwner, KeyUsage> eldest) {
                    return size() > OWNERS;
                }
            };

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
    void kept(long tokenId, Optional<AccountId> account, String key, int body) {
        long bytes = key.length() + body + ROW_BYTES;
        synchronized (used) {
            add(new KeyOwner(false, tokenId), bytes);
            account.ifPresent(id -> add(new KeyOwner(true, id.value()), bytes));
        }
    }

    private void add(KeyOwner owner, long bytes) {
        used.computeIfPresent(
                owner,
                (_, keyUsage) ->
                        new KeyUsage(
                                keyUsage.keys() + 1,
                                keyUsage.bytes() + bytes,
                                keyUsage.countedNanos()));
    }

    private KeyUsage counted(KeyOwner owner) {
        long now = System.nanoTime();
        synchronized (used) {
            KeyUsage known = used.get(owner);
            if (known != null && now - known.countedNanos() < COUNTED_FOR.toNanos()) {
                return known;
            }
        }
        KeyUsage counted = database.read(tx -> count(tx, owner, now));
        synchronized (used) {
            used.put(owner, counted);
        }
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
