package io.mailyard.messages;

import java.util.Optional;

/**
 * A submission whose names were looked at: may its account write as these domains?
 *
 * @param refusal why it may not; empty where it may
 * @param passedOn whether it is accepted for the signature that it came with, and stays as it is
 */
record SenderNameVerdict(Submission submission, Optional<String> refusal, boolean passedOn) {}
