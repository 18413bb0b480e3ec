package io.mailyard.db;

import io.mailyard.base.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An upgrade of the store that has begun and has not ended: its schema is expanded, and servers of
 * the release before can still use it.
 *
 * @param before the newest migration that every program must know
 * @param versionBefore the release that knows no more; empty if it has no name
 * @param newest the newest migration that the store has
 * @param program the version that began it; empty: this one, whose contracting migrations are open
 * @param migrations number of migrations that are open
 * @param since when it began; empty if none of them is applied
 */
public record OpenUpgrade(
        int before,
        String versionBefore,
        int newest,
        String program,
        int migrations,
        Optional<Instant> since) {
    private record Ahead(int version, String madeBy, Instant at) {}

    /** The upgrade that is open; empty if there is none. */
    public static Optional<OpenUpgrade> find(Tx tx) {
        List<Ahead> ahead =
                tx.query(
                        "SELECT version, made_by, applied_at FROM schema_ahead ORDER BY version",
                        row ->
                                new Ahead(
                                        (int) row.number("version"),
                                        row.text("made_by"),
                                        row.time("applied_at")));
        TreeSet<Integer> finished =
                new TreeSet<>(
                        tx.query(
                                "SELECT version FROM schema_versions WHERE version < ?",
                                row -> (int) row.number("version"),
                                SchemaState.MOVED));
        Migrations known = Migrations.shipped();
        long contracting =
                known.those(one ->
                                one.phase() == Migration.MigrationPhase.CONTRACT
                                        && !finished.contains(one.version()))
                        .size();
        if ((ahead.isEmpty() && contracting == 0) || finished.isEmpty()) {
            return Optional.empty();
        }
        int before = finished.last();
        return Optional.of(
                new OpenUpgrade(
                        before,
                        versionOf(known, before),
                        ahead.isEmpty() ? before : ahead.getLast().version(),
                        ahead.isEmpty() ? "" : ahead.getLast().madeBy(),
                        ahead.size() + (int) contracting,
                        ahead.stream().map(Ahead::at).min(Instant::compareTo)));
    }

    /**
     * Whether every program that may use the store knows a migration, so that rows that only such
     * programs read may be written.
     */
    public static boolean isKnownToAll(Tx tx, int migration) {
        return tx.number("SELECT count(*) FROM schema_versions WHERE version = ?", migration) > 0;
    }

    private static String versionOf(Migrations known, int schema) {
        return schema == known.newest()
                ? Version.text()
                : known.releases().stream()
                        .filter(release -> release.schema() == schema)
                        .map(Release::version)
                        .findFirst()
                        .orElse("");
    }
}
