package io.mailyard.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test, or a class of them, that runs under {@code ./check --long} alone: what costs seconds and
 * is not the only guard of what it tries. {@code ./check} names at its end what it left out.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LongRun.Condition.class)
public @interface LongRun {
    /** What is named above. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Drill.isLong()) {
                return ConditionEvaluationResult.enabled("a long run");
            }
            String place = context.getRequiredTestClass().getSimpleName();
            Drill.leftOut(
                    context.getTestMethod()
                            .map(method -> place + "." + method.getName())
                            .orElse(place));
            return ConditionEvaluationResult.disabled("runs under ./check --long");
        }
    }
}
