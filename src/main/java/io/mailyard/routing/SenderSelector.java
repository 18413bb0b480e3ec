package io.mailyard.routing;

import io.mailyard.base.Sha256;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.senders.SenderId;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Selects a sender by rules: the first matching rule wins, and its senders share the messages.
 *
 * <p>The draw is the SHA-256 of message id and recipient id, 8 bytes each in big-endian order. Its
 * first 8 bytes draw over all percentages of the rule; if that selects an unavailable sender, the
 * next 8 bytes draw over the percentages of the available ones. So the share of an unavailable
 * sender is spread over the others by their percentages, and their own shares are unaffected. If a
 * sender without warmup is available, only those share the rest: a warmup takes no more than its
 * own share.
 */
public final class SenderSelector {
    private static final double WHOLE = 100;

    private SenderSelector() {}

    /**
     * Selects a sender.
     *
     * @param rules the rules in order
     * @param attributes attributes of the message
     * @param message id of the message
     * @param recipient id of the recipient
     * @param hindrances why a share's sender cannot send; empty if it can
     * @return the same selection for the same arguments
     */
    public static Selection select(
            List<Rule> rules,
            MessageAttributes attributes,
            long message,
            long recipient,
            Function<Share, Optional<UnavailableReason>> hindrances) {
        for (int place = 0; place < rules.size(); place++) {
            if (rules.get(place).condition().matches(attributes)) {
                return selectFrom(
                        place, rules.get(place).shares(), seed(message, recipient), hindrances);
            }
        }
        return new Selection.NoRule();
    }

    private static Selection selectFrom(
            int place,
            List<Share> shares,
            ByteBuffer seed,
            Function<Share, Optional<UnavailableReason>> hindrances) {
        Map<SenderId, UnavailableReason> leftOut = new LinkedHashMap<>();
        for (Share share : shares) {
            hindrances.apply(share).ifPresent(reason -> leftOut.put(share.sender(), reason));
        }
        int first = draw(seed.getLong(0), 100);
        Share drawn = at(shares, first);
        if (!leftOut.containsKey(drawn.sender())) {
            return new Selection.Chosen(place, drawn, first, false, leftOut);
        }
        List<Share> able = availableShares(shares, leftOut.keySet());
        if (able.isEmpty()) {
            return new Selection.NoneAble(place, leftOut);
        }
        int second = draw(seed.getLong(Long.BYTES), able.stream().mapToInt(Share::percent).sum());
        return new Selection.Chosen(place, at(able, second), second, true, leftOut);
    }

    /** The shares over which those of unavailable senders are spread. */
    static List<Share> availableShares(List<Share> shares, Set<SenderId> leftOut) {
        List<Share> able =
                shares.stream().filter(share -> !leftOut.contains(share.sender())).toList();
        List<Share> warm = able.stream().filter(share -> share.warmup().isEmpty()).toList();
        return warm.isEmpty() ? able : warm;
    }

    /** The fraction of a rule's messages for each share in order, given the unavailable senders. */
    static List<Double> parts(List<Share> shares, Set<SenderId> leftOut) {
        List<Share> heirs = availableShares(shares, leftOut);
        double among = heirs.stream().mapToInt(Share::percent).sum();
        double left =
                shares.stream()
                        .filter(share -> leftOut.contains(share.sender()))
                        .mapToInt(Share::percent)
                        .sum();
        return shares.stream()
                .map(share -> {
                    double own = leftOut.contains(share.sender()) ? 0 : share.percent();
                    double more = heirs.contains(share) ? left * share.percent() / among : 0;
                    return (own + more) / WHOLE;
                })
                .toList();
    }

    private static int draw(long hash, int bound) {
        return (int) Long.remainderUnsigned(hash, bound);
    }

    private static Share at(List<Share> shares, int draw) {
        int end = 0;
        for (Share share : shares) {
            end += share.percent();
            if (draw < end) {
                return share;
            }
        }
        throw new IllegalStateException("drawn " + draw + " of " + end);
    }

    private static ByteBuffer seed(long message, long recipient) {
        byte[] ids =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(message).putLong(recipient).array();
        return ByteBuffer.wrap(Sha256.of(ids));
    }
}
