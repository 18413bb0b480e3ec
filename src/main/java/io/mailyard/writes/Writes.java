package io.mailyard.writes;

import io.mailyard.access.Caller;
import io.mailyard.access.CallerSecret;
import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.audit.Actor;
import io.mailyard.audit.Audit;
import io.mailyard.audit.AuditEntry;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Envelope;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Runs changes requested by calls or by the program itself. */
public final class Writes {
    /** Temporary refusals: the same call may succeed a moment later. */
    private static final Set<ErrorCode> TRANSIENT =
            Set.of(ErrorCode.NOT_READY, ErrorCode.INTERNAL, ErrorCode.TOO_MANY_REQUESTS);

    /** Preference for a dry run without impact and plan, which may look at much mail (RFC 7240). */
    private static final String MINIMAL = "return=minimal";

    /** Keys removed per transaction, to keep the wait of others short. */
    private static final int SWEPT = 500;

    private static final ObjectSchema PLANNED =
            ObjectSchema.of(
                            "PlannedChange",
                            "A change that a dry run would make, as the audit would record it.")
                    .text("action", "What, such as accounts.freeze.")
                    .text("object_type", "The type of the object, such as account.")
                    .text("object_id", "The object's number.")
                    .number("account_id", "The account that it concerns; null: none.")
                    .orNull()
                    .anyObject("before", "The object before; null: there is none.")
                    .orNull()
                    .anyObject("after", "The object after; null: it would be gone.")
                    .orNull();

    /** Members that a dry run adds to the reply of every writing call. */
    public static final ObjectSchema DRY_RUN =
            ObjectSchema.part()
                    .flag("dry_run", "Dry run: true, nothing was changed.")
                    .objects("changes", PLANNED, "Dry run: the changes that would be made.")
                    .counts("touches", "Dry run: how many other objects are affected, by noun.");

    /** Members that a dry run adds if it returns a plan, with its impact. */
    public static ObjectSchema plan(ObjectSchema impact) {
        return ObjectSchema.part()
                .object("impact", impact, "Dry run: effect on mail.")
                .text("plan_token", "Dry run: send it as Plan-Token to make exactly this change.");
    }

    private final Database database;
    private final InstantSource clock;
    private final KeyShares shares;
    private volatile ImpactAnalyzer impactAnalyzer = ImpactAnalyzer.NONE;

    public Writes(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.shares = new KeyShares(database);
    }

    /** Sets the impact analyzer. */
    public void setImpactAnalyzer(ImpactAnalyzer source) {
        impactAnalyzer = source;
    }

    /**
     * Runs a change requested by a call, with its {@code Idempotency-Key}, {@code Prefer: dry-run},
     * {@code Plan-Token} and {@code Changes-Tag}. The work may run more than once before one run is
     * committed.
     */
    public ApiReply answer(Call call, Function<Change, ApiReply> work) {
        Actor actor = actor(call.noted(Caller.class));
        Optional<String> why = Route.reason(call);
        Optional<Idempotency.KeyReservation> ticket = Idempotency.of(call);
        if (call.prefers("dry-run")) {
            PlannedWrite.mustBringNone(call);
            call.answerHeader(
                    "Preference-Applied", isMinimal(call) ? "dry-run, " + MINIMAL : "dry-run");
            Function<Change, ApiReply> tagged = ChangesTag.answered(call, work);
            return database.dryRun(
                    tx -> dryRun(call, new Change(tx, actor, now(), true, why), tagged));
        }
        Function<Change, ApiReply> planned =
                new PlannedWrite(impactAnalyzer, call).as(ChangesTag.required(call, work));
        if (ticket.isEmpty()) {
            return database.write(tx -> planned.apply(new Change(tx, actor, now(), false, why)));
        }
        return replayed(call, kept(call, actor, ticket.get(), planned));
    }

    private record WriteReply(int error, byte[] body, boolean replayed) {}

    private static ApiReply replayed(Call call, WriteReply answered) {
        if (answered.replayed()) {
            call.answerHeader("Idempotency-Replayed", "true");
        }
        return ApiReply.rendered(answered.error(), answered.body());
    }

    private WriteReply kept(
            Call call,
            Actor actor,
            Idempotency.KeyReservation reservation,
            Function<Change, ApiReply> work) {
        WriteReply refused;
        Optional<ApiException> full = full(reservation);
        try {
            return database.write(tx -> {
                Optional<WriteReply> earlier = earlier(tx, call, reservation);
                if (earlier.isPresent()) {
                    return earlier.get();
                }
                if (full.isPresent()) {
                    throw full.get();
                }
                ApiReply reply =
                        work.apply(new Change(tx, actor, now(), false, Route.reason(call)));
                byte[] body = Envelope.render(reply, call.answerFormat());
                keep(tx, reservation, kept(call, reservation, reply, body));
                return new WriteReply(0, body, false);
            });
        } catch (OutdatedDryRunException refusal) {
            throw refusal;
        } catch (ApiException refusal) {
            if (TRANSIENT.contains(refusal.code())) {
                throw refusal;
            }
            refused = refused(call, refusal);
        }
        return keepRefusal(call, reservation, refused);
    }

    private void keep(
            Tx tx, Idempotency.KeyReservation reservation, Idempotency.StoredReply answer) {
        Idempotency.keep(tx, reservation, answer, now());
        tx.afterCommit(() ->
                shares.addReply(
                        reservation.token(),
                        reservation.account(),
                        reservation.key(),
                        answer.body().length));
    }

