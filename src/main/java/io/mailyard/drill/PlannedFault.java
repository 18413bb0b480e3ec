package io.mailyard.drill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A fault of a drill.
 *
 * @param number from 1
 * @param afterMillis how long the load runs before it
 * @param lastsMillis how long it lasts, or until its second part
 * @param amount what else was drawn for it, from 0 to 1
 */
record PlannedFault(int number, FaultKind kind, long afterMillis, long lastsMillis, double amount) {
    private static final int LEAST_AFTER_MILLIS = 20;
    private static final int MORE_AFTER_MILLIS = 180;

    /**
     * The faults of a drill: each kind once in an order that the seed gives, then as many more as
     * there are rounds left. The same seed and kinds give the same faults, of which fewer rounds
     * have the first.
     */
    static List<PlannedFault> plan(long seed, int rounds, Set<FaultKind> kinds) {
        Random random = new Random(seed);
        List<FaultKind> first = new ArrayList<>(kinds);
        Collections.sort(first);
        List<FaultKind> weighted = new ArrayList<>();
        first.forEach(kind -> weighted.addAll(Collections.nCopies(kind.weight(), kind)));
        Collections.shuffle(first, random);
        List<PlannedFault> plan = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            FaultKind kind =
                    i < first.size() ? first.get(i) : weighted.get(random.nextInt(weighted.size()));
            int after = LEAST_AFTER_MILLIS + random.nextInt(MORE_AFTER_MILLIS);
            plan.add(
                    new PlannedFault(
                            i + 1, kind, after, kind.lastsMillis(random), random.nextDouble()));
        }
        return plan;
    }
}
