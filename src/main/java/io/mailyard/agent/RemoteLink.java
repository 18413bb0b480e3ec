package io.mailyard.agent;

import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.queue.NodeSessions;
import io.mailyard.wire.JsonText;
import java.time.Duration;
import java.util.List;

/** The tie over a {@link ServerClient}; reports that cannot be told now go to the journal. */
final class RemoteLink implements Link {
    /** An answer to {@code sync} may come as much later than it was asked to. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /**
     * Reports in one request: with answers of the longest, 6 octets for each character where it has
     * to be escaped, they are within the 1 MiB that a server takes.
     */
    private static final int MOST_REPORTS = 100;

    private final ServerClient line;
    private final ReportJournal journal;
    private final LeaseClock lease = new LeaseClock();
    private final LeaseClient desk = new RemoteDesk();

    RemoteLink(ServerClient line, ReportJournal journal) {
        this.line = line;
        this.journal = journal;
    }

    @Override
    public Opened open() {
        LeaseClock.Moment asked = LeaseClock.Moment.now();
        ProtocolFields opened =
                ProtocolFields.of(
                        line.ask(
                                "open",
                                JsonText.write(
                                        out -> out.number("protocol", NodeSessions.PROTOCOL))));
        if (!opened.has("protocol")) {
            throw new ServerClient.Refused(
                    "it is older than this node and speaks version 1 of the node protocol, the node version "
                            + NodeSessions.PROTOCOL
                            + ": upgrade the server first");
        }
        Duration lasts = Duration.ofMillis(opened.number("lease_ms"));
        lease.opened(asked, lasts);
        return new Opened(opened.number("node"), opened.number("stop"), lasts);
    }

    @Override
    public News sync(Said said, Duration wait) {
        LeaseClock.Moment asked = LeaseClock.Moment.now();
        ProtocolFields news =
                ProtocolFields.of(
                        line.ask("sync", NodeProtocol.said(said, wait), wait.plus(SLACK)));
        lease.heard(asked);
        return NodeProtocol.news(news);
    }

    @Override
    public LeaseClient desk() {
        return desk;
    }

    @Override
    public void flush() {
        journal.flush(batch -> line.ask("report", batch));
    }

    @Override
    public void close() {
        try {
            flush();
            line.ask("close", "{}", Duration.ofSeconds(2));
        } finally {
            line.close();
        }
    }

    private final class RemoteDesk implements LeaseClient {
        @Override
        public List<DeliveryTask> lease(LeaseCapacity wants) {
            LeaseClock.Moment asked = LeaseClock.Moment.now();
            List<DeliveryTask> parcels =
                    LeasedMail.read(ProtocolFields.of(ask("lease", NodeProtocol.wants(wants))));
            if (!parcels.isEmpty()) {
                // the server does not note down who asks in vain
                lease.heard(asked);
            }
            return parcels;
        }

        @Override
        public boolean holds() {
            return lease.holds();
        }

        @Override
        public byte[] content(long messageId) {
            return ask("content", JsonText.write(out -> out.number("message", messageId)));
        }

        /** Durable on return: at the server, or in the journal of this node. */
        @Override
        public void report(List<DeliveryReport> reports) {
            for (int from = 0; from < reports.size(); from += MOST_REPORTS) {
                int to = Math.min(reports.size(), from + MOST_REPORTS);
                tell(NodeProtocol.reports(reports.subList(from, to)));
            }
        }

        private void tell(String batch) {
            if (journal.empty()) {
                try {
                    LeaseClock.Moment asked = LeaseClock.Moment.now();
                    ask("report", batch);
                    lease.heard(asked);
                    return;
                } catch (DeskAway away) {
                    // kept here, and told when the server is back
                }
            }
            if (!journal.append(batch)) {
                throw new DeskAway("the journal of reports is full, and the server is away");
            }
        }

        @Override
        public void receipt(StopReceipt receipt) {
            ask("receipt", NodeProtocol.receipt(receipt));
        }

        private byte[] ask(String word, String body) {
            try {
                return line.ask(word, body);
            } catch (ServerClient.Refused | SessionGone refused) {
                // the loop that syncs opens a new session, or says what is wrong
                throw new DeskAway(String.valueOf(refused.getMessage()));
            }
        }
    }
}
