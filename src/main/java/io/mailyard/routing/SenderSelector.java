package io.mailyard.routing;

import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.senders.SenderId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Chooses a sender by rules: the first that matches wins, and its senders share the messages.
 *
 * <p>The draw is the SHA-256 of message id and recipient id, 8 bytes each, greatest byte first. Its
 * first 8 bytes draw over all percents of the rule; where that falls on a sender that cannot send,
 * its next 8 bytes draw over the percents of those that can. So what a sender that cannot send
 * would have had is spread over the rest by their percents, and what the rest had stays with them.
 * The rest is those without a ramp, where one of them can send: a ramp bears no more than its own.
 */
public final class SenderSelector {
    private static final double WHOLE = 100;

    private SenderSelector() {}

    /**
     * Chooses.
     *
     * @param rules the rules in their order
     * @param facts what is known of the message
     * @param message the message's id
     * @param recipient the recipient's id
     * @param hindrances why a share's sender cannot send; nothing where it can
     * @return the same for the same
     */
    public static Selection choose(
            List<Rule> rules,
            MessageAttributes facts,
            long message,
            long recipient,
            Function<Share, Optional<UnavailableReason>> hindrances) {
        for (int place = 0; place < rules.size(); place++) {
            if (rules.get(place).condition().matches(facts)) {
                return among(
                        place, rules.get(place).shares(), seed(message, recipient), hindrances);
            }
        }
        return new Selection.NoRule();
    }

    private static Selection among(
            int place,
            List<Share> shares,
            ByteBuffer seed,
            Function<Share, Optional<UnavailableReason>> hindrances) {
        Map<SenderId, UnavailableReason> leftOut = new LinkedHashMap<>();
        for (Share share : shares) {
            hindrances.apply(share).ifPresent(why -> leftOut.put(share.sender(), why));
        }
        int first = draw(seed.getLong(0), 100);
        Share drawn = at(shares, first);
        if (!leftOut.containsKey(drawn.sender())) {
            return new Selection.Chosen(place, drawn, first, false, leftOut);
        }
        List<Share> able = heirs(shares, leftOut.keySet());
        if (able.isEmpty()) {
            return new Selection.NoneAble(place, leftOut);
        }
        int second = draw(seed.getLong(Long.BYTES), able.stream().mapToInt(Share::percent).sum());
        return new Selection.Chosen(place, at(able, second), second, true, leftOut);
    }

    /** Over which the part of those that are left out is spread. */
    static List<Share> heirs(List<Share> shares, Set<SenderId> leftOut) {
        List<Share> able =
                shares.stream().filter(share -> !leftOut.contains(share.sender())).toList();
        List<Share> warm = able.stream().filter(share -> share.warmup().isEmpty()).toList();
        return warm.isEmpty() ? able : warm;
    }

    /**
     * What part of a rule's messages each share has, from 0 to 1 and in their order, where some are
     * left out.
     */
    static List<Double> parts(List<Share> shares, Set<SenderId> leftOut) {
        List<Share> heirs = heirs(shares, leftOut);
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
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(ids));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
