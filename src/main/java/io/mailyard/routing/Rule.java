package io.mailyard.routing;

import java.util.List;

/**
 * A condition on messages and the senders that share them.
 *
 * @param condition condition of the messages
 * @param shares the senders, at most {@value #MAX_SHARES}
 */
public record Rule(Condition condition, List<Share> shares) {
    /** Maximum senders of a rule. */
    public static final int MAX_SHARES = 50;

    /** Rejects too many senders, and percentages that do not add up to 100. */
    public Rule {
        shares = List.copyOf(shares);
        if (shares.size() > MAX_SHARES) {
            throw new IllegalArgumentException(
                    "shares must be at most " + MAX_SHARES + ", are " + shares.size());
        }
        int sum = shares.stream().mapToInt(Share::percent).sum();
        if (sum != 100) {
            throw new IllegalArgumentException("percents must add up to 100, add up to " + sum);
        }
    }
}
