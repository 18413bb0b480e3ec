package io.mailyard.queue;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The emergency stop of the whole platform. Durable: from its commit on no lease gives anything, in
 * any process of the server, and every node is told as of a freeze. Lanes are made to stand in
 * steps, from the moment of the stop whenever their step comes, so that their clocks stand as long
 * as the platform did.
 */
public final class PlatformStop {
    /** All mail there is. */
    static final QueueScope EVERYTHING =
            new QueueScope(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), "");

    /** Of a lane that stands for the sake of the platform. */
    static final String STOPPED =
            "EXISTS (SELECT 1 FROM platform_stop WHERE stopped_at IS NOT NULL)";

    /** Lanes settled in one transaction: some tens of milliseconds. */
    private static final int STEP = 2_000;

    /** How long a process may not know what another one has changed. */
    private static final long KNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Database database;
    private final StopLog stops;
    private final QueueStage stage;
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<Tx, Event> events = (_, _) -> {};
    private volatile State known = State.NONE;
    private volatile long knownAt;
    private volatile boolean read;
    private long settledTo;
    private long settledTurn;

    PlatformStop(Database database, StopLog stops, QueueStage stage) {
        this.database = database;
        this.stops = stops;
        this.stage = stage;
    }

    /**
     * As it is.
     *
     * @param since empty: it is not stopped
     * @param accepts whether new mail is taken
     * @param settling whether lanes are still to follow
     * @param turn another with each change
     */
    record State(
            Optional<Instant> since,
            Optional<Instant> until,
            String reason,
            boolean accepts,
            boolean settling,
            long turn) {
        static final State NONE = new State(Optional.empty(), Optional.empty(), "", true, false, 0);

        static State read(Row row) {
            return new State(
                    Optional.ofNullable(row.timeOrNull(1)),
                    Optional.ofNullable(row.timeOrNull(2)),
                    row.text(3),
                    row.text(4).equals("accept"),
                    row.flag(5),
                    row.number(6));
        }

        boolean stopped() {
            return since.isPresent();
        }

        /** As {@link #write} writes it. */
        static final ObjectSchema SCHEMA =
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

        void write(Out out) {
            out.flag("stopped", stopped()).time("since", since.orElse(null));
            settings(out);
        }
    }

    static State state(Tx tx) {
        return tx.one(
                        "SELECT stopped_at, until_at, reason, acceptance, settling, turn FROM platform_stop",
                        State::read)
                .orElse(State.NONE);
    }

    /** Told when there is something to settle, or the time of the end may have moved. */
    void onChange(Runnable watcher) {
        watchers.add(watcher);
    }

    /** Where it is told that the platform was stopped, or goes on. */
    void events(BiConsumer<Tx, Event> sink) {
        events = sink;
    }

    /**
     * Whether no new mail is to be taken now: a quarter of a second after another process changed
     * it, at most.
     */
    public boolean refuses(Tx tx) {
        long now = System.nanoTime();
        if (!read || now - knownAt > KNOWN_NANOS) {
            known = state(tx);
            knownAt = now;
            read = true;
        }
        return known.stopped() && !known.accepts();
    }

    /** Stops it, or gives a stop another end, reason and acceptance. */
    void stop(Change change, Optional<Instant> until, String reason, boolean accepts) {
        Tx tx = change.tx();
        State before = state(tx);
        State after = new State(before.since(), until, reason, accepts, before.settling(), 0);
        if (before.stopped()) {
            if (!JsonText.difference(before::settings, after::settings).none()) {
                change.recorded(
                        "platform.stop",
                        subject(),
                        JsonText.write(before::settings),
                        JsonText.write(after::settings));
            }
        } else {
            change.created("platform.stop", subject(), after::settings);
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
        changed(tx);
    }

    /**
     * Lets it go on, the waiting mail of each account by its ramp.
     *
     * @throws ApiException error 409 where it is not stopped
     */
    void resume(Change change) {
        Tx tx = change.tx();
        State before = state(tx);
        if (!before.stopped()) {
            throw ApiException.conflict("the platform is not stopped");
        }
        change.deleted("platform.resume", subject(), before::settings);
        tx.update(
                "UPDATE platform_stop SET stopped_at = NULL, until_at = NULL, reason = '', acceptance = 'accept', settling = 1,"
                        + " turn = turn + 1");
        ResumeRamp.beginAll(tx, change.now());
        events.accept(tx, Event.of(AccountId.PLATFORM, EventKind.PLATFORM_RESUMED, change.now()));
        changed(tx);
    }

    private void changed(Tx tx) {
        tx.afterCommit(() -> {
            read = false;
            watchers.forEach(Runnable::run);
        });
    }

    private static Subject subject() {
        return Subject.of("platform", 1);
    }

    /** Whether a stop's time is over. */
    boolean isOver(Instant now) {
        return database.glance(PlatformStop::state)
                .until()
                .filter(end -> !end.isAfter(now))
                .isPresent();
    }

    /** Whether nothing may expire now, since lanes stand that do not look so yet. */
    boolean holdsClocks() {
        State now = database.glance(PlatformStop::state);
        return now.stopped() || now.settling();
    }

    /** Settles lanes; whether there is more to do at once. */
    boolean settle(Instant now) {
        return database.glance(PlatformStop::state).settling()
                && database.write(tx -> step(tx, now));
    }

    private boolean step(Tx tx, Instant now) {
        State state = state(tx);
        if (!state.settling()) {
            return false;
        }
        if (state.turn() != settledTurn) {
            settledTurn = state.turn();
            settledTo = 0;
        }
        List<Long> lanes =
                tx.query(
                        "SELECT id FROM lanes WHERE id > ? AND stopped_at IS "
                                + (state.stopped() ? "NULL" : "NOT NULL")
                                + " ORDER BY id LIMIT ?",
                        row -> row.number(1),
                        settledTo,
                        STEP);
        boolean flows = false;
        for (List<Long> part : InClause.parts(lanes)) {
            flows |= SuspensionUpdater.settle(tx, part, state.since().orElse(now), now);
        }
        if (lanes.size() < STEP) {
            tx.update("UPDATE platform_stop SET settling = 0");
        } else {
            long last = lanes.getLast();
            tx.afterCommit(() -> settledTo = last);
        }
        if (flows) {
            tx.afterCommit(stage::wake);
        }
        return lanes.size() == STEP;
    }
}
