package io.mailyard.delivery;

import io.mailyard.policies.BounceClassifier.BounceVerdict;
import io.mailyard.policies.BouncePattern;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import java.util.Set;

/**
 * The effect of a host's reply on its recipient.
 *
 * <p>A reply before MAIL concerns this server: another time, another address or another host may
 * succeed, so it is a deferral even if it is 5xx. A reply to MAIL names no recipient: configured
 * bounce patterns decide first, then 4xx defers and 5xx bounces, unless another address of the
 * sender may succeed. From RCPT on, all bounce patterns and then the reply codes decide.
 */
public enum AnswerEffect {
    /** It is tried again, as long as the retry rule allows it. */
    DEFERRED,
    /** Undelivered. */
    BOUNCED,
    /** Undelivered, and its address is suppressed. */
    SUPPRESSED;

    /** Enhanced codes of MAIL replies that concern the message or its sender (RFC 3463). */
    private static final Set<String> ABOUT_MESSAGE =
            Set.of("5.1.7", "5.1.8", "5.2.3", "5.3.4", "5.6.0", "5.6.1", "5.6.2", "5.6.3", "5.6.7");

    /** Message too large (RFC 5321 and RFC 1870). */
    private static final int TOO_LARGE = 552;

    /**
     * The effect of a reply.
     *
     * @param verdict its class by the bounce patterns
     * @param locks whether a lock rule of the sender is set off by it
     */
    public static AnswerEffect of(
            SmtpStage stage, SmtpReply reply, BounceVerdict verdict, boolean locks) {
        if (stage.beforeMail()) {
            return DEFERRED;
        }
        boolean soft = verdict.type() == BouncePattern.BounceType.SOFT;
        if (stage == SmtpStage.MAIL) {
            boolean ends = isConfigured(verdict) || isAboutMessage(reply) || reply.kind() == 5;
            return locks || soft || !ends ? DEFERRED : BOUNCED;
        }
        if (soft) {
            return DEFERRED;
        }
        return verdict.type() == BouncePattern.BounceType.HARD ? SUPPRESSED : BOUNCED;
    }

    /**
     * Whether another address of the sender is tried first, since it may succeed although this
     * reply to MAIL would bounce the recipient.
     */
    public static boolean mayTryOtherSource(
            SmtpStage stage, SmtpReply reply, BounceVerdict verdict) {
        return stage == SmtpStage.MAIL && !isAboutMessage(reply) && !isConfigured(verdict);
    }

    /** Whether the bounce pattern of the verdict had a say, rather than the stage alone. */
    static boolean isByPattern(SmtpStage stage, BounceVerdict verdict) {
        return stage != SmtpStage.MAIL
                || verdict.type() == BouncePattern.BounceType.SOFT
                || isConfigured(verdict);
    }

    private static boolean isConfigured(BounceVerdict verdict) {
        return verdict.by().filter(pattern -> !pattern.shipped()).isPresent();
    }

    private static boolean isAboutMessage(SmtpReply reply) {
        return reply.kind() == 5
                && (ABOUT_MESSAGE.contains(reply.enhanced())
                        || (reply.code() == TOO_LARGE && reply.enhanced().isEmpty()));
    }
}
