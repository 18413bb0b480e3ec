package io.mailyard.policies;

import io.mailyard.fields.Field;
import java.util.List;
import java.util.Optional;

/**
 * A pattern that classifies answers of mail hosts (docs/spec/delivery.md).
 *
 * @param isp the ISP's name; empty: every ISP
 * @param message text for people; empty: the host's own
 */
public record BouncePattern(
        long id,
        String name,
        BounceType type,
        Optional<String> isp,
        BoundedPattern pattern,
        String message,
        boolean shipped)
        implements Policy {

    /** The consequence for the recipient. */
    public enum BounceType {
        /** The mailbox does not exist: undelivered, and the address is suppressed. */
        HARD,
        /** Temporary: it is tried again. */
        SOFT,
        /** Undelivered, for a reason that does not concern the address. */
        BOUNCE
    }

    private static final int MAX_MESSAGE = 255;

    static final Field<String> NAME = Field.named("Unique name.");
    static final Field<String> TYPE =
            Field.word(
                    "type",
                    "hard: the mailbox is absent; soft: try again; bounce: undelivered. Default"
                            + " bounce.",
                    "bounce",
                    "soft",
                    "hard");
    static final Field<String> PATTERN =
            Field.text(
                    "pattern",
                    IspField.pattern(),
                    "A regular expression (RE2), searched in the host's answer.");
    static final Field<String> MESSAGE =
            Field.line("message", MAX_MESSAGE, "What to tell people that it means.");

    static PolicyKind<BouncePattern> described() {
        return new PolicyKind<>(
                "bounce_patterns",
                "bounce pattern",
                "Bounce patterns: what answers of mail hosts mean.",
                List.of(NAME, TYPE, IspField.ISP, PATTERN, MESSAGE),
                new IspField(),
                kept ->
                        new BouncePattern(
                                kept.id(),
                                kept.get(NAME),
                                EnumNames.of(BounceType.class, kept.get(TYPE)),
                                IspField.name(kept),
                                BoundedPattern.of(kept.get(PATTERN)),
                                kept.get(MESSAGE),
                                kept.shipped()));
    }
}
