package io.mailyard.drill;

import io.mailyard.base.StartException;
import io.mailyard.db.Database;
import io.mailyard.db.ScratchDatabase;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Does faults to the processes of a drill, and undoes them. */
final class FaultInjector {
    /** Mail expires after days: a few hours ahead or behind must not make it expire. */
    private static final long MOST_JUMP_MILLIS = TimeUnit.HOURS.toMillis(6);

    /** Past it nothing can be written to a file: less than the header of a store. */
    private static final int FULL_AT_BYTES = 4096;

    /** Under load a node holds mail most of the time. */
    private static final int LEASED_SECONDS = 10;

    /** The newest session of the second node that has its configuration. */
    private static final String RUNNING =
            "SELECT coalesce(max(id), 0) FROM node_sessions WHERE node_id = ? AND ended_at IS NULL AND running = 1";

    private static final int RETURN_SECONDS = 6 * ScratchPlatform.LEASE_SECONDS;

    private final ScratchPlatform platform;
    private final ChildProcess server;
    private final DrillAccounts accounts;
    private final String failover;
    private ChildProcess node;
    private int kills;

    FaultInjector(
            ScratchPlatform platform,
            ChildProcess server,
            DrillAccounts accounts,
            String failover) {
        this.platform = platform;
        this.server = server;
        this.accounts = accounts;
        this.failover = failover;
        this.node = platform.newNode(accounts.nodeKey());
    }

    /** Starts the node, and waits until it sends. */
    void startNode() {
        long before = number("SELECT coalesce(max(id), 0) FROM node_sessions WHERE node_id = ?");
        node.start();
        boolean runs =
                DrillTime.await(
                        () -> {
                            node.requireAlive();
                            DrillTime.pause(50);
                            return number(RUNNING) > before;
                        },
                        RETURN_SECONDS);
        if (!runs) {
            throw new DrillFailure(
                    "the node did not run "
                            + RETURN_SECONDS
                            + " s after its start: "
                            + node.lastLines());
        }
    }

    /** Returns the number that a statement about the second node gives. */
    private long number(String sql) {
        try (Database database = platform.open()) {
            return database.read(tx -> tx.number(sql, accounts.node()));
        }
    }

    /** Processes killed so far. */
    int kills() {
        return kills;
    }

    /** Fails where a process has ended by itself. */
    void requireAlive() {
        server.requireAlive();
        node.requireAlive();
    }

