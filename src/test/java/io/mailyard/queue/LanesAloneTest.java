package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.house.StoreKind;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderWatcher.Turn;
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
    private final Yard yard;
    private AccountId account = new AccountId(0);

    LanesAloneTest(StoreKind kind) {
        yard = new Yard(kind);
    }

    @BeforeEach
    void queueAndHide() {
        account = yard.account();
        yard.send(account, 4591, Yard.to("ann@gmail.com", 1), Yard.to("bob@a.example", 1));
        yard.send(yard.account(), 0, Yard.to("carl@gmail.com", 1));
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

    private Stats total(Scope scope) {
        return yard.database.read(tx -> Stats.of(tx, scope, "total")).getFirst();
    }

    @Test
    void stats_readLanes() {
        List<Stats> isps = yard.database.read(tx -> Stats.of(tx, Scope.ofSender(1), "isp"));
        assertThat(isps)
                .extracting(Stats::isp, Stats::fresh)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Gmail", 2L),
                        org.assertj.core.groups.Tuple.tuple(To.OTHER, 1L));
        assertThat(total(Scope.ofSender(1)).fresh()).isEqualTo(3);
    }

    @Test
    void holdAndRelease_touchLanes() {
        Scope gmail =
                new Scope(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty(), "Gmail");

        change(change -> yard.queue.holds().hold(change, gmail, Optional.empty(), ""));
        assertThat(total(Scope.ofSender(1)))
                .extracting(Stats::hold, Stats::fresh)
                .containsExactly(2L, 1L);

        change(change -> yard.queue.holds().release(change, Scope.ofSender(1)));
        assertThat(total(Scope.ofSender(1)).hold()).isZero();
    }

    @Test
    void freezeAndThaw_touchLanes() {
        yard.accounts.freeze(account);
        assertThat(total(Scope.ofSender(1)).hold()).isEqualTo(2);
        yard.accounts.unfreeze(account);
        assertThat(total(Scope.ofSender(1)).hold()).isZero();
    }

    @Test
    void purge_touchesLanes() {
        change(change -> yard.queue.purge(change, Scope.ofSender(1, account.value())));
        assertThat(yard.sheet()).isEqualTo(new Ledger.Sheet(3, 0, 0, 0, 2, 1));
    }

    @Test
    void rerouting_touchesLanes() {
        yard.senders.delete(1);
        change(change -> yard.queue.routing().changed(change, new SenderId(1), Turn.DELETED));
        assertThat(total(Scope.ofSender(2)).fresh()).isEqualTo(3);
    }
}
