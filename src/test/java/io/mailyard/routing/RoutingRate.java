package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.routing.RoutingTable.SenderState;
import io.mailyard.routing.RoutingTable.VirtualSenderRules;
import io.mailyard.routing.SenderAvailability.DestinationLock;
import io.mailyard.routing.SenderAvailability.SenderHold;
import io.mailyard.routing.SenderAvailability.TransientState;
import io.mailyard.routing.Share.ShareOverrides;
import io.mailyard.senders.SenderId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Measures what routing costs a recipient in memory: the rules gone through, the senders that
 * cannot send found, the draw. With few rules and senders, and with as many as there can be. Not a
 * test: {@code bench/run routing}.
 */
final class RoutingRate {
    private static final int ROUNDS = 11;
    private static final int EACH = 200_000;

    private RoutingRate() {}

    public static void main(String[] args) {
        System.out.println(
                "| Rules | Senders of each | Left out | ns a recipient, median | least |");
        System.out.println("|---|---|---|---|---|");
        measure(1, 2, 0);
        measure(5, 4, 1);
        measure(100, 50, 0);
        measure(100, 50, 25);
    }

    private static void measure(int rules, int shares, int leftOut) {
        AccountRouter router = routes(rules, shares, leftOut);
        long[] nanos = new long[ROUNDS];
        long chosen = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < EACH; i++) {
                Selection selection =
                        router.select(asked(round * (long) EACH + i), _ -> Optional.empty());
                chosen += selection instanceof Selection.Chosen ? 1 : 0;
            }
            nanos[round] = (System.nanoTime() - start) / EACH;
        }
        if (chosen != (long) ROUNDS * EACH) {
            throw new IllegalStateException("chosen " + chosen);
        }
        Arrays.sort(nanos);
        System.out.printf(
                "| %d | %d | %d | %d | %d |%n",
                rules, shares, leftOut, nanos[ROUNDS / 2], nanos[0]);
    }

    private static AccountRouter.RoutingRequest asked(long id) {
        return new AccountRouter.RoutingRequest(
                id,
                id,
                MessageAttributes.of(0, "ann@sender.example", "recipient.example"),
                new Destination(0, "other", "recipient.example"));
    }

    /** All but the last are for another domain; the last has all senders. */
    private static AccountRouter routes(int count, int senders, int leftOut) {
        List<Share> shares = new ArrayList<>();
        Map<SenderId, SenderState> known = new HashMap<>();
        Set<DestinationLock> locks = new HashSet<>();
        for (int i = 0; i < senders; i++) {
            SenderId id = new SenderId(i + 1);
            shares.add(new Share(id, 100 / senders, ShareOverrides.NONE));
            List<SenderHold> holds =
                    i < leftOut
                            ? List.of(
                                    new SenderHold(
                                            id, OptionalLong.empty(), OptionalLong.empty(), ""))
                            : List.of();
            known.put(id, new SenderState(false, true, Set.of(1L), holds));
            for (int lock = 0; lock < 200; lock++) {
                locks.add(new DestinationLock(id, "other", "d" + lock + ".example"));
            }
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            rules.add(new Rule(new Condition.FromDomain("d" + i + ".example"), shares));
        }
        rules.add(new Rule(new Condition.Always(), shares));
        VirtualSenderRules entry =
                new VirtualSenderRules(new VirtualSenderId(1), "bench", rules, "hash");
        RoutingTable table =
                new RoutingTable(
                        new AccountId(1), new RoutingVersion.Stamp(0, 0), List.of(entry), known);
        return new AccountRouter(
                table,
                entry,
                new TransientState(locks, Set.of(1L)),
                new RoutingSnapshots(),
                new ShareCounts(),
                _ -> true);
    }
}