    /**
     * Kinds that are not done, and why.
     *
     * @throws StartException if that is all that were asked for
     */
    static Map<FaultKind, String> notRun(DrillOptions options) {
        Map<FaultKind, String> impossible = impossible(options);
        Map<FaultKind, String> why = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            if (!options.faults().contains(kind)) {
                why.put(kind, "not among --faults");
            } else if (impossible.containsKey(kind)) {
                why.put(kind, impossible.getOrDefault(kind, ""));
            }
        }
        if (why.keySet().containsAll(options.faults())) {
            throw new StartException(
                    "none of the faults of --faults can be done here: "
                            + options.faults().stream()
                                    .map(kind -> kind.word() + " (" + why.get(kind) + ")")
                                    .collect(Collectors.joining(", ")));
        }
        return why;
    }

    /** Why faults of these kinds cannot be done here. */
    private static Map<FaultKind, String> impossible(DrillOptions options) {
        Map<FaultKind, String> why = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : FaultKind.values()) {
            if (kind.needsPostgres() && !options.isPostgres()) {
                why.put(kind, "the embedded store is a file of the server's own");
            }
        }
        if (options.isPostgres()) {
            why.put(FaultKind.FULL_DISK, "the disk is that of PostgreSQL");
            if (options.failover().isEmpty()) {
                why.put(FaultKind.DATABASE_FAILOVER, "--failover names no command");
            }
            if (options.storeUrl().matches("[^?]*://[^/]*,.*")) {
                for (FaultKind kind : FaultKind.values()) {
                    if (kind.group().equals("database")) {
                        why.put(
                                kind,
                                "the URL has several hosts, which a drill cannot come between");
                    }
                }
            }
        } else {
            String problem = SystemCommand.run("prlimit --version");
            if (!problem.isEmpty()) {
                why.put(FaultKind.FULL_DISK, "prlimit cannot be run: " + problem);
            }
        }
        return why;
    }

    /**
     * Does a fault.
     *
     * @return when what it broke was given back, by {@link System#nanoTime}
     */
    long run(PlannedFault fault) {
        return switch (fault.kind()) {
            case KILL_SERVER, KILL_START, KILL_STOP -> killServer(fault);
            case KILL_NODE -> {
                killNode();
                yield started(node);
            }
            case KILL_BOTH -> {
                killNode();
                long killed = killServer(fault);
                node.start();
                yield killed;
            }
            case PAUSE_SERVER -> paused(server, fault);
            case PAUSE_NODE, PAUSE_PAST_LEASE -> paused(node, fault);
            case CUT_NODE -> link(platform.nodeLink(), TcpProxy.LinkState.BROKEN, fault);
            case CUT_SILENT -> link(platform.nodeLink(), TcpProxy.LinkState.SILENT, fault);
            case LOSE_NODE -> loseNode();
            case FULL_DISK -> fullDisk(fault);
            case CLOCK_JUMP -> jump(fault);
            case DATABASE_STOPPED -> link(databaseLink(), TcpProxy.LinkState.BROKEN, fault);
            case DATABASE_SILENT -> link(databaseLink(), TcpProxy.LinkState.SILENT, fault);
            case DATABASE_SLOW -> link(databaseLink(), TcpProxy.LinkState.SLOW, fault);
            case DATABASE_READ_ONLY -> readOnly(fault);
            case DATABASE_FAILOVER -> failover();
        };
    }

    private static long started(ChildProcess child) {
        long now = System.nanoTime();
        child.start();
        return now;
    }

    private long killServer(PlannedFault fault) {
        if (fault.kind() == FaultKind.KILL_STOP) {
            server.terminate();
            DrillTime.pause(fault.lastsMillis());
        }
        kill(server);
        if (fault.kind() == FaultKind.KILL_START) {
            server.start();
            DrillTime.pause(fault.lastsMillis());
            kill(server);
        }
        return started(server);
    }

    private void killNode() {
        kill(node);
    }

    private void kill(ChildProcess child) {
        kills += child.kill() ? 1 : 0;
    }

    private static long paused(ChildProcess child, PlannedFault fault) {
        child.pause();
        DrillTime.pause(fault.lastsMillis());
        long now = System.nanoTime();
        child.resume();
        return now;
    }

    private static long link(TcpProxy link, TcpProxy.LinkState state, PlannedFault fault) {
        link.become(state);
        DrillTime.pause(fault.lastsMillis());
        long now = System.nanoTime();
        link.become(TcpProxy.LinkState.WHOLE);
        return now;
    }

    private TcpProxy databaseLink() {
        return platform.databaseLink().orElseThrow();
    }

    /**
     * Loses the node: all that it had leased must return to the queue before another one begins.
     */
    private long loseNode() {
        DrillTime.await(this::standsWithLeases, LEASED_SECONDS);
        killNode();
        platform.deleteNodeFolder();
        long lost = System.nanoTime();
        if (!DrillTime.await(this::isNothingLeased, RETURN_SECONDS)) {
            throw new DrillFailure(
                    "what a lost node had leased was not given back within "
                            + RETURN_SECONDS
                            + " s");
        }
        node = platform.newNode(accounts.nodeKey());
        startNode();
        return lost;
    }

    private boolean isNothingLeased() {
        DrillTime.pause(200);
        return leased() == 0;
    }

    /** Whether the node, which stands still then, holds mail; where it does not, it goes on. */
    private boolean standsWithLeases() {
        node.pause();
        boolean holds = leased() > 0;
        if (!holds) {
            node.resume();
        }
        return holds;
    }

    /** Recipients that sessions of the second node hold. */
    private long leased() {
        return number(
                "SELECT count(*) FROM recipients WHERE session_id IN (SELECT id FROM node_sessions WHERE node_id = ?)");
    }

    private long fullDisk(PlannedFault fault) {
        limit(FULL_AT_BYTES + ":");
        DrillTime.pause(fault.lastsMillis());
        long now = System.nanoTime();
        limit("unlimited:");
        return now;
    }

    private void limit(String size) {
        String problem = SystemCommand.run("prlimit --pid " + server.pid() + " --fsize=" + size);
        if (!problem.isEmpty()) {
            throw new DrillFailure("prlimit: " + problem);
        }
    }

    private long jump(PlannedFault fault) {
        platform.setClock(Math.round((2 * fault.amount() - 1) * MOST_JUMP_MILLIS));
        long now = System.nanoTime();
        // every process must have noticed before the next fault may end it
        DrillTime.pause(fault.lastsMillis());
        return now;
    }

    private long readOnly(PlannedFault fault) {
        Optional<ScratchDatabase> database = platform.database();
        database.orElseThrow().readOnly(true);
        try {
            databaseLink().breakConnections();
            DrillTime.pause(fault.lastsMillis());
        } finally {
            database.get().readOnly(false);
        }
        return System.nanoTime();
    }

    private long failover() {
        String problem = SystemCommand.run(failover);
        if (!problem.isEmpty()) {
            throw new DrillFailure("the command of --failover failed: " + problem);
        }
        return System.nanoTime();
    }
}
