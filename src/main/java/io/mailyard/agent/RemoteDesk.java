package io.mailyard.agent;

import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.Receipt;
import io.mailyard.delivery.Report;
import io.mailyard.delivery.Wants;
import io.mailyard.web.JsonText;
import java.util.List;

/**
 * The server's desk over a {@link ServerLine}; reports that cannot be told now go to the journal.
 */
final class RemoteDesk implements Desk {
    private final ServerLine line;
    private final Journal journal;

    RemoteDesk(ServerLine line, Journal journal) {
        this.line = line;
        this.journal = journal;
    }

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

    /** Tells what the journal holds; nothing where it is empty. */
    void flush() {
        journal.flush(batch -> ask("report", batch));
    }

    @Override
    public void receipt(Receipt receipt) {
        ask("receipt", DeskWords.receipt(receipt));
    }

    private byte[] ask(String word, String body) {
        try {
            return line.ask(word, body);
        } catch (ServerLine.Refused refused) {
            // the loop that syncs opens a new session or says what is wrong
            throw new DeskAway(String.valueOf(refused.getMessage()));
        }
    }
}
