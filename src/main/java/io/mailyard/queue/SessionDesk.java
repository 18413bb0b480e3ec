package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Parcel;
import io.mailyard.delivery.Receipt;
import io.mailyard.delivery.Report;
import io.mailyard.delivery.Wants;
import io.mailyard.senders.SenderId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The desk for one session. */
final class SessionDesk implements Desk {
    private final Database database;
    private final QueueStage stage;
    private final Reports reports;
    private final SenderFacts senders;
    private final InstantSource clock;
    private final Sessions.Session session;

    SessionDesk(
            Database database,
            QueueStage stage,
            Reports reports,
            SenderFacts senders,
            InstantSource clock,
            Sessions.Session session) {
        this.database = database;
        this.stage = stage;
        this.reports = reports;
        this.senders = senders;
        this.clock = clock;
        this.session = session;
    }

    @Override
    public List<Parcel> lease(Wants wants) {
        if (!stage.isOpen()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<Long> serving =
                database.read(tx -> {
                    List<Long> found =
                            senders.withSourceOn(tx, session.nodeId()).stream()
                                    .map(SenderId::value)
                                    .toList();
                    return Leases.worthwhile(tx, found, now) ? found : List.of();
                });
        if (wants.most() <= 0 || serving.isEmpty()) {
            return List.of();
        }
        LeaseRequest request = new LeaseRequest(session, wants, serving, senders, now);
        database.write(tx -> {
            tx.stage(stage, new Item.Seen(session.id(), now));
            tx.stage(stage, new Item.Lease(request));
            return request;
        });
        return request.answer().orElseThrow(() -> new SessionOver(session.id()));
    }

    @Override
    public byte[] content(long messageId) {
        return database.glance(tx ->
                        tx.one(
                                "SELECT content FROM contents WHERE message_id = ? AND EXISTS (SELECT 1 FROM recipients r"
                                        + " JOIN node_sessions s ON s.id = r.session_id"
                                        + " WHERE r.message_id = ? AND r.state = 2 AND s.node_id = ?)",
                                row -> row.bytes(1),
                                messageId,
                                messageId,
                                session.nodeId()))
                .orElseThrow(
                        () -> new NotLeased("node holds no recipient of message " + messageId));
    }

    @Override
    public void report(List<Report> done) {
        if (!done.isEmpty()) {
            database.write(tx -> {
                reports.take(tx, session, done, clock.instant());
                return done.size();
            });
        }
    }

    @Override
    public void receipt(Receipt receipt) {
        database.write(tx -> {
            if (tx.number("SELECT count(*) FROM stops WHERE id = ?", receipt.stopSeq()) == 0) {
                throw new NotLeased("there is no stop " + receipt.stopSeq());
            }
            Stops.keep(tx, session, receipt);
            tx.stage(stage, new Item.Seen(session.id(), clock.instant()));
            return receipt;
        });
    }
}
