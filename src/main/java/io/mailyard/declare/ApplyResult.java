package io.mailyard.declare;

import java.util.List;
import java.util.Optional;

/**
 * How far an application came.
 *
 * @param done in order
 * @param left in order: the first of them failed, the rest was not tried
 * @param failure why the first of {@code left} failed: a {@link ServerRefusal}, or what the {@link
 *     Server} throws where there is no answer
 */
public record ApplyResult(List<Step> done, List<Step> left, Optional<RuntimeException> failure) {
    public ApplyResult {
        done = List.copyOf(done);
        left = List.copyOf(left);
    }

    /** Hears of each step. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A step is done.
         *
         * @param told what a person must be told of it, this once
         */
        void done(Step step, List<String> told);
    }
}
