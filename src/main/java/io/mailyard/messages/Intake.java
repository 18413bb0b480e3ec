package io.mailyard.messages;

/** Takes messages in. */
@FunctionalInterface
public interface Intake {
    /**
     * Accepts a message or says why not; durable on return. What it throws means that nothing is
     * known to be kept: {@link io.mailyard.base.Busy} where it passes by itself.
     */
    Verdict accept(Submission submission);
}
