package io.mailyard.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Options of a drill.
 *
 * @param rounds how many faults
 * @param limit after this time no further fault is begun
 * @param seed the same seed gives the same faults and the same load
 * @param faults the kinds to choose from
 * @param storeUrl a PostgreSQL server on which the drill may create a database; empty: the embedded
 *     store
 * @param rate messages a second
 * @param failover a command that makes another host the primary; empty: none
 * @param scratch the folder in which the drill makes its own
 * @param keep whether its folder and database remain afterwards
 * @param report the start of the names of the files with the report
 */
public record DrillOptions(
        int rounds,
        Duration limit,
        long seed,
        Set<FaultKind> faults,
        String storeUrl,
        int rate,
        String failover,
        Path scratch,
        boolean keep,
        Optional<Path> report) {
    public static final int MOST_ROUNDS = 100_000;
    public static final int MOST_SECONDS = 86_400;

    /** A rate beyond it loads the machine, and not the rules that a drill tries. */
    public static final int MOST_RATE = 1_000;

    boolean isPostgres() {
        return !storeUrl.isEmpty();
    }
}
