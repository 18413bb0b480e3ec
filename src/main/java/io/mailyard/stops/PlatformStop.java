package io.mailyard.stops;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.InClause;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.lanes.ResumeRamp;
import io.mailyard.lanes.SuspensionUpdater;
import io.mailyard.lanes.WorkSignal;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Emergency stop of the whole platform. Durable: after its commit no server process leases mail,
 * and every node gets a stop order. Lanes are suspended in steps, each from the time of the stop,
 * so that their clocks stand still as long as the platform.
 */
public final class PlatformStop {
    /** Lanes updated per transaction: some tens of milliseconds. */
    private static final int STEP = 2_000;

    /**
     * Time in nanoseconds that the cached state may be out of date when another process changes it.
     */
    private static final long KNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Database database;
    private final StopLog stops;
    private final WorkSignal signal;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Tx, Event> events = (_, _) -> {};
    private volatile PlatformState known = PlatformState.NONE;
    private volatile long knownAt;
    private volatile boolean read;
    private long updatedTo;
    private long updatedTurn;

    public PlatformStop(Database database, StopLog stops, WorkSignal signal) {
        this.database = database;
        this.stops = stops;
        this.signal = signal;
    }

    /**
     * Current state.
     *
     * @param since start of the stop; empty if not stopped
     * @param accepts whether new mail is accepted
     * @param updating whether lanes are still being updated
     * @param turn a number that changes with each update
     */
    public record PlatformState(
            Optional<Instant> since,
            Optional<Instant> until,
            String reason,
            boolean accepts,
            boolean updating,
            long turn) {
        static final PlatformState NONE =
                new PlatformState(Optional.empty(), Optional.empty(), "", true, false, 0);

        static PlatformState read(Row row) {
            return new PlatformState(
                    Optional.ofNullable(row.timeOrNull("stopped_at")),
                    Optional.ofNullable(row.timeOrNull("until_at")),
                    row.text("reason"),
                    row.text("acceptance").equals("accept"),
                    row.flag("settling"),
                    row.number("turn"));
        }

        /** Whether all mail is stopped: of every account, and the platform's own. */
        public boolean isStopped() {
            return since.isPresent();
        }

        /** As {@link #write} writes it. */
        public static final ObjectSchema SCHEMA =
                ObjectSchema.part()
                        .flag("stopped", "Whether all mail is stopped.")
                        .time("since", "When it was stopped; null: it is not.")
                        .orNull()
                        .time("until", "When it resumes by itself; null: never.")
                        .orNull()
                        .text("reason", "Why it is stopped.")
                        .word(
                                "acceptance",
                                "Whether new mail is accepted or refused.",
                                "accept",
                                "refuse");

        void settings(Out out) {
            out.time("until", until.orElse(null))
                    .text("reason", reason)
                    .text("acceptance", accepts ? "accept" : "refuse");
        }

        /** Writes the members of {@link #SCHEMA}. */
        public void write(Out out) {
            out.flag("stopped", isStopped()).time("since", since.orElse(null));
            settings(out);
        }
    }

    /** State as this transaction sees it; not stopped if nothing was ever stored. */
    public static PlatformState state(Tx tx) {
        return tx.one(
                        "SELECT stopped_at, until_at, reason, acceptance, settling, turn FROM platform_stop",
                        PlatformState::read)
                .orElse(PlatformState.NONE);
    }

    /** Adds a listener called when lanes must be updated or the end time may have changed. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Sets the receiver of events about the stop and its end. */
    public void events(BiConsumer<Tx, Event> sink) {
        events = sink;
    }

    /**
     * Whether new mail is refused, at most a quarter of a second after another process changed it.
     */
    public boolean refuses(Tx tx) {
        long now = System.nanoTime();
        if (!read || now - knownAt > KNOWN_NANOS) {
            known = state(tx);
            knownAt = now;
            read = true;
        }
        return known.isStopped() && !known.accepts();
    }