    /**
     * The refusal to store more replies for this caller, if any; earlier ones are still returned.
     */
    private Optional<ApiException> full(Idempotency.KeyReservation reservation) {
        try {
            shares.mustHaveRoom(reservation.name(), reservation.token(), reservation.account());
            return Optional.empty();
        } catch (ApiException full) {
            return Optional.of(full);
        }
    }

    private static Idempotency.StoredReply kept(
            Call call, Idempotency.KeyReservation reservation, ApiReply reply, byte[] body) {
        byte[] stored =
                reply.secret()
                        ? EncryptedReply.seal(
                                body, call.noted(CallerSecret.class).text(), reservation.key())
                        : body;
        return new Idempotency.StoredReply(reservation.request(), 0, reply.secret(), stored);
    }

    private static WriteReply refused(Call call, ApiException refusal) {
        byte[] body = Envelope.error(refusal, call.answerFormat());
        return new WriteReply(refusal.code().number(), body, false);
    }

    /**
     * Stores the reply on its own, since the refusal undid the change, unless the same call was
     * answered meanwhile.
     */
    private WriteReply keepRefusal(
            Call call, Idempotency.KeyReservation reservation, WriteReply refused) {
        return database.write(tx -> {
            Optional<WriteReply> earlier = earlier(tx, call, reservation);
            if (earlier.isEmpty()) {
                Idempotency.StoredReply kept =
                        new Idempotency.StoredReply(
                                reservation.request(), refused.error(), false, refused.body());
                keep(tx, reservation, kept);
            }
            return earlier.orElse(refused);
        });
    }

    /** The earlier reply of the key; a refusal if it belongs to another request. */
    private Optional<WriteReply> earlier(Tx tx, Call call, Idempotency.KeyReservation reservation) {
        return Idempotency.find(tx, reservation, now())
                .map(kept -> {
                    if (!kept.request().equals(reservation.request())) {
                        return conflict(
                                call, reservation, "was used for another request within 24 hours");
                    }
                    if (!kept.sealed()) {
                        return new WriteReply(kept.error(), kept.body(), true);
                    }
                    return EncryptedReply.open(
                                    kept.body(),
                                    call.noted(CallerSecret.class).text(),
                                    reservation.key())
                            .map(body -> new WriteReply(kept.error(), body, true))
                            .orElseGet(() ->
                                    conflict(
                                            call,
                                            reservation,
                                            "was answered with a secret, which only the token's secret of that time can read again"));
                });
    }

    private static WriteReply conflict(
            Call call, Idempotency.KeyReservation reservation, String reason) {
        return refused(
                call,
                ApiException.conflict("Idempotency-Key '" + reservation.key() + "' " + reason));
    }

    private static boolean isMinimal(Call call) {
        return call.prefers(MINIMAL);
    }

    private ApiReply dryRun(Call call, Change change, Function<Change, ApiReply> work) {
        if (impactAnalyzer.concerns(call.route()) && !isMinimal(call)) {
            return new PlannedWrite(impactAnalyzer, call).shown(change, work);
        }
        ApiReply reply = work.apply(change);
        return dryRun(List.copyOf(Audit.recorded(change.tx())), reply);
    }

    /** Adds to a reply what the change would have recorded. */
    static ApiReply dryRun(List<AuditEntry> changes, ApiReply reply) {
        return reply.and(
                out -> out.flag("dry_run", true).objects("changes", changes, Writes::write));
    }

    private static void write(Out out, AuditEntry change) {
        out.text("action", change.action())
                .text("object_type", change.objectType())
                .text("object_id", change.objectId())
                .numberOrNull("account_id", change.account().map(AccountId::value).orElse(null));
        change.before()
                .ifPresentOrElse(
                        json -> out.value("before", JsonText.read(json)),
                        () -> out.nothing("before"));
        change.after()
                .ifPresentOrElse(
                        json -> out.value("after", JsonText.read(json)),
                        () -> out.nothing("after"));
    }

    /** Runs a change of the program itself. */
    public <T> T system(String task, Function<Change, T> work) {
        return as(Actor.system(task), work);
    }

    /** Runs a change of a call whose reply is not stored, for example one with a streamed body. */
    public <T> T noted(Call call, Function<Change, T> work) {
        return as(actor(call.noted(Caller.class)), work);
    }

    /** Runs a change of an actor other than a token. */
    public <T> T as(Actor actor, Function<Change, T> work) {
        return database.write(
                tx -> work.apply(new Change(tx, actor, now(), false, Optional.empty())));
    }

    /** Removes expired idempotency keys and used plans; returns the number. */
    public int sweepKeys() {
        int swept = database.write(tx -> PlanToken.sweep(tx, now()));
        for (int step = SWEPT; step == SWEPT; swept += step) {
            step = database.write(tx -> Idempotency.sweep(tx, now(), SWEPT));
        }
        return swept;
    }

    /**
     * Reports a time that is not in the future along with other faults; a removed time is none.
     * Without other faults the change itself checks the time, so that a call that is repeated with
     * its {@code Idempotency-Key} gets its answer even after that time.
     */
    public Route.RouteCheck inFuture(Param<Instant> param) {
        return (params, faults) ->
                inFuture(param.name(), params.find(param).filter(Types::isGiven), faults);
    }

    /** Reports a parsed time that is not in the future, likewise. */
    public void inFuture(String name, Optional<Instant> given, List<Fault> faults) {
        given.filter(_ -> !faults.isEmpty())
                .filter(time -> !time.isAfter(now()))
                .ifPresent(time -> faults.add(new Fault(name, time + " is not in the future")));
    }

    /** Truncated to milliseconds, as stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Actor actor(Caller caller) {
        return new Actor(caller.name(), caller.address(), caller.userAgent(), caller.requestId());
    }
}
