package io.mailyard.policies;

import io.mailyard.smtp.SmtpReply;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what an answer of a mail host means. Patterns of the ISP are asked before those of all; of
 * each, own ones before those shipped, the elder first, and those shipped in their own order. The
 * first that is found counts. Where none is, the codes decide: 4xx is soft; 5xx is hard where its
 * enhanced code (RFC 3463) says that there is no such mailbox, and a bounce otherwise; anything
 * else is soft.
 *
 * <p>An ISP is recognised by the recipient's domain, by the name of the mail host, and by what only
 * its hosts say, so that its patterns hold for the domains that it hosts for others.
 */
public final class BounceClassifier {
    /** No such mailbox; moved; a domain that takes no mail (RFC 7505). */
    private static final Set<String> ABSENT = Set.of("5.1.1", "5.1.6", "5.1.10");

    private static final int OWN = -2;

    /** Renamed by an administrator, who is to be asked before the rest. */
    private static final int RENAMED = -1;

    private static final Comparator<BouncePattern> ORDER =
            Comparator.comparing((BouncePattern pattern) -> pattern.isp().isEmpty())
                    .thenComparingInt(BounceClassifier::rank)
                    .thenComparingLong(BouncePattern::id);

    private final List<BouncePattern> patterns;

    public BounceClassifier(Collection<BouncePattern> patterns) {
        this.patterns = patterns.stream().sorted(ORDER).toList();
    }

    private static int rank(BouncePattern pattern) {
        return pattern.shipped() ? ShippedBounces.rank(pattern.name()).orElse(RENAMED) : OWN;
    }

    /**
     * What an answer means.
     *
     * @param by the pattern that decided; empty: the codes did
     */
    public record Verdict(BouncePattern.Type type, Optional<BouncePattern> by) {}

    /** What the answer of a host of that ISP means. */
    public Verdict of(String isp, SmtpReply reply) {
        return of(isp, "", reply);
    }

    /**
     * What an answer means.
     *
     * @param isp the ISP of the recipient's domain
     * @param host the mail host, {@code name[address]:port}; empty: not known
     */
    public Verdict of(String isp, String host, SmtpReply reply) {
        AnswerText text = AnswerText.of(reply);
        String recognised = IspSigns.of(host, reply).orElse(isp);
        for (BouncePattern pattern : patterns) {
            String of = pattern.isp().orElse(isp);
            if ((of.equals(isp) || of.equals(recognised)) && found(pattern, text)) {
                return new Verdict(pattern.type(), Optional.of(pattern));
            }
        }
        return new Verdict(byCodes(reply, text), Optional.empty());
    }

    private static boolean found(BouncePattern pattern, AnswerText text) {
        return pattern.pattern().foundIn(text.plain())
                || (!pattern.shipped() && pattern.pattern().foundIn(text.whole()));
    }

    private static BouncePattern.Type byCodes(SmtpReply reply, AnswerText text) {
        if (reply.kind() != 5) {
            return BouncePattern.Type.SOFT;
        }
        return ABSENT.contains(text.enhanced())
                ? BouncePattern.Type.HARD
                : BouncePattern.Type.BOUNCE;
    }
}
