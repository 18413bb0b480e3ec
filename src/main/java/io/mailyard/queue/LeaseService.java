package io.mailyard.queue;

import io.mailyard.db.Database;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.senders.SenderId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Serves the lease calls of one session. */
final class LeaseService implements LeaseClient {
    private final Database database;
    private final QueueStage stage;
    private final DeliveryReports reports;
    private final SenderDirectory senders;
    private final InstantSource clock;
    private final NodeSessions.Session session;

    LeaseService(
            Database database,
            QueueStage stage,
            DeliveryReports reports,
            SenderDirectory senders,
            InstantSource clock,
            NodeSessions.Session session) {
        this.database = database;
        this.stage = stage;
        this.reports = reports;
        this.senders = senders;
        this.clock = clock;
        this.session = session;
    }

    @Override
    public List<DeliveryTask> lease(LeaseCapacity capacity) {
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
                    return Leases.hasWork(tx, found, now) ? found : List.of();
                });
        if (capacity.total() <= 0 || serving.isEmpty()) {
            return List.of();
        }
        LeaseRequest request = new LeaseRequest(session, capacity, serving, senders, now);
        database.write(tx -> {
            tx.stage(stage, new StagedChange.SessionSeen(session.id(), now));
            tx.stage(stage, new StagedChange.LeaseMail(request));
            return request;
        });
        return request.answer().orElseThrow(() -> new SessionEnded(session.id()));
    }

    @Override
    public byte[] content(long messageId) {
        return database.readOne(tx ->
                        tx.one(
                                "SELECT content FROM contents WHERE message_id = ? AND EXISTS (SELECT 1 FROM recipients r"
                                        + " JOIN node_sessions s ON s.id = r.session_id"
                                        + " WHERE r.message_id = ? AND r.state = 2 AND s.node_id = ?)",
                                row -> row.bytes(),
                                messageId,
                                messageId,
                                session.nodeId()))
                .orElseThrow(
                        () -> new NotLeased("the node holds no recipient of message " + messageId));
    }

    @Override
    public void report(List<DeliveryReport> done) {
        if (!done.isEmpty()) {
            database.write(tx -> {
                reports.apply(tx, session, done, clock.instant());
                return done.size();
            });
        }
    }

    @Override
    public void receipt(StopReceipt receipt) {
        database.write(tx -> {
            if (tx.number("SELECT count(*) FROM stops WHERE id = ?", receipt.stopSeq()) == 0) {
                throw new NotLeased("there is no stop " + receipt.stopSeq());
            }
            StopLog.saveReceipt(tx, session, receipt);
            tx.stage(stage, new StagedChange.SessionSeen(session.id(), clock.instant()));
            return receipt;
        });
    }
}
