package io.mailyard.db;

import java.util.List;
import java.util.Map;

/**
 * Position of a store between the schema of the release before and that of this program.
 *
 * @param store the newest migration that the store has
 * @param program the newest migration that this program knows
 * @param before the newest migration that the release before knows
 * @param versionBefore its version; empty if there is none
 * @param ahead what was applied while servers of the release before may run
 * @param expanding expanding migrations that the next start of a server applies
 * @param contracting contracting migrations that are still to be applied
 */
public record SchemaPhases(
        int store,
        int program,
        int before,
        String versionBefore,
        List<String> ahead,
        List<String> expanding,
        List<String> contracting) {
    static SchemaPhases of(Migrations known, SchemaState state) {
        List<Release> releases = known.releases();
        return new SchemaPhases(
                state.newest(),
                known.newest(),
                known.before(),
                releases.isEmpty() ? "" : releases.getLast().version(),
                state.ahead().entrySet().stream().map(SchemaPhases::named).toList(),
                missing(known, state, Migration.MigrationPhase.EXPAND),
                missing(known, state, Migration.MigrationPhase.CONTRACT));
    }

    private static String named(Map.Entry<Integer, SchemaState.Applied> ahead) {
        return "%04d-%s".formatted(ahead.getKey(), ahead.getValue().name());
    }

    private static List<String> missing(
            Migrations known, SchemaState state, Migration.MigrationPhase phase) {
        return known.those(one -> one.phase() == phase && !state.has(one)).stream()
                .map(Migration::file)
                .toList();
    }
}
