package io.mailyard.agent;

import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.Receipt;
import io.mailyard.delivery.Report;
import io.mailyard.delivery.Wants;
import io.mailyard.web.JsonText;
import java.time.Duration;
import java.util.List;

/** The tie over a {@link ServerLine}; reports that cannot be told now go to the journal. */
final class RemoteLink implements Link {
    /** An answer to {@code sync} may come as much later than it was asked to. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final ServerLine line;
    private final Journal journal;
    private final Desk desk = new RemoteDesk();

    RemoteLink(ServerLine line, Journal journal) {
        this.line = line;
        this.journal = journal;
    }

    @Override
    public Opened open() {
        Fields opened = Fields.of(line.ask("open", "{}"));
        return new Opened(opened.number("node"), opened.number("stop"));
    }

    @Override
    public News sync(Said said, Duration wait) {
        return DeskWords.news(
                Fields.of(line.ask("sync", DeskWords.said(said, wait), wait.plus(SLACK))));
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
            return Fields.of(ask("lease", DeskWords.wants(wants))).objects("parcels").stream()
                    .map(DeskWords::parcel)
                    .toList();
        }

        @Override
        public byte[] content(long messageId) {
            return ask("content", JsonText.write(out -> out.number("message", messageId)));
        }

        /** Durable on return: at the server, or in the journal of this node. */
        @Override
        public void report(List<Report> reports) {
            String batch = DeskWords.reports(reports);
            if (journal.empty()) {
                try {
                    ask("report", batch);
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
