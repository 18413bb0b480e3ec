package io.mailyard.policies;

import io.mailyard.smtp.SmtpReply;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Classifies a mail host's answer. Patterns of the ISP are tried before those of all ISPs; in both
 * groups, administrators' patterns before shipped ones, older ones first, and shipped ones in their
 * own order. The first match decides. Without a match, the codes decide: 4xx is soft; 5xx is hard
 * if its enhanced code (RFC 3463) says that the mailbox does not exist, otherwise a bounce;
 * anything else is soft.
 *
 * <p>An ISP is recognised by the recipient's domain, by the name of the mail host, and by text that
 * only its hosts send, so that its patterns also apply to the domains that it hosts for others.
 */
public final class BounceClassifier {
    /** Codes for: no such mailbox; moved; a domain that accepts no mail (RFC 7505). */
    private static final Set<String> ABSENT = Set.of("5.1.1", "5.1.6", "5.1.10");

    private static final int OWN = -2;

    /** Patterns that an administrator renamed, which are tried before the others. */
    private static final int RENAMED = -1;

    /**
     * Hard patterns of another version of the program, or renamed or changed ones: nobody knows
     * what they may precede.
     */
    private static final int LAST = Integer.MAX_VALUE;

    /** The order in which patterns are tried. */
    static final Comparator<BouncePattern> ORDER =
            Comparator.comparing((BouncePattern pattern) -> pattern.isp().isEmpty())
                    .thenComparingInt(BounceClassifier::rank)
                    .thenComparingLong(BouncePattern::id);

    private final List<BouncePattern> patterns;

    public BounceClassifier(Collection<BouncePattern> patterns) {
        this.patterns = patterns.stream().sorted(ORDER).toList();
    }

    private static int rank(BouncePattern pattern) {
        if (!pattern.shipped()) {
            return OWN;
        }
        boolean hard = pattern.type() == BouncePattern.BounceType.HARD;
        return hard && isChanged(pattern) && ShippedBounces.isTriedBeforeRefusals(pattern.name())
                ? LAST
                : ShippedBounces.rank(pattern.name()).orElse(hard ? LAST : RENAMED);
    }

    /** Whether a shipped pattern has a text that this version does not ship. */
    private static boolean isChanged(BouncePattern pattern) {
        return !ShippedBounces.hasPattern(pattern.pattern().toString());
    }

    /**
     * The class of an answer.
     *
     * @param by the pattern that decided; empty: the codes did
     */
    public record BounceVerdict(BouncePattern.BounceType type, Optional<BouncePattern> by) {}

    /** Classifies the answer of a host of that ISP. */
    public BounceVerdict of(String isp, SmtpReply reply) {
        return of(isp, "", reply);
    }

    /**
     * Classifies an answer.
     *
     * @param isp the ISP of the recipient's domain
     * @param host the mail host, {@code name[address]:port}; empty: unknown
     */
    public BounceVerdict of(String isp, String host, SmtpReply reply) {
        AnswerText text = AnswerText.of(reply);
        String recognised = IspSigns.of(host, reply).orElse(isp);
        for (BouncePattern pattern : patterns) {
            if (concerns(pattern, isp, recognised) && found(pattern, text)) {
                return new BounceVerdict(pattern.type(), Optional.of(pattern));
            }
        }
        return new BounceVerdict(byCodes(reply, text), Optional.empty());
    }

    private static boolean concerns(BouncePattern pattern, String isp, String recognised) {
        return pattern.isp().isEmpty()
                || pattern.isp().get().equals(isp)
                || pattern.isp().get().equals(recognised);
    }

    /**
     * A verdict with its reasons.
     *
     * @param searched the text in which shipped patterns are searched
     * @param recognised the ISP whose host answered, if it is known by its name or words
     * @param concerned number of patterns that are tried for this ISP, if none decides before
     * @param place 1-based place of the pattern that decided among these; 0: none did
     * @param later patterns behind it that match as well, in their order
     */
    public record Explanation(
            BounceVerdict verdict,
            String searched,
            Optional<String> recognised,
            int concerned,
            int place,
            List<BouncePattern> later) {}

    /** Classifies an answer as {@link #of(String, String, SmtpReply)} does, and tells why. */
    public Explanation explain(String isp, String host, SmtpReply reply) {
        AnswerText text = AnswerText.of(reply);
        Optional<String> sign = IspSigns.of(host, reply);
        List<BouncePattern> concerned =
                patterns.stream()
                        .filter(pattern -> concerns(pattern, isp, sign.orElse(isp)))
                        .toList();
        List<BouncePattern> matching =
                concerned.stream().filter(pattern -> found(pattern, text)).toList();
        Optional<BouncePattern> first = matching.stream().findFirst();
        return new Explanation(
                first.map(pattern -> new BounceVerdict(pattern.type(), first))
                        .orElseGet(() -> new BounceVerdict(byCodes(reply, text), Optional.empty())),
                text.plain(),
                sign,
                concerned.size(),
                first.map(concerned::indexOf).orElse(-1) + 1,
                matching.stream().skip(1).toList());
    }

    private static boolean found(BouncePattern pattern, AnswerText text) {
        return pattern.pattern().foundIn(text.plain())
                || ((!pattern.shipped() || isChanged(pattern))
                        && pattern.pattern().foundIn(text.whole()));
    }

    private static BouncePattern.BounceType byCodes(SmtpReply reply, AnswerText text) {
        if (reply.kind() != 5) {
            return BouncePattern.BounceType.SOFT;
        }
        return ABSENT.contains(text.enhanced())
                ? BouncePattern.BounceType.HARD
                : BouncePattern.BounceType.BOUNCE;
    }
}
