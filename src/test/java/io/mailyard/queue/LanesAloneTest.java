package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.LaneStats;
import io.mailyard.lanes.QueueScope;
import io.mailyard.outcomes.Ledger;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener.SenderChange;
import io.mailyard.testing.StoreKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is done to any part of the queue is done to lanes: here the tables of messages and
 * recipients are hidden, so that a statement that touched them would fail or find nothing; of the
 * recipients only those that a node has leased can be read.
 */
@ParameterizedClass
@EnumSource
class LanesAloneTest {
    private final QueueHarness yard;
    private AccountId account = new AccountId(0);

    LanesAloneTest(StoreKind kind) {
        yard = new QueueHarness(kind);
    }

    @BeforeEach
    void queueAndHide() {
        account = yard.account();
        yard.send(
                account,
                4591,
                QueueHarness.to("ann@gmail.com", 1),
                QueueHarness.to("bob@a.example", 1));
        yard.send(yard.account(), 0, QueueHarness.to("carl@gmail.com", 1));
        for (String table : List.of("recipients", "messages", "contents")) {
            yard.database.write(
                    tx -> tx.update("ALTER TABLE " + table + " RENAME TO hidden_" + table));
        }
        // a receipt asks which sessions hold leased mail; what waits stays hidden
        yard.database.write(tx ->
                tx.update(
                        "CREATE VIEW recipients AS SELECT id, lane_id, session_id, state"
                                + " FROM hidden_recipients WHERE session_id IS NOT NULL"));
    }

    @AfterEach
    void close() {
        yard.close();
    }

    private void change(java.util.function.Consumer<io.mailyard.writes.Change> work) {
        yard.accounts
                .writes()
                .system(
                        "test",
                        change -> {
                            work.accept(change);
                            return change;
                        });
    }

    private LaneStats total(QueueScope scope) {
        return yard.database.read(tx -> LaneStats.read(tx, scope, "total")).getFirst();
    }

    @Test
    void stats_readLanes() {
        List<LaneStats> isps =
                yard.database.read(tx -> LaneStats.read(tx, QueueScope.ofSender(1), "isp"));
        assertThat(isps)
                .extracting(LaneStats::isp, LaneStats::fresh)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Gmail", 2L),
                        org.assertj.core.groups.Tuple.tuple(AcceptedRecipient.OTHER, 1L));
        assertThat(total(QueueScope.ofSender(1)).fresh()).isEqualTo(3);
    }

    @Test
    void holdAndRelease_touchLanes() {
        QueueScope gmail =
                new QueueScope(
                        OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty(), "Gmail");

        change(change -> yard.queue.holds().hold(change, gmail, Optional.empty(), ""));
        assertThat(total(QueueScope.ofSender(1)))
                .extracting(LaneStats::suspended, LaneStats::fresh)
                .containsExactly(2L, 1L);

        change(change -> yard.queue.holds().release(change, QueueScope.ofSender(1)));
        assertThat(total(QueueScope.ofSender(1)).suspended()).isZero();
    }

    @Test
    void freezeAndThaw_touchLanes() {
        yard.accounts.freeze(account);
        assertThat(total(QueueScope.ofSender(1)).suspended()).isEqualTo(2);
        yard.accounts.unfreeze(account);
        assertThat(total(QueueScope.ofSender(1)).suspended()).isZero();
    }

    @Test
    void purge_touchesLanes() {
        change(change -> yard.queue.purge(change, QueueScope.ofSender(1, account.value())));
        assertThat(yard.sheet()).isEqualTo(new Ledger.Balance(3, 0, 0, 0, 2, 1));
    }

    @Test
    void rerouting_touchesLanes() {
        yard.senders.delete(1);
        change(change ->
                yard.queue.routing().changed(change, new SenderId(1), SenderChange.DELETED));
        assertThat(total(QueueScope.ofSender(2)).fresh()).isEqualTo(3);
    }
}
