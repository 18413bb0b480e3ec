package io.mailyard.signin;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Retryable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a store that is away, or too many password checks at once, into an outcome. */
final class BusyAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(BusyAnswer.class);

    private BusyAnswer() {}

    /** The outcome, or {@link SignInOutcome.TryLater}. */
    static SignInOutcome orLater(Supplier<SignInOutcome> work) {
        try {
            return work.get();
        } catch (ApiException refusal) {
            if (refusal.code() != ErrorCode.NOT_READY) {
                throw refusal;
            }
            return new SignInOutcome.TryLater();
        } catch (RuntimeException failed) {
            String reason = Retryable.detail(failed).orElseThrow(() -> failed);
            LOG.warn("a sign-in could not be checked: {}", reason);
            return new SignInOutcome.TryLater();
        }
    }
}
