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

/** The server's side of all nodes, and the node inside it. */
public final class Agents implements AutoCloseable {
    /**
     * How soon a stop or a change that another process made is seen here; such a process is there
     * on PostgreSQL alone. Fifty small reads a second for stops within milliseconds, everywhere.
     */
    private static final long LOOK_MILLIS = 20;

    /** A configuration that another process changed may take 100 ms; only stops are in a hurry. */
    private static final int PASSES_PER_CONFIG = 5;

    /** Where this process is the only one, its own changes ring, and this is for what they miss. */
    private static final long IDLE_LOOK_MILLIS = 250;

    private final LocalLink.House house;
    private final NodeEndpoint door;
    private final NodeFigures figures;
    private final Agent local;
    private final PlatformMailEngine platform;
    private final Thread look;
    private volatile boolean closing;
    private long lastStop;

    private Agents(
            LocalLink.House house, Ground ground, EngineFactory engines, InstantSource clock) {
        this.house = house;
        this.door = new NodeEndpoint(house, clock);
        this.figures = new NodeFigures(house.database(), house.nodes(), house.revisions(), clock);
        // on the embedded store one process at a time is the local node; elsewhere each is one
        String instance = UUID.randomUUID().toString();
        boolean alone = house.database().dialect() == Dialect.SQLITE;
        LocalLink link =
                new LocalLink(
                        house,
                        new LocalLink.NodeProcess(
                                Nodes.LOCAL, alone ? "local" : instance, instance, ground.server()),
                        () -> false);
        this.local = new Agent(link, engines, Optional.empty());
        this.platform =
                new PlatformMailEngine(
                        house, ground.policies(), ground.platform(), ground.server());
        this.look = Thread.ofVirtual().name("nodes").unstarted(this::look);
    }

    /**
     * What the room stands on.
     *
     * @param platform how the platform's own mail is sent
     * @param server what this process of the server is called, to tell it from others over one
     *     store
     */
    public record Ground(
            Database database,
            Nodes nodes,
            Senders senders,
            Policies policies,
            Queue queue,
            PlatformMailSettings platform,
            String server) {}

    /**
     * Starts the node inside the server and takes what other nodes ask.
     *
     * @param engines makes an engine over a desk
     */
    public static Agents open(Ground ground, EngineFactory engines, InstantSource clock) {
        ConfigRevisions revisions =
                new ConfigRevisions(
                        ground.database(),
                        ground.nodes(),
                        new NodeConfigBuilder(ground.senders(), ground.policies()),
                        clock);
        LocalLink.House house =
                new LocalLink.House(
                        ground.database(),
                        ground.nodes(),
                        ground.queue(),
                        revisions,
                        new ChangeSignal());
        ground.nodes().facts(new SessionFacts(revisions, house.bell(), clock));
        ground.senders().problems(new SessionProblems(clock));
        Agents agents = new Agents(house, ground, engines, clock);
        agents.start();
        return agents;
    }

    private void start() {
        house.revisions().look();
        lastStop = house.queue().stops().newest();
        house.queue()
                .onStop(order -> {
                    local.stop(order);
                    platform.stop(order);
                    house.bell().ring();
                });
        house.queue().onWork(local::wake);
        house.nodes().onChange(new Ringing());
        local.start();
        platform.start();
        look.start();
    }

    /** Where nodes on other machines ask. */
    public NodeEndpoint door() {
        return door;
    }

    /** All nodes in figures, for metrics. */
    public NodeFigures figures() {
        return figures;
    }

    private void look() {
        boolean alone = house.database().dialect() == Dialect.SQLITE;
        for (int pass = 0; !closing; pass++) {
            boolean news =
                    (alone || pass % PASSES_PER_CONFIG == 0) && house.revisions().lookQuietly();
            if (news) {
                platform.refreshQuietly();
            }
            if (!alone) {
                news |= stopped();
            }
            if (news) {
                house.bell().ring();
            }
            try {
                Thread.sleep(alone ? IDLE_LOOK_MILLIS : LOOK_MILLIS);
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private boolean stopped() {
        try {
            long last = house.queue().stops().newest();
            boolean more = last > lastStop;
            lastStop = last;
            return more;
        } catch (RuntimeException away) {
            // the store is away: nothing is leased meanwhile either
            return false;
        }
    }

    /** Rings once the change is durable. */
    private final class Ringing implements NodeListener {
        @Override
        public void mtaTurned(Change change, long node, boolean running) {
            change.tx().afterCommit(house.bell()::ring);
        }

        @Override
        public void syncWanted(Change change, long node) {
            change.tx().afterCommit(house.bell()::ring);
        }
    }

    @Override
    public void close() {
        closing = true;
        look.interrupt();
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