    /** Stops the platform, or changes the end, reason and acceptance of a stop. */
    public void stop(Change change, Optional<Instant> until, String reason, boolean accepts) {
        Tx tx = change.tx();
        PlatformState before = state(tx);
        PlatformState after =
                new PlatformState(before.since(), until, reason, accepts, before.updating(), 0);
        if (before.isStopped()) {
            if (!JsonText.difference(before::settings, after::settings).none()) {
                change.recordDifference(
                        "platform.stop",
                        subject(),
                        JsonText.write(before::settings),
                        JsonText.write(after::settings));
            }
        } else {
            change.recordCreation("platform.stop", subject(), after::settings);
            stops.addToAll(tx, "platform", change.now());
            events.accept(
                    tx,
                    Event.of(AccountId.PLATFORM, EventKind.PLATFORM_STOPPED, change.now(), reason));
        }
        tx.update(
                "UPDATE platform_stop SET stopped_at = ?, until_at = ?, reason = ?, acceptance = ?, settling = 1, turn = turn + 1",
                before.since().orElse(change.now()),
                until.orElse(null),
                reason,
                accepts ? "accept" : "refuse");
        notifyListeners(tx);
    }

    /**
     * Stops the platform in a store that no server uses, such as a restored one; lanes are updated
     * when one starts. Without effect if it is stopped already.
     */
    public static void stopUnused(Database database, Change change, String reason) {
        Tx tx = change.tx();
        if (state(tx).isStopped()) {
            return;
        }
        PlatformState after =
                new PlatformState(Optional.empty(), Optional.empty(), reason, true, false, 0);
        change.recordCreation("platform.stop", subject(), after::settings);
        new StopLog(database).addToAll(tx, "platform", change.now());
        tx.update(
                "UPDATE platform_stop SET stopped_at = ?, until_at = NULL, reason = ?, acceptance = 'accept', settling = 1, turn = turn + 1",
                change.now(),
                reason);
    }

    /**
     * Resumes the platform; each account's waiting mail follows its ramp.
     *
     * @throws ApiException error 409 if it is not stopped
     */
    public void resume(Change change) {
        Tx tx = change.tx();
        PlatformState before = state(tx);
        if (!before.isStopped()) {
            throw ApiException.conflict("the platform is not stopped");
        }
        change.recordDeletion("platform.resume", subject(), before::settings);
        tx.update(
                "UPDATE platform_stop SET stopped_at = NULL, until_at = NULL, reason = '', acceptance = 'accept', settling = 1,"
                        + " turn = turn + 1");
        ResumeRamp.beginAll(tx, change.now());
        events.accept(tx, Event.of(AccountId.PLATFORM, EventKind.PLATFORM_RESUMED, change.now()));
        notifyListeners(tx);
    }

    private void notifyListeners(Tx tx) {
        tx.afterCommit(() -> {
            read = false;
            listeners.forEach(Runnable::run);
        });
    }

    private static Subject subject() {
        return Subject.of("platform", 1);
    }

    /** Whether the end time of a stop has passed. */
    public boolean hasEnded(Instant now) {
        return database.readOne(PlatformStop::state)
                .until()
                .filter(end -> !end.isAfter(now))
                .isPresent();
    }

    /** Whether nothing may expire now, because some lanes are suspended but not updated yet. */
    public boolean holdsClocks() {
        PlatformState now = database.readOne(PlatformStop::state);
        return now.isStopped() || now.updating();
    }

    /** Updates lanes; returns whether more remain. */
    public boolean updateLanes(Instant now) {
        return database.readOne(PlatformStop::state).updating()
                && database.write(tx -> step(tx, now));
    }

    private boolean step(Tx tx, Instant now) {
        PlatformState state = state(tx);
        if (!state.updating()) {
            return false;
        }
        if (state.turn() != updatedTurn) {
            updatedTurn = state.turn();
            updatedTo = 0;
        }
        List<Long> lanes =
                tx.query(
                        "SELECT id FROM lanes WHERE id > ? AND stopped_at IS "
                                + (state.isStopped() ? "NULL" : "NOT NULL")
                                + " ORDER BY id LIMIT ?",
                        row -> row.number(),
                        updatedTo,
                        STEP);
        boolean flows = false;
        for (List<Long> part : InClause.parts(lanes)) {
            flows |= SuspensionUpdater.update(tx, part, state.since().orElse(now), now);
        }
        if (lanes.size() < STEP) {
            tx.update("UPDATE platform_stop SET settling = 0");
        } else {
            long last = lanes.getLast();
            tx.afterCommit(() -> updatedTo = last);
        }
        if (flows) {
            tx.afterCommit(signal::wake);
        }
        return lanes.size() == STEP;
    }
}
