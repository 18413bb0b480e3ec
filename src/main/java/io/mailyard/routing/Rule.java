package io.mailyard.routing;

import java.util.List;

/**
 * Messages that are alike, and the senders that share them.
 *
 * @param condition which messages
 * @param shares the senders, at most {@value #MOST_SHARES}
 */
public record Rule(Condition condition, List<Share> shares) {
    /** How many senders a rule may have. */
    public static final int MOST_SHARES = 50;

    /** Refuses more senders than a rule may have, and percents that are not a whole. */
    public Rule {
        shares = List.copyOf(shares);
        if (shares.size() > MOST_SHARES) {
            throw new IllegalArgumentException(
                    "shares must be at most " + MOST_SHARES + ", are " + shares.size());
        }
        int sum = shares.stream().mapToInt(Share::percent).sum();
        if (sum != 100) {
            throw new IllegalArgumentException("percents must add up to 100, add up to " + sum);
        }
    }
}
