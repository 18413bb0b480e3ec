package io.mailyard.declare;

import java.util.List;
import java.util.Optional;

/**
 * Extent to which a plan was applied.
 *
 * @param done the executed steps, in order
 * @param left the remaining steps, in order: the first of them failed, the others were not tried
 * @param failure why the first of {@code left} failed: a {@link ServerRefusal}, or the exception of
 *     an {@link ApiCaller} that got no answer
 */
public record ApplyResult(List<Step> done, List<Step> left, Optional<RuntimeException> failure) {
    public ApplyResult {
        done = List.copyOf(done);
        left = List.copyOf(left);
    }

    /** Is notified of each step. */
    @FunctionalInterface
    public interface ApplyListener {
        /**
         * Called after a step was executed.
         *
         * @param told what a person must learn about it, which is shown this once
         */
        void done(Step step, List<String> told);
    }
}
