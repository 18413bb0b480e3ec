package io.mailyard.delivery;

import java.util.List;

/**
 * Status of an engine.
 *
 * @param revision the configuration revision in use
 * @param running whether new attempts begin
 * @param connections open connections, including idle ones
 * @param attempts under way
 * @param waiting tasks leased and not begun
 * @param unreported results that the server has not acknowledged yet
 * @param begun attempts since the engine opened
 * @param delivered recipients whose host accepted the message
 * @param serverProblem why the server cannot be reached; empty if it can
 * @param problems one sentence for each part of the configuration that does not work
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
        String serverProblem,
        List<String> problems) {
    public EngineStatus {
        problems = List.copyOf(problems);
    }
}
