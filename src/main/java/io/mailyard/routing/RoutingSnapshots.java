package io.mailyard.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.routing.RoutingTable.VirtualSenderRules;
import io.mailyard.routing.Share.ShareOverrides;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Routing data of past decisions in the tables {@code routed_rules}, {@code routed_overrides} and
 * {@code routings}: stored once for all mail and referenced by id.
 */
final class RoutingSnapshots {
    /** Precision of the last use: data used within it certainly exists. */
    private static final Duration HOUR = Duration.ofHours(1);

    /** Longer than an hour, so that no data is removed that a process relies on. */
    private static final Duration SAFE = HOUR.multipliedBy(2);

    /** About 200 bytes each; a missing entry costs two statements. */
    private static final int MAX_CACHED = 20_000;

    private final Cache<RulesKey, StoredId> rules =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).build();
    private final Cache<RoutingKey, StoredId> routings =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).build();

    private record RulesKey(long vsender, String hash) {}

    private record RoutingKey(long rules, String leftOut) {}

    private record StoredId(long id, Instant usedAt) {
        boolean good(Instant now) {
            return Duration.between(usedAt, now).abs().compareTo(HOUR) < 0;
        }
    }

    /** Id of these rules with these unavailable senders. */
    long idOf(Tx tx, AccountId account, VirtualSenderRules entry, String leftOut, Instant now) {
        RoutingKey key = new RoutingKey(rules(tx, account, entry, now), leftOut);
        StoredId known = routings.getIfPresent(key);
        if (known != null && known.good(now)) {
            return known.id();
        }
        long id =
                used(
                                tx,
                                "UPDATE routings SET used_at = ? WHERE rules_id = ? AND left_out = ? RETURNING id",
                                now,
                                key.rules(),
                                leftOut)
                        .orElseGet(() -> insert(tx, key, now));
        tx.afterCommit(() -> routings.put(key, new StoredId(id, now)));
        return id;
    }

    private static Optional<Long> used(Tx tx, String sql, @Nullable Object... args) {
        return tx.one(sql, row -> row.number("id"), args);
    }

    private static long insert(Tx tx, RoutingKey key, Instant now) {
        long id = tx.nextId("routings");
        tx.update(
                "INSERT INTO routings (id, rules_id, left_out, used_at) VALUES (?, ?, ?, ?)",
                id,
                key.rules(),
                key.leftOut(),
                now);
        return id;
    }

    private long rules(Tx tx, AccountId account, VirtualSenderRules entry, Instant now) {
        RulesKey key = new RulesKey(entry.id().value(), entry.hash());
        StoredId known = rules.getIfPresent(key);
        if (known != null && known.good(now)) {
            return known.id();
        }
        long id =
                used(
                                tx,
                                "UPDATE routed_rules SET used_at = ?, name = ? WHERE vsender_id = ? AND hash = ? RETURNING id",
                                now,
                                entry.name(),
                                key.vsender(),
                                key.hash())
                        .orElseGet(() -> insert(tx, account, entry, now));
        tx.afterCommit(() -> rules.put(key, new StoredId(id, now)));
        return id;
    }

    private static long insert(Tx tx, AccountId account, VirtualSenderRules entry, Instant now) {
        long id = tx.nextId("routed_rules");
        tx.update(
                "INSERT INTO routed_rules (id, account_id, vsender_id, name, hash, rules, used_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                account.value(),
                entry.id().value(),
                entry.name(),
                entry.hash(),
                RuleText.kept(entry.rules()),
                now);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int rule = 0; rule < entry.rules().size(); rule++) {
            List<Share> shares = entry.rules().get(rule).shares();
            for (int share = 0; share < shares.size(); share++) {
                ShareOverrides put = shares.get(share).overrides();
                if (!put.equals(ShareOverrides.NONE)) {
                    rows.add(
                            new @Nullable Object[] {
                                id,
                                (long) rule,
                                (long) share,
                                String.join(
                                        "\n",
                                        put.fromEmail().orElse(""),
                                        put.replyTo().orElse(""),
                                        put.fromName().orElse(""))
                            });
                }
            }
        }
        tx.updateAll(
                "INSERT INTO routed_overrides (rules_id, rule, share, put) VALUES (?, ?, ?, ?)",
                rows);
        return id;
    }

    /**
     * Removes part of the data that no mail accepted at or after {@code oldest} uses, and earlier
     * counts.
     *
     * @return the number of rows removed
     */
    static int forget(Tx tx, Instant oldest, int limit) {
        Instant before = oldest.minus(SAFE);
        int gone = ShareCounts.forget(tx, before, limit);
        gone += tx.update("DELETE FROM share_alarms WHERE day < ?", before);
        gone +=
                tx.update(
                        "DELETE FROM routings WHERE id IN (SELECT id FROM routings WHERE used_at < ? LIMIT ?)",
                        before,
                        limit);
        String unused =
                "(SELECT id FROM routed_rules WHERE used_at < ? AND NOT EXISTS"
                        + " (SELECT 1 FROM routings WHERE rules_id = routed_rules.id) ORDER BY id LIMIT ?)";
        tx.update("DELETE FROM routed_overrides WHERE rules_id IN " + unused, before, limit);
        return gone + tx.update("DELETE FROM routed_rules WHERE id IN " + unused, before, limit);
    }

    /** Removes the data of a deleted account. */
    static void purge(Tx tx, AccountId account) {
        String its = "(SELECT id FROM routed_rules WHERE account_id = ?)";
        tx.update("DELETE FROM routed_counts WHERE account_id = ?", account.value());
        tx.update("DELETE FROM share_alarms WHERE account_id = ?", account.value());
        tx.update("DELETE FROM routings WHERE rules_id IN " + its, account.value());
        tx.update("DELETE FROM routed_overrides WHERE rules_id IN " + its, account.value());
        tx.update("DELETE FROM routed_rules WHERE account_id = ?", account.value());
    }
}
