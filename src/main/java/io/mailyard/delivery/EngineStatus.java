package io.mailyard.delivery;

import java.util.List;

/**
 * What an engine is doing.
 *
 * @param revision of the configuration it runs
 * @param running whether it takes new attempts
 * @param connections open ones, idle ones too
 * @param attempts under way
 * @param waiting parcels leased and not begun
 * @param unreported results that the desk has not taken yet
 * @param begun attempts since it was opened
 * @param delivered of those, recipients whose host took the message
 * @param deskAway since when the desk did not answer, in words; empty: it does
 * @param problems what keeps part of the configuration from working, a sentence each
 */
public record EngineStatus(
        long revision,
        boolean running,
        int connections,
        int attempts,
        int waiting,
        int unreported,
        long begun,
        long delivered,
        String deskAway,
        List<String> problems) {
    public EngineStatus {
        problems = List.copyOf(problems);
    }
}
