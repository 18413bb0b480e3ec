package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.domains.CheckQueue.ProofLookupResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether so many domains failed in a run that DNS is broken here rather than there. Each
 * account counts once, by the part of its domains that failed, and the two accounts with the
 * largest parts do not count. So no two accounts together can raise the alarm, however many domains
 * they have, nor prevent it by many domains that are well. Of two accounts that have all the
 * domains one does not count; the domains of one that has all are counted.
 *
 * @param failing domains that were proved and are not any longer
 * @param all domains that could have failed
 * @param accounts accounts that own them
 * @param isAlarm whether the run must not change anything
 */
record CheckVerdict(int failing, int all, int accounts, boolean isAlarm) {
    /** Limit in per cent: if more domains fail, the check itself is considered broken. */
    static final int MOST_FAILING = 5;

    /** Accounts that act together and are not believed: more are rarely anybody's to have. */
    private static final int MOST_TOGETHER = 2;

    private static final class FindingCount {
        int failing;
        int all;

        double part() {
            return (double) failing / all;
        }
    }

    static CheckVerdict of(Collection<ProofLookupResult> looked) {
        Map<AccountId, FindingCount> tallies = new HashMap<>();
        int failing = 0;
        int all = 0;
        for (ProofLookupResult one : looked) {
            if (isAtRisk(one.domain())) {
                FindingCount tally =
                        tallies.computeIfAbsent(one.domain().account(), _ -> new FindingCount());
                tally.all++;
                all++;
                if (one.proof() instanceof ProofCheck.ProofAbsent) {
                    tally.failing++;
                    failing++;
                }
            }
        }
        boolean isAlarm = failing > 1 && part(tallies.values()) * 100 > MOST_FAILING;
        return new CheckVerdict(failing, all, tallies.size(), isAlarm);
    }

    /** A vouched domain cannot fail, and a warning was counted when it was given. */
    private static boolean isAtRisk(Domain domain) {
        return domain.state() == DomainState.VERIFIED && !domain.isVouched();
    }

    private static double part(Collection<FindingCount> tallies) {
        List<Double> parts = new ArrayList<>(tallies.stream().map(FindingCount::part).toList());
        int leftOut = Math.min(MOST_TOGETHER, parts.size() - 1);
        for (int i = 0; i < leftOut; i++) {
            parts.remove(Collections.max(parts));
        }
        return parts.stream().mapToDouble(part -> part).average().orElse(0);
    }
}
