package io.mailyard.audit;

import io.mailyard.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the chain is whole, as the last check found it. A check reads every row, so that there is
 * one at a time, in the background, and another not before a while: however many people look.
 */
final class ChainCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ChainCheck.class);

    /** A result older than this is renewed when someone looks. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    /** Not even who asks for a check gets one sooner after the last. */
    private static final Duration LEAST = Duration.ofSeconds(30);

    /** Maximum time that the first look waits: enough for some 100,000 rows. */
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Database database;
    private final InstantSource clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile Optional<ChainCheckResult> last = Optional.empty();

    ChainCheck(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Verdict of a check, and when it began. */
    record ChainCheckResult(ChainVerdict verdict, Instant at) {}

    /** The last result, without another check. */
    Optional<ChainCheckResult> last() {
        return last;
    }

    boolean isRunning() {
        return running.get();
    }

    /**
     * The last result; begins another check where it is old.
     *
     * @param now whether the caller wants a newer one
     * @return empty while the first check takes long
     */
    Optional<ChainCheckResult> look(boolean now) {
        Duration most = now ? LEAST : FRESH;
        boolean old =
                last.isEmpty()
                        || Duration.between(last.get().at(), clock.instant()).compareTo(most) > 0;
        if (old && running.compareAndSet(false, true)) {
            Thread check = Thread.ofVirtual().name("audit-check").start(this::check);
            if (last.isEmpty() || now) {
                await(check);
            }
        }
        return last;
    }

    private static void await(Thread check) {
        try {
            check.join(WAIT);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        Instant at = clock.instant();
        try {
            last = Optional.of(new ChainCheckResult(new Verifier(database).verify(_ -> {}), at));
        } catch (RuntimeException storeAway) {
            LOG.warn("the audit's chain could not be checked", storeAway);
        } finally {
            running.set(false);
        }
    }
}
