package io.mailyard.messages;

import java.util.Optional;

/**
 * A checked submission: may its account use these domains?
 *
 * @param refusal why it may not; empty if it may
 * @param passedOn whether it is accepted because of its existing signature and must stay unchanged
 */
record SenderNameVerdict(Submission submission, Optional<String> refusal, boolean passedOn) {}
