package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.time.Duration;
import java.util.Optional;

/** The strip across every page while the platform is stopped, for whoever may know. */
final class StopStrip {
    /**
     * A page may say for so long that nothing has changed; a change by this server shows at once.
     */
    private static final long KNOWN_NANOS = Duration.ofSeconds(1).toNanos();

    private volatile Optional<KnownStatus> known = Optional.empty();

    private record KnownStatus(Value.Members status, long nanos) {}

    /** Contents of the strip; empty: the platform is not stopped. */
    Optional<Frame.Strip> of(SignedIn signedIn) {
        if (!signedIn.person().mayRead("platform")) {
            return Optional.empty();
        }
        Value.Members status = status(signedIn);
        Visit visit = signedIn.visit();
        return Values.flag(status, "stopped")
                ? Optional.of(
                        new Frame.Strip(
                                Values.time(status, "since")
                                        .map(at -> visit.words().time(at, visit.zone()))
                                        .orElse(""),
                                Values.text(status, "reason")))
                : Optional.empty();
    }

    private Value.Members status(SignedIn signedIn) {
        Optional<KnownStatus> last = known;
        if (last.isPresent() && System.nanoTime() - last.get().nanos() < KNOWN_NANOS) {
            return last.get().status();
        }
        CallResult now = signedIn.calls().call("platform/status");
        if (now.isOk()) {
            known = Optional.of(new KnownStatus(now.object(), System.nanoTime()));
        }
        return now.object();
    }

    /** The platform was stopped or resumed here. */
    void forget() {
        known = Optional.empty();
    }
}
