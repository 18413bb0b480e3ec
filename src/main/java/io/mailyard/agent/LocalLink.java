package io.mailyard.agent;

import io.mailyard.base.Retryable;
import io.mailyard.db.Database;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.lanes.EngineSession;
import io.mailyard.leases.NodeSessions;
import io.mailyard.leases.SessionEnded;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.Nodes;
import io.mailyard.protocol.NodeStatus;
import io.mailyard.protocol.NodeUpdates;
import io.mailyard.protocol.ProblemList;
import io.mailyard.protocol.ProtocolVersions;
import io.mailyard.protocol.WantedConfig;
import io.mailyard.queue.Queue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Link of a node's process inside the server to the server's components. */
final class LocalLink implements Link {
    /** Maximum time for which a change signalled by another server process goes unnoticed. */
    private static final long POLL_MILLIS = 250;

    private final ServerSide serverSide;
    private final NodeProcess process;
    private final long node;
    private final String instance;
    private final BooleanSupplier stopping;
    private final LeaseClock lease = new LeaseClock();

    /**
     * Server components shared by the links of all nodes.
     *
     * @param arrivals nodes that came here from another process of the server
     * @param server name of this process
     */
    record ServerSide(
            Database database,
            Nodes nodes,
            Queue queue,
            ConfigRevisions revisions,
            ChangeSignal changes,
            NodeArrivals arrivals,
            String server) {}

    /**
     * A process of a node.
     *
     * @param slot distinguishes processes of one node that run at the same time
     * @param instance unique to this run of the process
     * @param server the server process that contains it; empty if none
     */
    record NodeProcess(long node, String slot, String instance, String server) {}

    /**
     * @param stopping whether waiting calls must return
     */
    LocalLink(ServerSide serverSide, NodeProcess process, BooleanSupplier stopping) {
        this.serverSide = serverSide;
        this.process = process;
        this.node = process.node();
        this.instance = process.instance();
        this.stopping = stopping;
    }

    @Override
    public NodeSession open() {
        return open(ProtocolVersions.NEWEST, Optional.empty());
    }

    /**
     * Opens a session of a node that speaks this version of the node protocol.
     *
     * @param lastRun name of the run before over the same data folder; empty: not said
     * @throws NodeSessions.SessionRefused if the node gets no session
     */
    NodeSession open(int protocol, Optional<String> lastRun) {
        LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
        long last = serverSide.queue().stops().newest();
        NodeSessions sessions = serverSide.queue().sessions();
        sessions.begin(node, process.slot(), instance, process.server(), protocol, lastRun);
        lease.open(askedAt, serverSide.queue().sessions().lease());
        return new NodeSession(node, last, serverSide.queue().sessions().lease());
    }

    private EngineSession session() {
        return serverSide.queue().sessions().find(node, instance).orElseThrow(SessionUnknown::new);
    }

    /**
     * Refuses a node that speaks another version of the node protocol than this server.
     *
     * @throws IllegalArgumentException if it is older
     * @throws SessionUnknown if a newer server made the session: the node begins another, with a
     *     version that this one speaks too
     */
    void requireProtocol() {
        int protocol = session().protocol();
        if (protocol > ProtocolVersions.NEWEST) {
            throw new SessionUnknown();
        }
        NodeEndpoint.spoken(new ProtocolVersions(protocol, protocol, ""));
    }

    /**
     * Ends the session.
     *
     * @throws SessionGone if there is none
     */
    void end() {
        serverSide.queue().sessions().end(session());
    }

    @Override
    public NodeUpdates sync(NodeStatus status, Duration wait) {
        String problems = ProblemList.CODEC.write(new ProblemList(status.problems()));
        LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
        boolean moved =
                serverSide
                        .queue()
                        .sessions()
                        .saveStatus(
                                session(),
                                status.revision(),
                                status.running(),
                                problems,
                                serverSide.server());
        if (moved) {
            serverSide.arrivals().count(node);
        }
        lease.renew(askedAt);
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            long seen = serverSide.changes().count();
            List<StopOrder> stops = serverSide.queue().stops().after(status.stop());
            ConfigRevisions.Revision planned = serverSide.revisions().revisionOf(node);
            long sync = syncWanted();
            long left = (end - System.nanoTime()) / 1_000_000;
            boolean other = planned.revision() != status.revision() || sync != status.sync();
            if (!stops.isEmpty() || other || left <= 0 || stopping.getAsBoolean()) {
                return new NodeUpdates(
                        stops, other ? Optional.of(wanted(planned)) : Optional.empty(), sync);
            }
            try {
                serverSide.changes().await(seen, Math.min(left, POLL_MILLIS));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new LeaseClient.ServerUnavailable("the server is stopping");
            }
        }
    }

    private WantedConfig wanted(ConfigRevisions.Revision planned) {
        return new WantedConfig(planned.revision(), planned.content());
    }

    private long syncWanted() {
        return serverSide
                .database()
                .readOne(tx -> serverSide.nodes().find(tx, node))
                .flatMap(Node::syncWantedAt)
                .map(Instant::toEpochMilli)
                .orElse(0L);
    }

    /**
     * The session's lease client for the node inside the server, where an ended session counts as
     * an unavailable server.
     */
    @Override
    public LeaseClient leaseClient() {
        return new SessionLeaseClient(over ->
                new LeaseClient.ServerUnavailable("the session has ended; another is begun"));
    }

    /**
     * The session's lease client for callers that need {@link SessionUnknown} when the session has
     * ended.
     */
    LeaseClient sessionClient() {
        return new SessionLeaseClient(over -> new SessionUnknown());
    }

    private final class SessionLeaseClient implements LeaseClient {
        private final Function<RuntimeException, RuntimeException> ended;

        SessionLeaseClient(Function<RuntimeException, RuntimeException> ended) {
            this.ended = ended;
        }

        @Override
        public List<DeliveryTask> lease(LeaseCapacity capacity) {
            return inSession(leaseClient -> leaseClient.lease(capacity));
        }

        @Override
        public boolean holds() {
            return lease.holds();
        }

        @Override
        public byte[] content(long messageId) {
            return inSession(leaseClient -> leaseClient.content(messageId));
        }

        @Override
        public void report(List<DeliveryReport> reports) {
            inSession(leaseClient -> {
                leaseClient.report(reports);
                return reports;
            });
        }

        @Override
        public void receipt(StopReceipt receipt) {
            inSession(leaseClient -> {
                leaseClient.receipt(receipt);
                return receipt;
            });
        }

        private <T> T inSession(Function<LeaseClient, T> asked) {
            try {
                return asked.apply(serverSide.queue().leaseClient(session()));
            } catch (SessionEnded | SessionUnknown over) {
                throw ended.apply(over);
            } catch (RuntimeException failed) {
                throw Retryable.reason(failed)
                        .<RuntimeException>map(LeaseClient.ServerUnavailable::new)
                        .orElse(failed);
            }
        }
    }

    @Override
    public void flush() {
        // Nothing is saved: the store is here.
    }

    @Override
    public void close() {
        serverSide
                .queue()
                .sessions()
                .find(node, instance)
                .ifPresent(serverSide.queue().sessions()::end);
    }
}
