package io.mailyard.agent;

import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.nodes.NodeListener;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.Policies;
import io.mailyard.queue.Queue;
import io.mailyard.senders.Senders;
import io.mailyard.writes.Change;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** The server side of all nodes, and the node inside the server. */
public final class Agents implements AutoCloseable {
    /**
     * Polling interval in milliseconds for stops and changes of other processes, which exist on
     * PostgreSQL only. Fifty small reads a second give stops within milliseconds.
     */
    private static final long POLL_MILLIS = 20;

    /** Changed configurations of other processes may take 100 ms; only stops are urgent. */
    private static final int PASSES_PER_CONFIG = 5;

    /**
     * Polling interval if this process is the only one: its own changes signal themselves, and
     * polling catches the rest.
     */
    private static final long IDLE_POLL_MILLIS = 250;

    private final LocalLink.ServerSide serverSide;
    private final NodeEndpoint endpoint;
    private final NodeFigures figures;
    private final Agent local;
    private final PlatformMailEngine platform;
    private final Thread poller;
    private volatile boolean closing;
    private long lastStop;

    private Agents(
            LocalLink.ServerSide serverSide,
            AgentDependencies dependencies,
            EngineFactory engines,
            InstantSource clock) {
        this.serverSide = serverSide;
        this.endpoint = new NodeEndpoint(serverSide, clock);
        this.figures = new NodeFigures(serverSide, clock);
        // On SQLite one process at a time is the local node; on PostgreSQL each process is one.
        String instance = UUID.randomUUID().toString();
        boolean alone = serverSide.database().dialect() == Dialect.SQLITE;
        LocalLink link =
                new LocalLink(
                        serverSide,
                        new LocalLink.NodeProcess(
                                Nodes.LOCAL,
                                alone ? "local" : instance,
                                instance,
                                dependencies.server()),
                        () -> false);
        this.local = new Agent(link, engines, Optional.empty());
        this.platform =
                new PlatformMailEngine(
                        serverSide,
                        dependencies.policies(),
                        dependencies.platform(),
                        dependencies.server());
        this.poller = Thread.ofVirtual().name("nodes").unstarted(this::poll);
    }

    /**
     * Dependencies of the agents.
     *
     * @param platform how the platform's own mail is sent
     * @param server name of this server process, unique over one store
     */
    public record AgentDependencies(
            Database database,
            Nodes nodes,
            Senders senders,
            Policies policies,
            Queue queue,
            PlatformMailSettings platform,
            String server) {}

    /**
     * Starts the node inside the server and accepts requests of other nodes.
     *
     * @param engines creates an engine for a lease client
     */
    public static Agents open(
            AgentDependencies dependencies, EngineFactory engines, InstantSource clock) {
        ConfigRevisions revisions =
                new ConfigRevisions(
                        dependencies.database(),
                        dependencies.nodes(),
                        new NodeConfigBuilder(dependencies.senders(), dependencies.policies()),
                        clock);
        LocalLink.ServerSide serverSide =
                new LocalLink.ServerSide(
                        dependencies.database(),
                        dependencies.nodes(),
                        dependencies.queue(),
                        revisions,
                        new ChangeSignal(),
                        new NodeArrivals(),
                        dependencies.server());
        dependencies.nodes().facts(new SessionFacts(revisions, serverSide.changes(), clock));
        dependencies.senders().problems(new SessionProblems(clock));
        Agents agents = new Agents(serverSide, dependencies, engines, clock);
        agents.start();
        return agents;
    }

    private void start() {
        serverSide.revisions().refresh();
        lastStop = serverSide.queue().stops().newest();
        serverSide
                .queue()
                .onStop(order -> {
                    local.stop(order);
                    platform.stop(order);
                    serverSide.changes().signal();
                });
        serverSide.queue().onWork(local::wake);
        serverSide.nodes().onChange(new ChangeNotifier());
        local.start();
        platform.start();
        poller.start();
    }

    /** HTTP endpoint for nodes on other machines. */
    public NodeEndpoint endpoint() {
        return endpoint;
    }

    /** Metrics of all nodes. */
    public NodeFigures figures() {
        return figures;
    }

    private void poll() {
        boolean alone = serverSide.database().dialect() == Dialect.SQLITE;
        for (int pass = 0; !closing; pass++) {
            boolean news =
                    (alone || pass % PASSES_PER_CONFIG == 0) && serverSide.revisions().tryRefresh();
            if (news) {
                platform.tryRefresh();
            }
            if (!alone) {
                news |= stopped();
            }
            if (news) {
                serverSide.changes().signal();
            }
            try {
                Thread.sleep(alone ? IDLE_POLL_MILLIS : POLL_MILLIS);
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private boolean stopped() {
        try {
            long last = serverSide.queue().stops().newest();
            boolean more = last > lastStop;
            lastStop = last;
            return more;
        } catch (RuntimeException away) {
            // While the store is unavailable nothing is leased either.
            return false;
        }
    }

    /** Signals a change after its commit. */
    private final class ChangeNotifier implements NodeListener {
        @Override
        public void mtaSwitched(Change change, long node, boolean running) {
            change.tx().afterCommit(serverSide.changes()::signal);
        }

        @Override
        public void syncWanted(Change change, long node) {
            change.tx().afterCommit(serverSide.changes()::signal);
        }
    }

    @Override
    public void close() {
        closing = true;
        poller.interrupt();
        // both wait for what is past DATA, so both at once
        Thread second = Thread.ofVirtual().name("platform-mail-end").start(platform::close);
        local.close();
        try {
            second.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
