package io.mailyard.agent;

import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.protocol.ContentRequest;
import io.mailyard.protocol.LeaseMessages;
import io.mailyard.protocol.LeaseReply;
import io.mailyard.protocol.NodeStatus;
import io.mailyard.protocol.NodeUpdates;
import io.mailyard.protocol.OpenReply;
import io.mailyard.protocol.OpenRequest;
import io.mailyard.protocol.ProtocolVersions;
import io.mailyard.protocol.ReportRequest;
import io.mailyard.protocol.StopMessages;
import io.mailyard.protocol.SyncRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Link over a {@link ServerClient}; reports that cannot be sent now go to the journal. */
final class RemoteLink implements Link {
    /** Additional time for a reply to {@code sync}. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /** Waits for updates that fit into a lease, so that a silent process is left well within it. */
    private static final int WAITS_PER_LEASE = 6;

    /**
     * Reports per request: even with the longest answers, 6 octets for each escaped character, they
     * fit into the 1 MiB that a server accepts.
     */
    private static final int MOST_REPORTS = 100;

    /** Characters of conversations per request, for the same reason. */
    private static final int MOST_CONVERSATION = 128 * 1024;

    private final ServerClient client;
    private final ReportJournal journal;
    private final LastRun lastRun;
    private final String instance;
    private volatile Duration longestWait = Duration.ofSeconds(5);
    private final LeaseClock lease = new LeaseClock();
    private final LeaseClient leaseClient = new RemoteLeaseClient();

    /**
     * @param instance name of this run
     */
    RemoteLink(ServerClient client, ReportJournal journal, LastRun lastRun, String instance) {
        this.lastRun = lastRun;
        this.instance = instance;
        this.client = client;
        this.journal = journal;
    }

    @Override
    public NodeSession open() {
        LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
        OpenReply opened =
                OpenReply.CODEC.read(
                        client.call(
                                "open",
                                OpenRequest.CODEC.write(
                                        new OpenRequest(
                                                ProtocolVersions.OWN,
                                                Optional.of(lastRun.read())))));
        ProtocolVersions server = opened.versions();
        if (server.common(ProtocolVersions.OWN).isEmpty()) {
            throw new ServerClient.NodeRefused(
                    server.refusal("server", ProtocolVersions.OWN, "node"));
        }
        if (!lastRun.read().equals(instance)) {
            lastRun.write(instance);
        }
        lease.open(askedAt, opened.lease());
        client.setLease(opened.lease());
        longestWait = opened.lease().dividedBy(WAITS_PER_LEASE);
        return new NodeSession(opened.node(), opened.stop(), opened.lease());
    }

    @Override
    public NodeUpdates sync(NodeStatus status, Duration wait) {
        Optional<NodeUpdates> first = client.shouldReturn() ? syncFirst(status) : Optional.empty();
        if (first.isPresent()) {
            return first.get();
        }
        Duration shortened = wait.compareTo(longestWait) < 0 ? wait : longestWait;
        Duration slack = client.timeout().compareTo(SLACK) < 0 ? client.timeout() : SLACK;
        LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
        NodeUpdates updates =
                NodeUpdates.CODEC.read(
                        client.call(
                                "sync",
                                SyncRequest.CODEC.write(SyncRequest.of(status, shortened)),
                                shortened.plus(slack)));
        lease.renew(askedAt);
        return updates;
    }

    /** Asks the first process of the server whether it is back; empty if it is not. */
    private Optional<NodeUpdates> syncFirst(NodeStatus status) {
        LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
        try {
            NodeUpdates updates =
                    NodeUpdates.CODEC.read(
                            client.callFirst(
                                    "sync",
                                    SyncRequest.CODEC.write(
                                            SyncRequest.of(status, Duration.ZERO))));
            lease.renew(askedAt);
            return Optional.of(updates);
        } catch (LeaseClient.ServerUnavailable
                | ServerClient.NodeRefused
                | SessionUnknown stillAway) {
            return Optional.empty();
        }
    }

    @Override
    public LeaseClient leaseClient() {
        return leaseClient;
    }

    @Override
    public void flush() {
        journal.flush(batch -> client.call("report", batch));
    }

    @Override
    public void close() {
        try {
            flush();
            client.call("close", "{}", Duration.ofSeconds(2));
        } finally {
            client.close();
        }
    }

    private final class RemoteLeaseClient implements LeaseClient {
        @Override
        public List<DeliveryTask> lease(LeaseCapacity capacity) {
            LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
            List<DeliveryTask> tasks =
                    LeaseReply.CODEC
                            .read(ask("lease", LeaseMessages.CAPACITY.write(capacity)))
                            .tasks();
            if (!tasks.isEmpty()) {
                // The server does not record rejected requests.
                lease.renew(askedAt);
            }
            return tasks;
        }

        @Override
        public boolean holds() {
            return lease.holds();
        }

        @Override
        public byte[] content(long messageId) {
            return ask("content", ContentRequest.CODEC.write(new ContentRequest(messageId)));
        }

        /** Durable on return, at the server or in this node's journal. */
        @Override
        public void report(List<DeliveryReport> reports) {
            int from = 0;
            while (from < reports.size()) {
                int to = end(reports, from);
                send(reports.subList(from, to));
                from = to;
            }
        }

        private static int end(List<DeliveryReport> reports, int from) {
            int to = from;
            int length = 0;
            while (to < reports.size() && to - from < MOST_REPORTS && length < MOST_CONVERSATION) {
                length += reports.get(to).conversation().length();
                to++;
            }
            return to;
        }

        private void send(List<DeliveryReport> batch) {
            if (journal.empty()) {
                try {
                    LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
                    ask("report", ReportRequest.CODEC.write(new ReportRequest(batch)));
                    lease.renew(askedAt);
                    return;
                } catch (ServerUnavailable unavailable) {
                    // Saved here and sent when the server is available again.
                }
            }
            // Conversations would fill the journal, which is for what became of mail.
            List<DeliveryReport> saved =
                    batch.stream().map(DeliveryReport::withoutConversation).toList();
            if (!journal.append(ReportRequest.CODEC.write(new ReportRequest(saved)))) {
                throw new ServerUnavailable(
                        "the journal of reports is full, and the server is away");
            }
        }

        @Override
        public void receipt(StopReceipt receipt) {
            ask("receipt", StopMessages.RECEIPT.write(receipt));
        }

        private byte[] ask(String word, String body) {
            try {
                return client.call(word, body);
            } catch (ServerClient.NodeRefused | SessionUnknown refused) {
                // The sync loop opens a new session or reports the problem.
                throw new ServerUnavailable(String.valueOf(refused.getMessage()));
            }
        }
    }
}
