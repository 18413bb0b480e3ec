package io.mailyard.events;

import io.mailyard.db.Database;
import io.mailyard.db.Removal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Removes requests of webhooks older than {@code webhooks.log-keep} from their log. */
final class WebhookLogRetention implements Removal.Task {
    private final Database database;
    private final Duration keep;
    private final InstantSource clock;

    WebhookLogRetention(Database database, Duration keep, InstantSource clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public Removal.Step remove(int most) {
        if (behind().isZero()) {
            return Removal.Step.NOTHING;
        }
        return Removal.timed(database, true, tx -> WebhookLog.forget(tx, limit(), most));
    }

    @Override
    public Duration behind() {
        return Removal.behind(database.readOne(WebhookLog::oldest).orElse(null), limit());
    }

    private Instant limit() {
        return clock.instant().minus(keep);
    }
}
