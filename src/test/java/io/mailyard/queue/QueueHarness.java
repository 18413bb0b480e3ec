package io.mailyard.queue;

import io.mailyard.accounts.AccountsAtHand;
import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.db.Database;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.delivery.DeliveryTask;
import io.mailyard.delivery.LeaseCapacity;
import io.mailyard.delivery.LeaseClient;
import io.mailyard.lanes.AcceptedMessage;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.EngineSession;
import io.mailyard.outcomes.DeliveryEventListener;
import io.mailyard.outcomes.Ledger;
import io.mailyard.senders.SenderId;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A queue over an empty store, with a clock that stands until the test moves it. */
final class QueueHarness implements AutoCloseable {
    /** The sender that {@link #send} uses. */
    static final long SENDER = 1;

    final TestClock clock = TestClock.standing();
    final Database database;
    final AccountsAtHand accounts;
    final FakeSenders senders = new FakeSenders(1, 2);
    final Queue queue;
    final List<DeliveryEventListener.DeliveryEvent> events = new ArrayList<>();

    QueueHarness(StoreKind kind) {
        this(kind, QueueConfig.defaults());
    }

    QueueHarness(StoreKind kind, QueueConfig config) {
        this(kind, config, true);
    }

    /**
     * @param listening whether what is told is kept in {@link #events}
     */
    QueueHarness(StoreKind kind, QueueConfig config, boolean listening) {
        database = TestStores.open(kind);
        accounts = new AccountsAtHand(database, clock);
        queue =
                Queue.open(
                        database,
                        accounts.writes(),
                        accounts.accounts(),
                        senders,
                        (tx, deliveryEvent) -> {
                            if (listening) {
                                tx.afterCommit(() -> events.add(deliveryEvent));
                            }
                        },
                        Optional.empty(),
                        config,
                        clock);
    }

    /** An account that keeps no contents once mail has ended. */
    AccountId account() {
        AccountId account = accounts.create();
        keepContents(account, "none");
        return account;
    }

    void keepContents(AccountId account, String keep) {
        database.write(tx ->
                tx.update(
                        "UPDATE accounts SET content_keep = ? WHERE id = ?",
                        keep,
                        account.value()));
    }

    /** One message to one recipient of an ISP; its id. */
    long send(AccountId account, String address) {
        return send(account, 0, to(address, SENDER));
    }

    long send(AccountId account, long campaign, AcceptedRecipient... recipients) {
        return database.write(tx -> {
            long id = queue.nextMessageId(tx);
            queue.accept(
                    tx,
                    new AcceptedMessage(
                            id,
                            account,
                            "http",
                            "token:test",
                            "bounce@example.com",
                            "from@example.com",
                            "Subject " + id,
                            "<" + id + "@example.com>",
                            campaign,
                            0,
                            Optional.empty(),
                            ("Subject: " + id + "\r\n\r\nHello\r\n")
                                    .getBytes(StandardCharsets.US_ASCII),
                            clock.instant(),
                            List.of(recipients)));
            return id;
        });
    }

    /** Addresses at gmail.com are of an ISP, all others are not. */
    static AcceptedRecipient to(String address, long sender) {
        String domain = address.substring(address.indexOf('@') + 1);
        return new AcceptedRecipient(
                address,
                domain,
                domain.equals("gmail.com") ? "Gmail" : AcceptedRecipient.OTHER,
                sender == 0 ? Optional.empty() : Optional.of(new SenderId(sender)),
                address.startsWith("gone"));
    }

    EngineSession session(String instance) {
        return queue.sessions().begin(1, instance, instance);
    }

    LeaseClient leaseClient() {
        return queue.leaseClient(session("one"));
    }

    static List<DeliveryTask> lease(LeaseClient leaseClient, int most) {
        return leaseClient.lease(new LeaseCapacity(most, most, Map.of()));
    }

    DeliveryReport report(DeliveryTask task, DeliveryReport.DeliveryOutcome outcome) {
        return new DeliveryReport(
                task.id(),
                outcome,
                clock.instant(),
                "192.0.2.1",
                "mx.example[192.0.2.9]:25",
                "as the test says",
                AnsweredBy.HOST);
    }

    static DeliveryReport.DeliveryOutcome deferred(Duration delay) {
        return new DeliveryReport.DeliveryOutcome.DeliveryDeferred(
                delay, DeliveryReport.RetryFrom.ANY_NODE, Optional.empty());
    }

    <T> T number(io.mailyard.db.Work<T> work) {
        return database.read(work);
    }

    Ledger.Balance sheet() {
        return database.read(tx -> Ledger.balance(tx, Optional.empty()));
    }

    @Override
    public void close() {
        database.close();
    }
}
