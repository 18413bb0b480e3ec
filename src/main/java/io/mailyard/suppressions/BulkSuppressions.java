package io.mailyard.suppressions;

import io.mailyard.api.Call;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.db.Database;
import io.mailyard.suppressions.Suppression.SuppressionSource;
import io.mailyard.suppressions.SuppressionStore.SuppressionFilter;
import io.mailyard.writes.Change.Subject;
import io.mailyard.writes.Writes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Imports, exports and reviews of whole lists, a batch or a page at a time. */
final class BulkSuppressions {
    /** Rows examined around a page: rows of one transaction have numbers close together. */
    private static final int OVERLAP = 400;

    /** Page size, larger than the overlap, so that every page advances. */
    private static final int LEAST_REVIEWED = 1000;

    private final Database database;
    private final Suppressions suppressions;
    private final SuppressionStore store;
    private final SuppressionConfig config;
    private final InstantSource clock;

    BulkSuppressions(
            Database database,
            Suppressions suppressions,
            SuppressionStore store,
            SuppressionConfig config,
            InstantSource clock) {
        this.database = database;
        this.suppressions = suppressions;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Maximum size of an import's body, in bytes. */
    long maxImport() {
        return config.maxImport();
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** End of a suppression of that class that begins now; empty: never. */
    Optional<Instant> end(SuppressionClass kind, Instant now) {
        return config.end(kind, now);
    }

    /** Throws error 404 if the account does not exist. */
    void mustExist(AccountId owner) {
        database.readOne(tx -> {
            suppressions.mustExist(tx, owner);
            return true;
        });
    }

    /**
     * Stores imported suppressions in one transaction. An existing one stays, except a hard bounce
     * that becomes a lasting one. Writes no audit row: {@link #noteImport} does, for all of them.
     *
     * @param dryRun what earlier batches would have stored, where nothing is to be stored
     */
    Suppressions.Added store(
            AccountId owner, List<Suppression> wanted, Optional<ImportDryRun> dryRun) {
        Map<String, Suppression> byKey = new LinkedHashMap<>();
        wanted.forEach(one -> byKey.putIfAbsent(one.key(), one));
        Instant now = clock.instant();
        if (dryRun.isPresent()) {
            return counted(owner, byKey, dryRun.get(), now);
        }
        return database.write(tx -> {
            suppressions.mustExist(tx, owner);
            Map<String, Suppression> there = store.find(tx, owner, byKey.keySet());
            there.values().removeIf(one -> one.isOver(now));
            List<Suppression> changed = better(there, byKey);
            List<Suppression> fresh =
                    byKey.entrySet().stream()
                            .filter(entry -> !there.containsKey(entry.getKey()))
                            .map(Map.Entry::getValue)
                            .toList();
            store.update(tx, owner, changed);
            return new Suppressions.Added(store.insert(tx, fresh, now), changed.size());
        });
    }

    /** Counts what the import of a batch would do after those before it. */
    private Suppressions.Added counted(
            AccountId owner, Map<String, Suppression> byKey, ImportDryRun before, Instant now) {
        Map<String, Suppression> there = database.read(tx -> store.find(tx, owner, byKey.keySet()));
        there.values().removeIf(one -> one.isOver(now));
        int added = 0;
        int changed = 0;
        for (Map.Entry<String, Suppression> wanted : byKey.entrySet()) {
            String key = wanted.getKey();
            boolean hard = wanted.getValue().kind() == SuppressionClass.HARD;
            Optional<Boolean> wasHard =
                    before.isHard(key)
                            .or(() ->
                                    Optional.ofNullable(there.get(key))
                                            .map(one -> one.kind() == SuppressionClass.HARD));
            if (wasHard.isEmpty()) {
                added++;
                before.put(key, hard);
            } else if (wasHard.get() && !hard) {
                changed++;
                before.put(key, false);
            }
        }
        return new Suppressions.Added(added, changed);
    }

    private static List<Suppression> better(
            Map<String, Suppression> there, Map<String, Suppression> wanted) {
        List<Suppression> changed = new ArrayList<>();
        there.forEach((key, before) -> {
            Suppression after = wanted.get(key);
            if (after != null
                    && before.kind() == SuppressionClass.HARD
                    && after.kind() != SuppressionClass.HARD) {
                changed.add(before.with(after.kind(), after.expiresAt(), after.reason()));
            }
        });
        return changed;
    }

    /** Writes one audit row for a whole import. */
    void noteImport(Writes writes, Call call, AccountId owner, SuppressionImport done) {
        Subject subject =
                owner.equals(AccountId.PLATFORM)
                        ? Subject.of("suppressions", 0)
                        : Subject.of("suppressions", owner.value(), owner);
        writes.noted(
                call,
                change -> {
                    change.recordCreation("suppressions.import", subject, done::counts);
                    return true;
                });
    }

    /** Rows of an owner from {@code from} on, without expired ones. */
    List<Suppression> page(AccountId owner, SuppressionFilter filter, long from, int limit) {
        return database.read(tx -> store.page(tx, owner, filter, from, limit, clock.instant()));
    }

    /**
     * A page of rows created by bounces, with the doubtful ones among them.
     *
     * @param next the first row of the next page, if there is one
     * @param looked how many rows of bounces the page has looked at
     * @param total how many there are on the list
     */
    record Reviewed(
            List<SuppressionReview.Doubtful> doubtful,
            Optional<Long> next,
            long looked,
            long total) {}

    /**
     * Reviews a page.
     *
     * @param newestFirst the page's first id is its highest
     */
    Reviewed review(AccountId owner, Page page, boolean newestFirst) {
        SuppressionFilter bounced = SuppressionFilter.of(SuppressionSource.BOUNCE);
        return database.read(tx -> {
            suppressions.mustExist(tx, owner);
            Instant now = clock.instant();
            int limit = Math.max(page.limit(), LEAST_REVIEWED);
            // Rows before the page, too: those of its first ones' transaction.
            long from =
                    newestFirst
                            ? page.fromId() + Math.min(OVERLAP, Long.MAX_VALUE - page.fromId())
                            : Math.max(1, page.fromId() - OVERLAP);
            int most = limit + OVERLAP;
            List<Suppression> rows =
                    newestFirst
                            ? store.newest(tx, owner, bounced, from, most, now)
                            : store.page(tx, owner, bounced, from, most, now);
            boolean more = rows.size() == most;
            // The next page judges the last rows, together with those after them.
            int judged = more ? rows.size() - OVERLAP / 2 : rows.size();
            Set<Long> ids =
                    rows.subList(0, judged).stream()
                            .map(Suppression::id)
                            .filter(id -> newestFirst ? id <= page.fromId() : id >= page.fromId())
                            .collect(Collectors.toSet());
            return new Reviewed(
                    SuppressionReview.of(rows, row -> ids.contains(row.id())),
                    more ? Optional.of(rows.get(judged).id()) : Optional.empty(),
                    ids.size(),
                    SuppressionStore.count(tx, owner, bounced, now));
        });
    }
}
