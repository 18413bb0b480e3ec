package io.mailyard.drill;

import io.mailyard.base.StartException;
import io.mailyard.base.Version;
import io.mailyard.db.StoreConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One drill, from an empty folder to its report. */
public final class DrillRun {
    /** A server that does not acknowledge anything for so long has failed. */
    private static final int BACK_SECONDS = 90;

    /** Mail that is still queued then is stuck. */
    private static final int SETTLE_SECONDS = 180;

    /** The whole store is checked so many times in a drill of many rounds. */
    private static final int WHOLE_CHECKS = 20;

    /** One of so many answers is not about a message. */
    private static final int WRITES_PART = 5;

    private final DrillOptions options;
    private final ProgramCommand program;
    private final Consumer<String> progress;
    private final FaultsFound faults = new FaultsFound();
    private final List<FaultSpan> spans = new ArrayList<>();
    private final Map<FaultKind, String> notRun = new EnumMap<>(FaultKind.class);
    private final long beganNanos = System.nanoTime();
    private final Instant beganAt;
    private DrillReport.DrillCounts counts = DrillReport.DrillCounts.NONE;
    private Predicate<String> sinkLoses = _ -> false;
    private Consumer<ScratchPlatform> beforeVerdict = _ -> {};
    private volatile @Nullable ScratchPlatform platform;

    /**
     * A drill.
     *
     * @param program starts this program once more
     * @param progress receives a line for each thing that happens
     */
    public DrillRun(
            DrillOptions options,
            ProgramCommand program,
            InstantSource clock,
            Consumer<String> progress) {
        this.beganAt = clock.instant();
        this.options = options;
        this.program = program;
        this.progress = progress;
    }

    /** For tests: the sink takes these subjects and does not note them. */
    DrillRun withSinkThatLoses(Predicate<String> subjects) {
        sinkLoses = subjects;
        return this;
    }

    /** For tests: does something to the store before the last checks. */
    DrillRun beforeVerdict(Consumer<ScratchPlatform> action) {
        beforeVerdict = action;
        return this;
    }

    /** For tests: something was found wrong. */
    void note(String sentence) {
        faults.add(sentence);
    }

