package io.mailyard.events;

import io.mailyard.db.Database;
import io.mailyard.db.Removal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Removes events older than {@code events.keep}. */
final class EventRetention implements Removal.Task {
    private final Database database;
    private final SqlEventStore store;
    private final Duration keep;
    private final InstantSource clock;

    EventRetention(Database database, SqlEventStore store, Duration keep, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public Removal.Step remove(int most) {
        if (behind().isZero()) {
            return Removal.Step.NOTHING;
        }
        return Removal.timed(database, true, tx -> store.forget(tx, limit(), most));
    }

    @Override
    public Duration behind() {
        return Removal.behind(database.readOne(store::oldest).orElse(null), limit());
    }

    private Instant limit() {
        return clock.instant().minus(keep);
    }
}
