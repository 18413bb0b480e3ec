package io.mailyard.events;

import io.mailyard.db.Database;
import io.mailyard.db.Removal;
import io.mailyard.db.Tx;
import io.mailyard.db.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Removes the rows of a table that are older than a setting says.
 *
 * @param oldest reads the time of the oldest row
 */
record OldRows(
        Database database,
        Duration keep,
        InstantSource clock,
        Work<Optional<Instant>> oldest,
        OldestRemover remover)
        implements Removal.RemovalTask {
    /** Removes rows. */
    @FunctionalInterface
    interface OldestRemover {
        /** Removes at most so many rows from before, the oldest first; how many. */
        int remove(Tx tx, Instant before, int most);
    }

    @Override
    public Removal.RemovalStep remove(int most) {
        if (behind().isZero()) {
            return Removal.RemovalStep.NOTHING;
        }
        return Removal.timed(database, true, tx -> remover.remove(tx, limit(), most));
    }

    @Override
    public Duration behind() {
        return Removal.behind(database.readOne(oldest).orElse(null), limit());
    }

    private Instant limit() {
        return clock.instant().minus(keep);
    }
}
