package io.mailyard.leases;

import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopReceipt;
import io.mailyard.lanes.EngineSession;
import io.mailyard.lanes.LeaseRequest;
import io.mailyard.lanes.StagedChange;
import io.mailyard.lanes.WorkSignal;
import io.mailyard.outcomes.MessageContents;
import io.mailyard.senders.SenderId;
import io.mailyard.stops.StopLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Serves the lease calls of one session. */
public final class LeaseService implements LeaseClient {
    private final Database database;
    private final GroupStage<StagedChange> stage;
    private final WorkSignal signal;
    private final DeliveryReports reports;
    private final SenderDirectory senders;
    private final InstantSource clock;
    private final LeaseReturns returns;
    private final EngineSession session;

    public LeaseService(
            Database database,
            GroupStage<StagedChange> stage,
            WorkSignal signal,
            DeliveryReports reports,
            SenderDirectory senders,
            InstantSource clock,
            LeaseReturns returns,
            EngineSession session) {
        this.database = database;
        this.stage = stage;
        this.signal = signal;
        this.reports = reports;
        this.senders = senders;
        this.clock = clock;
        this.returns = returns;
        this.session = session;
    }

    @Override
    public List<DeliveryTask> lease(LeaseCapacity capacity) {
        if (capacity.number().hasUnanswered()) {
            returns.returnUnanswered(session, capacity.number());
        }
        if (!signal.isOpen() || database.gate().drains()) {
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
        LeaseRequest request = new LeaseRequest(session, capacity, serving, now);
        database.write(tx -> {
            // not the time before the wait for this write
            tx.stage(stage, new StagedChange.SessionSeen(session.id(), clock.instant()));
            tx.stage(stage, new StagedChange.LeaseMail(request));
            return request;
        });
        List<DeliveryTask> tasks =
                request.answer().orElseThrow(() -> new SessionEnded(session.id()));
        if (request.isOvertaken()) {
            throw new LeaseOvertaken();
        }
        return tasks;
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
                .flatMap(first -> MessageContents.whole(database, messageId, first))
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
