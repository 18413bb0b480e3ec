package io.mailyard.agent;

import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.wire.JsonText;
import java.time.Duration;
import java.util.List;

/** Link over a {@link ServerClient}; reports that cannot be sent now go to the journal. */
final class RemoteLink implements Link {
    /** Additional time for a reply to {@code sync}. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /**
     * Reports per request: even with the longest answers, 6 octets for each escaped character, they
     * fit into the 1 MiB that a server accepts.
     */
    private static final int MOST_REPORTS = 100;

    /** Characters of conversations per request, for the same reason. */
    private static final int MOST_CONVERSATION = 128 * 1024;

    private final ServerClient client;
    private final ReportJournal journal;
    private final LeaseClock lease = new LeaseClock();
    private final LeaseClient leaseClient = new RemoteLeaseClient();

    RemoteLink(ServerClient client, ReportJournal journal) {
        this.client = client;
        this.journal = journal;
    }

    @Override
    public NodeSession open() {
        LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
        ProtocolFields opened =
                ProtocolFields.of(client.call("open", JsonText.write(ProtocolVersions.OWN::offer)));
        ProtocolVersions server = ProtocolVersions.answered(opened);
        if (server.common(ProtocolVersions.OWN).isEmpty()) {
            throw new ServerClient.NodeRefused(
                    server.refusal("server", ProtocolVersions.OWN, "node"));
        }
        Duration lasts = Duration.ofMillis(opened.number("lease_ms"));
        lease.opened(askedAt, lasts);
        return new NodeSession(opened.number("node"), opened.number("stop"), lasts);
    }

    @Override
    public Updates sync(NodeStatus status, Duration wait) {
        LeaseClock.ClockReading askedAt = LeaseClock.ClockReading.now();
        ProtocolFields news =
                ProtocolFields.of(
                        client.call(
                                "sync", NodeProtocol.nodeStatus(status, wait), wait.plus(SLACK)));
        lease.renewed(askedAt);
        return NodeProtocol.updates(news);
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
                    LeasedMail.read(
                            ProtocolFields.of(ask("lease", NodeProtocol.leaseCapacity(capacity))));
            if (!tasks.isEmpty()) {
                // The server does not record rejected requests.
                lease.renewed(askedAt);
            }
            return tasks;
        }

        @Override
        public boolean holds() {
            return lease.holds();
        }

        @Override
        public byte[] content(long messageId) {
            return ask("content", JsonText.write(out -> out.number("message", messageId)));
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
                    ask("report", NodeProtocol.reports(batch));
                    lease.renewed(askedAt);
                    return;
                } catch (ServerUnavailable unavailable) {
                    // Saved here and sent when the server is available again.
                }
            }
            // Conversations would fill the journal, which is for what became of mail.
            List<DeliveryReport> saved =
                    batch.stream().map(DeliveryReport::withoutConversation).toList();
            if (!journal.append(NodeProtocol.reports(saved))) {
                throw new ServerUnavailable(
                        "the journal of reports is full, and the server is away");
            }
        }

        @Override
        public void receipt(StopReceipt receipt) {
            ask("receipt", NodeProtocol.receipt(receipt));
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
