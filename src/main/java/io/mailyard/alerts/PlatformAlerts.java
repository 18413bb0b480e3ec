package io.mailyard.alerts;

import io.mailyard.base.AccountId;
import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is wrong with the platform into events for its administrators. A finding counts from
 * the second look on, so that a restart is none, and is reported once a day while it lasts.
 */
final class PlatformAlerts {
    /** A shorter absence of the store is a restart. */
    private static final Duration AWAY = Duration.ofSeconds(30);

    private static final int MAX_DETAILS = 500;

    private final Database database;
    private final AlertStore store;
    private final AlertCounts counts;
    private final InstantSource clock;
    private volatile Supplier<List<PlatformFinding>> findings = List::of;
    private Set<String> before = Set.of();
    private @Nullable Instant awaySince;

    PlatformAlerts(Database database, AlertStore store, AlertCounts counts, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.counts = counts;
        this.clock = clock;
    }

    /** Sets what finds that something is wrong. */
    void watch(Supplier<List<PlatformFinding>> source) {
        findings = source;
    }

    /** Looks, and stores what was found at the last look too. */
    void look() {
        Instant now = clock.instant();
        List<PlatformFinding> found = new ArrayList<>(found(now));
        Set<String> keys = new HashSet<>();
        found.forEach(finding -> keys.add(finding.key()));
        Set<String> known = before;
        before = keys;
        found.removeIf(finding -> !known.contains(finding.key()));
        Instant since = awaySince;
        // either way: the clock may have jumped meanwhile
        if (since != null && Duration.between(since, now).abs().compareTo(AWAY) > 0) {
            found.add(
                    new PlatformFinding(
                            "away " + since.toEpochMilli(), "database", "away", "", since));
        }
        if (!found.isEmpty()) {
            add(found, now);
        }
        awaySince = null;
    }

    private List<PlatformFinding> found(Instant now) {
        try {
            return findings.get();
        } catch (RuntimeException away) {
            if (awaySince == null && Retryable.detail(away).isPresent()) {
                awaySince = now;
            }
            throw away;
        }
    }

    private void add(List<PlatformFinding> found, Instant now) {
        String day = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
        database.write(tx -> {
            for (PlatformFinding finding : found) {
                AlertStore.AlertAddResult result = store.add(tx, event(finding, day));
                if (result == AlertStore.AlertAddResult.FULL) {
                    tx.afterCommit(() -> counts.addDropped(1));
                }
            }
            return true;
        });
    }

    private static AlertEvent event(PlatformFinding finding, String day) {
        String details = finding.details();
        String shown = details.length() > MAX_DETAILS ? details.substring(0, MAX_DETAILS) : details;
        return new AlertEvent(
                AccountId.PLATFORM,
                AlertTopic.PLATFORM,
                finding.key() + " " + day,
                finding.subject(),
                shown.isEmpty() ? finding.reason() : finding.reason() + "\n" + shown,
                0,
                0,
                finding.since());
    }
}
