package io.mailyard.base;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The time in which the secret before a rotation works beside the new one. */
public final class RotationOverlap {
    private RotationOverlap() {}

    /**
     * Refuses a second rotation with an overlap while the first overlap lasts: at most two secrets
     * work at once, so it would end the first one early.
     *
     * @param what the object, for example {@code token 'crm'}
     * @param previousUntil end of the first overlap
     * @throws ApiException error 409 with the time after which it can be rotated
     */
    public static void mustNotCutAnother(
            String what, Duration overlap, Optional<Instant> previousUntil, Instant now) {
        if (!overlap.isZero() && previousUntil.filter(now::isBefore).isPresent()) {
            throw ApiException.conflict(
                    what
                            + " was rotated already, and its secret before works until "
                            + previousUntil.get()
                            + ": rotate it after that, or without an overlap, which ends all earlier"
                            + " secrets at once");
        }
    }
}
