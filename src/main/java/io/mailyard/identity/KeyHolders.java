package io.mailyard.identity;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.senders.SenderId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that senders list, and the only account that each key serves.
 *
 * @param keys the keys of each sender, by the sender's id, in the order given
 * @param only by the key's id, the only account that all of its senders serve
 * @param shared the keys whose senders serve more than one account
 */
record KeyHolders(Map<Long, List<Long>> keys, Map<Long, Long> only, Set<Long> shared) {
    static final KeyHolders NONE = new KeyHolders(Map.of(), Map.of(), Set.of());

    /**
     * The least and the greatest account of each sender that lists a key: equal if it is the only
     * one.
     */
    private static final String LISTED =
            """
            SELECT k.sender_id, k.key_id,
                   (SELECT min(a.account_id) FROM sender_accounts a WHERE a.sender_id = k.sender_id) AS least,
                   (SELECT max(a.account_id) FROM sender_accounts a WHERE a.sender_id = k.sender_id)
                     AS greatest
            FROM sender_dkim_keys k JOIN senders s ON s.id = k.sender_id
            WHERE s.deleted_at IS NULL\
            """;

    private record KeyListing(long sender, long key, OptionalLong least, OptionalLong greatest) {}

    /** Reads them from the store. */
    static KeyHolders read(Tx tx) {
        Map<Long, List<Long>> keys = new HashMap<>();
        Map<Long, AccountRange> accounts = new HashMap<>();
        for (KeyListing one :
                tx.query(
                        LISTED + " ORDER BY k.sender_id, k.position",
                        row ->
                                new KeyListing(
                                        row.number("sender_id"),
                                        row.number("key_id"),
                                        optional(row.numberOrNull("least")),
                                        optional(row.numberOrNull("greatest"))))) {
            keys.computeIfAbsent(one.sender(), _ -> new ArrayList<>()).add(one.key());
            if (one.least().isPresent()) {
                AccountRange its =
                        new AccountRange(one.least().getAsLong(), one.greatest().getAsLong());
                accounts.merge(one.key(), its, AccountRange::and);
            }
        }
        Map<Long, Long> only = new HashMap<>();
        Set<Long> shared = new HashSet<>();
        accounts.forEach((key, its) -> {
            if (its.least() == its.greatest()) {
                only.put(key, its.least());
            } else {
                shared.add(key);
            }
        });
        return new KeyHolders(Map.copyOf(keys), Map.copyOf(only), Set.copyOf(shared));
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private record AccountRange(long least, long greatest) {
        AccountRange and(AccountRange other) {
            return new AccountRange(
                    Math.min(least, other.least), Math.max(greatest, other.greatest));
        }
    }

    /** The keys that a sender lists, deleted or not, in the order given. */
    static List<Long> keysOf(Tx tx, SenderId sender) {
        return tx.query(
                "SELECT key_id FROM sender_dkim_keys WHERE sender_id = ? ORDER BY position",
                row -> row.number("key_id"),
                sender.value());
    }

    /** The accounts that the senders of a key serve, at most three. */
    static List<AccountId> accountsOf(Tx tx, long key) {
        return tx.query(
                """
                SELECT DISTINCT a.account_id
                FROM sender_dkim_keys k
                JOIN senders s ON s.id = k.sender_id AND s.deleted_at IS NULL
                JOIN sender_accounts a ON a.sender_id = k.sender_id
                WHERE k.key_id = ? ORDER BY a.account_id LIMIT 3\
                """,
                row -> new AccountId(row.number("account_id")),
                key);
    }
}
