package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.delivery.ConnectionShares.ConnectionHolder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSharesTest {
    private static ConnectionHolder holder(long sender, long account, String place) {
        return new ConnectionHolder(sender, account, place);
    }

    /** Takes all that such a holder gets, each to a place of its own. */
    private static int all(ConnectionShares shares, long sender, long account) {
        int taken = 0;
        while (shares.take(holder(sender, account, "d" + sender + "-" + account + "-" + taken))) {
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 40, 500})
    void newAccount_getsAConnectionHoweverManyAnotherHolds(int most) {
        ConnectionShares shares = new ConnectionShares(most);

        int one = all(shares, 1, 1);
        assertThat(one).isBetween(1, Math.max(1, most * 2 / 3 + 1));
        if (most > 1) {
            assertThat(shares.take(holder(2, 2, "good"))).isTrue();
        }
    }

    @Test
    void accountsThatUseAllConnections_leaveAShareForANewOne() {
        for (int others = 1; others <= 3; others++) {
            for (boolean shared : new boolean[] {true, false}) {
                ConnectionShares shares = new ConnectionShares(500);
                for (int account = 1; account <= others; account++) {
                    all(shares, shared ? 1 : account, account);
                }
                assertThat(shares.take(holder(shared ? 1 : 900, 900, "good"))).isTrue();
                assertThat(shares.take(holder(901, 901, "fair"))).isTrue();
            }
        }
    }

    /** Where many have come one after another, one of the largest makes room. */
    @Test
    void largestAccount_makesRoomForOneWithoutConnections() {
        for (boolean shared : new boolean[] {true, false}) {
            ConnectionShares shares = new ConnectionShares(100);
            for (int account = 1; account <= 20; account++) {
                all(shares, shared ? 1 : account, account);
            }
            ConnectionHolder one = holder(shared ? 1 : 900, 900, "good");
            List<ConnectionHolder> held = new ArrayList<>();
            held.add(holder(2, 2, "d"));
            held.add(holder(1, 1, "d1-1-0"));
            held.add(holder(1, 1, "d1-1-1"));
            assertThat(shares.take(one)).isFalse();
            ConnectionHolder inTheWay =
                    shares.displaceable(one, held, holder -> holder).orElseThrow();
            assertThat(inTheWay.accountId()).isEqualTo(1);
            shares.giveBack(inTheWay);
            assertThat(shares.take(one)).isTrue();
            assertThat(shares.displaceable(one, held, holder -> holder)).isEmpty();
        }
    }

    @Test
    void destination_leavesConnectionsToOthers() {
        ConnectionShares shares = new ConnectionShares(100);
        int taken = 0;
        while (shares.take(holder(taken, taken, "slow.example"))) {
            taken++;
        }
        assertThat(taken).isBetween(50, 80);
        assertThat(shares.take(holder(1000, 1000, "good.example"))).isTrue();
    }

    @Test
    void releasedConnection_canBeAcquiredAgain() {
        ConnectionShares shares = new ConnectionShares(10);
        int before = all(shares, 1, 1);
        assertThat(shares.isHolderOverShare(holder(1, 1, "x"))).isTrue();
        assertThat(shares.isHolderOverShare(holder(2, 2, "x"))).isFalse();
        for (int i = 0; i < before; i++) {
            shares.giveBack(holder(1, 1, "d1-1-" + i));
        }
        shares.clearRefused();
        assertThat(shares.isCrowded()).isFalse();
        assertThat(all(shares, 1, 1)).isEqualTo(before);
    }

    @Test
    void transferredConnection_countsForItsNewHolder() {
        ConnectionShares shares = new ConnectionShares(3);
        ConnectionHolder holder = holder(1, 1, "d");
        assertThat(shares.take(holder)).isTrue();
        shares.transfer(holder, holder(1, 2, "d"));
        assertThat(all(shares, 1, 1)).isPositive();
    }
}