    /**
     * Runs it.
     *
     * @throws StartException if it cannot begin, for example where PostgreSQL does not answer
     */
    public DrillReport run() {
        notRun.putAll(FaultInjector.notRun(options));
        Thread ending = new Thread(this::abandon, "drill-end");
        Runtime.getRuntime().addShutdownHook(ending);
        String place;
        try {
            place = inPlace();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(ending);
            } catch (IllegalStateException stopping) {
                // the process ends, and the hook runs
            }
        }
        return new DrillReport(
                options.seed(),
                Version.text(),
                DrillReport.thisMachine(),
                options.isPostgres() ? StoreConfig.at(options.storeUrl()).place() : "embedded",
                beganAt,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos),
                spans,
                notRun,
                counts,
                faults.all(),
                place);
    }

    /**
     * On Ctrl-C: no process remains, and no folder unless it is wanted, or what is wrong is in it.
     */
    void abandon() {
        boolean remains = options.keep() || !faults.isEmpty();
        ScratchPlatform abandoned = platform;
        if (abandoned == null) {
            return;
        }
        abandoned.close();
        if (remains) {
            faults.all().forEach(sentence -> say("WRONG: " + sentence));
            say("stopped; remains: " + place(abandoned));
        } else {
            abandoned.delete();
        }
    }

    private static String place(ScratchPlatform made) {
        return made.folder()
                + made.database().map(database -> ", " + database.config().place()).orElse("");
    }

    private String inPlace() {
        ArrivalLog arrivals = new ArrivalLog(options.seed(), sinkLoses);
        ScratchPlatform made = create(arrivals);
        platform = made;
        try (AcknowledgementLog log =
                new AcknowledgementLog(made.folder().resolve("acknowledged.log"))) {
            drill(made, log);
        } catch (DrillFailure | StartException failed) {
            String message = failed.getMessage();
            faults.add(message == null ? "the drill failed" : message);
        } catch (RuntimeException unexpected) {
            faults.add("the drill itself failed: " + unexpected);
        } finally {
            made.close();
        }
        if (options.keep() || !faults.isEmpty()) {
            platform = null;
            return place(made);
        }
        made.delete();
        platform = null;
        return "";
    }

    private ScratchPlatform create(ArrivalLog arrivals) {
        try {
            return ScratchPlatform.create(options, program, arrivals);
        } catch (DrillFailure failed) {
            throw new StartException(failed.sentence(), failed);
        }
    }

    private void drill(ScratchPlatform made, AcknowledgementLog log) {
        say("seed " + options.seed() + ", in " + made.folder());
        ChildProcess server = made.newServer();
        server.start();
        String token = firstAnswer(made, server);
        DrillAccounts accounts = DrillAccounts.create(made.calls(), token, made.sinkPort());
        FaultInjector injector = new FaultInjector(made, server, accounts, options.failover());
        injector.startNode();
        DrillChecks checks = new DrillChecks(made, log, faults);
        try (DrillLoad load = new DrillLoad(made.calls(), faults)) {
            FreezeClient freezer = begin(load, made, accounts, log);
            boolean settled = false;
            try {
                rounds(injector, checks, log);
                load.end();
                settle(checks, injector);
                settled = true;
            } finally {
                verdict(made, checks, log, freezer, settled);
                count(made, checks, log, freezer, injector.kills());
            }
        }
    }

    private void say(String line) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos);
        progress.accept("%02d:%02d  %s".formatted(seconds / 60, seconds % 60, line));
    }

    /** Waits until the server answers for the first time. */
    private static String firstAnswer(ScratchPlatform made, ChildProcess server) {
        boolean answers =
                DrillTime.await(
                        () -> {
                            server.requireAlive();
                            return made.token().filter(token -> lists(made, token)).isPresent();
                        },
                        BACK_SECONDS);
        if (!answers) {
            throw new DrillFailure(
                    "the server does not answer within "
                            + BACK_SECONDS
                            + " s of its first start: "
                            + server.lastLines());
        }
        return made.token().orElseThrow();
    }

    private static boolean lists(ScratchPlatform made, String token) {
        try {
            return made.calls()
                    .call("accounts/list", token, "", out -> out.number("limit", 1))
                    .ok();
        } catch (IOException notYet) {
            return false;
        }
    }

    private FreezeClient begin(
            DrillLoad load, ScratchPlatform made, DrillAccounts accounts, AcknowledgementLog log) {
        long seed = options.seed();
        int clients = accounts.accounts().size();
        int everyMillis = Math.max(1, 1000 * (clients + 1) / options.rate());
        accounts.accounts()
                .forEach(account ->
                        load.add(
                                "send-" + account.id(),
                                new SendClient(load, account, log, seed, everyMillis)));
        load.add(
                "submit",
                new SubmitClient(
                        load,
                        accounts.accounts().getFirst(),
                        log,
                        made.submissionPort(),
                        seed,
                        everyMillis));
        load.add(
                "write",
                new WriteClient(load, accounts, log, seed, everyMillis * WRITES_PART / clients));
        FreezeClient freezer = new FreezeClient(load, accounts, log, faults, seed);
        load.add("freeze", freezer);
        return freezer;
    }

    private void rounds(FaultInjector injector, DrillChecks checks, AcknowledgementLog log) {
        Set<FaultKind> possible = EnumSet.copyOf(options.faults());
        possible.removeAll(notRun.keySet());
        List<PlannedFault> plan = PlannedFault.plan(options.seed(), options.rounds(), possible);
        int every = Math.max(1, plan.size() / WHOLE_CHECKS);
        for (PlannedFault fault : plan) {
            // a drill without a fault would pass and show nothing
            if (!spans.isEmpty() && System.nanoTime() - beganNanos > options.limit().toNanos()) {
                say("the time is over after " + spans.size() + " of " + plan.size() + " faults");
                break;
            }
            round(fault, plan.size(), injector, log);
            checks.round();
            if (fault.number() % every == 0) {
                checks.whole();
            }
            if (!faults.isEmpty()) {
                say("something is wrong: no further fault is done");
                break;
            }
        }
        Set<FaultKind> done = EnumSet.noneOf(FaultKind.class);
        spans.forEach(span -> done.add(span.fault().kind()));
        possible.removeAll(done);
        possible.forEach(kind -> notRun.put(kind, "more rounds are needed"));
    }

    private void round(PlannedFault fault, int of, FaultInjector injector, AcknowledgementLog log) {
        long begin = System.nanoTime();
        DrillTime.pause(fault.afterMillis());
        awaitAcknowledgement(log, begin, injector);
        injector.requireAlive();
        int killed = injector.kills();
        long began = System.nanoTime();
        long lifted = injector.run(fault);
        long back = awaitAcknowledgement(log, lifted, injector);
        String at =
                "%02d:%06.3f"
                        .formatted(
                                (began - beganNanos) / 60_000_000_000L,
                                (began - beganNanos) % 60_000_000_000L / 1e9);
        FaultSpan span =
                new FaultSpan(
                        fault,
                        at,
                        began,
                        lifted,
                        back,
                        injector.kills() - killed,
                        log.between(began, lifted));
        spans.add(span);
        say(
                "%d/%d %s, acknowledged again after %d ms (%d acknowledged)"
                        .formatted(
                                fault.number(),
                                of,
                                fault.kind().word(),
                                span.backMillis(),
                                log.writes()));
    }

    private static long awaitAcknowledgement(
            AcknowledgementLog log, long since, FaultInjector injector) {
        boolean came =
                DrillTime.await(
                        () -> {
                            injector.requireAlive();
                            return log.firstAfter(since).isPresent();
                        },
                        BACK_SECONDS);
        if (!came) {
            throw new DrillFailure(
                    "nothing was acknowledged for " + BACK_SECONDS + " s after a fault");
        }
        return log.firstAfter(since).orElseThrow();
    }

    private void settle(DrillChecks checks, FaultInjector injector) {
        say("the load is over; waiting for " + checks.queued() + " recipients");
        boolean empty =
                DrillTime.await(
                        () -> {
                            injector.requireAlive();
                            DrillTime.pause(100);
                            return checks.queued() == 0;
                        },
                        SETTLE_SECONDS);
        if (!empty) {
            faults.add(
                    checks.queued()
                            + " recipients are queued "
                            + SETTLE_SECONDS
                            + " s after the last fault");
        }
    }

    private void verdict(
            ScratchPlatform made,
            DrillChecks checks,
            AcknowledgementLog log,
            FreezeClient freezer,
            boolean settled) {
        beforeVerdict.accept(made);
        ArrivalChecks arrived = new ArrivalChecks(made.arrivals().bySubject(), faults);
        arrived.noneWhileStopped(freezer.stops());
        if (settled) {
            arrived.repeatedOnlyByFaults(spans);
            arrived.complete(log.messages().keySet());
            checks.settled();
        }
        checks.whole();
    }

    private void count(
            ScratchPlatform made,
            DrillChecks checks,
            AcknowledgementLog log,
            FreezeClient freezer,
            int kills) {
        int arrived = made.arrivals().bySubject().size();
        counts =
                new DrillReport.DrillCounts(
                        kills,
                        log.writes(),
                        log.messageCount(),
                        arrived,
                        made.arrivals().count() - arrived,
                        freezer.stops().size(),
                        checks.auditRows(),
                        checks.recipients(),
                        checks.wholeChecks());
    }
}
