package io.mailyard.policies;

import io.mailyard.smtp.SmtpReply;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what an answer of a mail host means. Patterns of the ISP are asked before those of all; of
 * each, own ones before those shipped, the elder first. The first that is found counts. Where none
 * is, the codes decide: 4xx is soft; 5xx is hard where its enhanced code (RFC 3463) says that there
 * is no such mailbox, and a bounce otherwise; anything else is soft.
 */
public final class Bounces {
    /** No such mailbox, domain or address; moved; a domain that takes no mail (RFC 7505). */
    private static final Set<String> ABSENT =
            Set.of("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10");

    private static final Comparator<BouncePattern> ORDER =
            Comparator.comparing((BouncePattern pattern) -> pattern.isp().isEmpty())
                    .thenComparing(BouncePattern::shipped)
                    .thenComparingLong(BouncePattern::id);

    private final List<BouncePattern> patterns;

    public Bounces(Collection<BouncePattern> patterns) {
        this.patterns = patterns.stream().sorted(ORDER).toList();
    }

    /**
     * What an answer means.
     *
     * @param by the pattern that decided; empty: the codes did
     */
    public record Verdict(BouncePattern.Type type, Optional<BouncePattern> by) {}

    /** What the answer of a host of that ISP means. */
    public Verdict of(String isp, SmtpReply reply) {
        String text = reply.shown(BoundedPattern.MAX_TEXT);
        for (BouncePattern pattern : patterns) {
            boolean concerned = pattern.isp().isEmpty() || pattern.isp().get().equals(isp);
            if (concerned && pattern.pattern().foundIn(text)) {
                return new Verdict(pattern.type(), Optional.of(pattern));
            }
        }
        return new Verdict(byCodes(reply), Optional.empty());
    }

    private static BouncePattern.Type byCodes(SmtpReply reply) {
        if (reply.kind() != 5) {
            return BouncePattern.Type.SOFT;
        }
        return ABSENT.contains(reply.enhanced())
                ? BouncePattern.Type.HARD
                : BouncePattern.Type.BOUNCE;
    }
}
