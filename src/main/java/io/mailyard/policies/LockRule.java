package io.mailyard.policies;

import io.mailyard.fields.Field;
import io.mailyard.smtp.SmtpReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A rule by which answers of a mail host suspend a sender's attempts to an ISP for a while
 * (docs/spec/delivery.md).
 *
 * @param isp the ISP's name; empty: every ISP
 */
public record LockRule(
        long id,
        String name,
        Optional<String> isp,
        BoundedPattern pattern,
        Duration duration,
        boolean shipped)
        implements Policy {
    static final Field<String> NAME = Field.named("Unique name.");
    static final Field<String> PATTERN =
            Field.text(
                    "pattern",
                    IspField.pattern(),
                    "A regular expression (RE2), searched in the host's answer.");
    static final Field<Long> DURATION =
            Field.number("duration_minutes", 1, 43_200, 60, "How long, in minutes.");

    static PolicyKind<LockRule> described() {
        return new PolicyKind<>(
                "lock_rules",
                "lock rule",
                "Lock rules: which answers stop a sender's attempts to an ISP for a while.",
                List.of(NAME, IspField.ISP, PATTERN, DURATION),
                new IspField(),
                kept ->
                        new LockRule(
                                kept.id(),
                                kept.get(NAME),
                                IspField.name(kept),
                                BoundedPattern.of(kept.get(PATTERN)),
                                Duration.ofMinutes(kept.get(DURATION)),
                                kept.shipped()));
    }

    /** Whether an answer of that ISP's host triggers it. */
    public boolean setOffBy(String ispName, SmtpReply reply) {
        if (isp.isPresent() && !isp.get().equals(ispName)) {
            return false;
        }
        AnswerText text = AnswerText.of(reply);
        return pattern.foundIn(text.plain()) || pattern.foundIn(text.whole());
    }
}
