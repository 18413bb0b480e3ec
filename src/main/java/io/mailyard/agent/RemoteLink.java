package io.mailyard.agent;

import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.Receipt;
import io.mailyard.delivery.Report;
import io.mailyard.delivery.Wants;
import io.mailyard.queue.Sessions;
import io.mailyard.web.JsonText;
import java.time.Duration;
import java.util.List;

/** The tie over a {@link ServerLine}; reports that cannot be told now go to the journal. */
final class RemoteLink implements Link {
    /** An answer to {@code sync} may come as much later than it was asked to. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    /**
     * Reports in one request: with answers of the longest, 6 octets for each character where it has
     * to be escaped, they are within the 1 MiB that a server takes.
     */
    private static final int MOST_REPORTS = 100;

    private final ServerLine line;
    private final Journal journal;
    private final LeaseClock lease = new LeaseClock();
    private final Desk desk = new RemoteDesk();

    RemoteLink(ServerLine line, Journal journal) {
        this.line = line;
        this.journal = journal;
    }

    @Override
    public Opened open() {
        LeaseClock.Moment asked = LeaseClock.Moment.now();
        Fields opened =
                Fields.of(
                        line.ask(
                                "open",
                                JsonText.write(out -> out.number("protocol", Sessions.PROTOCOL))));
        if (!opened.has("protocol")) {
            throw new ServerLine.Refused(
                    "it is older than this node and speaks version 1 of the node protocol, the node version "
                            + Sessions.PROTOCOL
                            + ": upgrade the server first");
        }
        Duration lasts = Duration.ofMillis(opened.number("lease_ms"));
        lease.opened(asked, lasts);
        return new Opened(opened.number("node"), opened.number("stop"), lasts);
    }

    @Override
    public News sync(Said said, Duration wait) {
        LeaseClock.Moment asked = LeaseClock.Moment.now();
        Fields news = Fields.of(line.ask("sync", DeskWords.said(said, wait), wait.plus(SLACK)));
        lease.heard(asked);
        return DeskWords.news(news);
    }

    @Override
    public Desk desk() {
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

    private final class RemoteDesk implements Desk {
        @Override
        public List<Parcel> lease(Wants wants) {
            LeaseClock.Moment asked = LeaseClock.Moment.now();
            List<Parcel> parcels = LeasedMail.read(Fields.of(ask("lease", DeskWords.wants(wants))));
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
        public void report(List<Report> reports) {
            for (int from = 0; from < reports.size(); from += MOST_REPORTS) {
                int to = Math.min(reports.size(), from + MOST_REPORTS);
                tell(DeskWords.reports(reports.subList(from, to)));
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
        public void receipt(Receipt receipt) {
            ask("receipt", DeskWords.receipt(receipt));
        }

        private byte[] ask(String word, String body) {
            try {
                return line.ask(word, body);
            } catch (ServerLine.Refused | SessionGone refused) {
                // the loop that syncs opens a new session, or says what is wrong
                throw new DeskAway(String.valueOf(refused.getMessage()));
            }
        }
    }
}
