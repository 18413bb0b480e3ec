package io.mailyard.agent;

import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.Nodes;
import io.mailyard.queue.NodeSessions.Session;
import io.mailyard.queue.Queue;
import io.mailyard.queue.SessionEnded;
import io.mailyard.wire.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The tie of a node's process to the rooms of the server, in the server. */
final class LocalLink implements Link {
    /** How long a ring of another process of the server can be missed. */
    private static final long POLL_MILLIS = 250;

    private final House house;
    private final NodeProcess process;
    private final long node;
    private final String instance;
    private final BooleanSupplier stopping;
    private final LeaseClock lease = new LeaseClock();

    /** What links of all nodes share. */
    record House(
            Database database,
            Nodes nodes,
            Queue queue,
            ConfigRevisions revisions,
            ChangeSignal bell) {}

    /**
     * A process of a node.
     *
     * @param slot tells processes of one node apart that run at the same time
     * @param instance unique to this run of the process
     * @param server which process of the server it is inside of; empty: of none
     */
    record NodeProcess(long node, String slot, String instance, String server) {}

    /**
     * @param stopping whether nobody is to be let wait any more
     */
    LocalLink(House house, NodeProcess process, BooleanSupplier stopping) {
        this.house = house;
        this.process = process;
        this.node = process.node();
        this.instance = process.instance();
        this.stopping = stopping;
    }

    @Override
    public Opened open() {
        LeaseClock.Moment asked = LeaseClock.Moment.now();
        long last = house.queue().stops().newest();
        house.queue().sessions().begin(node, process.slot(), instance, process.server());
        lease.opened(asked, house.queue().sessions().lease());
        return new Opened(node, last, house.queue().sessions().lease());
    }

    private Session session() {
        return house.queue().sessions().find(node, instance).orElseThrow(SessionGone::new);
    }

    /**
     * @throws IllegalArgumentException where the session is of a node that speaks another version
     *     of the protocol
     */
    void mustSpeak() {
        NodeEndpoint.mustSpeak(session().protocol());
    }

    /**
     * Ends the session.
     *
     * @throws SessionGone where there is none
     */
    void end() {
        house.queue().sessions().end(session());
    }

    @Override
    public News sync(Said said, Duration wait) {
        String problems = JsonText.write(out -> out.texts("problems", said.problems()));
        LeaseClock.Moment asked = LeaseClock.Moment.now();
        house.queue().sessions().tell(session(), said.revision(), said.running(), problems);
        lease.heard(asked);
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            long seen = house.bell().rings();
            List<StopOrder> stops = house.queue().stops().after(said.stop());
            ConfigRevisions.Planned planned = house.revisions().planned(node);
            long sync = syncWanted();
            long left = (end - System.nanoTime()) / 1_000_000;
            boolean other = planned.revision() != said.revision() || sync != said.sync();
            if (!stops.isEmpty() || other || left <= 0 || stopping.getAsBoolean()) {
                return new News(
                        stops, other ? Optional.of(wanted(planned)) : Optional.empty(), sync);
            }
            try {
                house.bell().await(seen, Math.min(left, POLL_MILLIS));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new LeaseClient.DeskAway("the server is stopping");
            }
        }
    }

    private Wanted wanted(ConfigRevisions.Planned planned) {
        return new Wanted(planned.revision(), planned.content());
    }

    private long syncWanted() {
        return house.database()
                .glance(tx -> house.nodes().find(tx, node))
                .flatMap(Node::syncWantedAt)
                .map(Instant::toEpochMilli)
                .orElse(0L);
    }

    /**
     * The session's desk: for the node inside the server, a session that ended is a server away.
     */
    @Override
    public LeaseClient desk() {
        return new SessionWords(
                over -> new LeaseClient.DeskAway("the session has ended; another is begun"));
    }

    /** The same for whoever is to hear that the session has ended: {@link SessionGone}. */
    LeaseClient words() {
        return new SessionWords(over -> new SessionGone());
    }

    private final class SessionWords implements LeaseClient {
        private final Function<RuntimeException, RuntimeException> ended;

        SessionWords(Function<RuntimeException, RuntimeException> ended) {
            this.ended = ended;
        }

        @Override
        public List<DeliveryTask> lease(LeaseCapacity wants) {
            return at(desk -> desk.lease(wants));
        }

        @Override
        public boolean holds() {
            return lease.holds();
        }

        @Override
        public byte[] content(long messageId) {
            return at(desk -> desk.content(messageId));
        }

        @Override
        public void report(List<DeliveryReport> reports) {
            at(desk -> {
                desk.report(reports);
                return reports;
            });
        }

        @Override
        public void receipt(StopReceipt receipt) {
            at(desk -> {
                desk.receipt(receipt);
                return receipt;
            });
        }

        private <T> T at(Function<LeaseClient, T> asked) {
            try {
                return asked.apply(house.queue().desk(session()));
            } catch (SessionEnded | SessionGone over) {
                throw ended.apply(over);
            } catch (RuntimeException failed) {
                throw Retryable.reason(failed)
                        .<RuntimeException>map(LeaseClient.DeskAway::new)
                        .orElse(failed);
            }
        }
    }

    @Override
    public void flush() {
        // nothing is kept: the store is here
    }

    @Override
    public void close() {
        house.queue().sessions().find(node, instance).ifPresent(house.queue().sessions()::end);
    }
}
